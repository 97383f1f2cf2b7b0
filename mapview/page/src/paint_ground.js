// Paints borders of cells and areas into a tile.

/** `spans`: [borders, token, width, alpha, dash]; `box` is the tile in world fractions, `size` its pixels. */
export function paintBorders(ctx, borders, { x1, y1, x2, y2 }, size, { color, width, alpha, dash }) {
  const scale = size / (x2 - x1);
  ctx.beginPath();
  for (const run of borders.within(x1, y1, x2, y2)) {
    for (let i = 0; i < run.length; i++) {
      const x = (run[i][0] - x1) * scale, y = (run[i][1] - y1) * scale;
      if (i) ctx.lineTo(x, y); else ctx.moveTo(x, y);
    }
  }
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.lineCap = 'butt';
  ctx.setLineDash(dash);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}
