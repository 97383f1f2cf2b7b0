// Component tiles: reading (docs/wire.md) and painting. Reading is pure.

const MAGIC = 0x31545743;

/** {sums, records}: dots {x, y (0..4095), major, state, code} or sums {column, row (0..15), major, n}. */
export function readTile(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < 8 || view.getUint32(0, true) !== MAGIC || view.getUint8(5) !== 1) {
    throw new Error('not a component tile of version 1');
  }
  const sums = view.getUint8(4) === 1, count = view.getUint16(6, true);
  if (buffer.byteLength !== 8 + 8 * count) throw new Error(`a component tile of ${buffer.byteLength} bytes says ${count}`);
  const records = new Array(count);
  for (let i = 0, at = 8; i < count; i++, at += 8) {
    records[i] = sums
      ? { column: view.getUint8(at), row: view.getUint8(at + 1), major: view.getUint8(at + 2), n: view.getUint32(at + 4, true) }
      : { x: view.getUint16(at, true), y: view.getUint16(at + 2, true), major: view.getUint8(at + 4),
          state: view.getUint8(at + 5), code: view.getUint16(at + 6, true) };
  }
  return { sums, records };
}

/** The square of sums around a place given in fractions of its tile (0..1): {column, row, n} of the majors shown, or null. */
export function sumAt({ sums, records }, fx, fy, shown) {
  if (!sums) return null;
  const column = Math.floor(fx * 16), row = Math.floor(fy * 16);
  const n = records.reduce((sum, one) => sum + (one.column === column && one.row === row && shown.has(one.major) ? one.n : 0), 0);
  return n ? { column, row, n } : null;
}

const LETTERS_AT_MOST = 350;

/** Paint a tile that covers the square (left, top, side) of the canvas. `shown` is a set of major classes.
 * Returns how many components that stands for. */
export function paintTile(ctx, tile, square, zoom, colors, shown, glyphs) {
  const { left, top, side } = square;
  let drawn = 0;
  if (tile.sums) {
    const step = side / 16;
    for (const { column, row, major, n } of tile.records) {
      if (!shown.has(major)) continue;
      drawn += n;
      ctx.globalAlpha = Math.min(0.10 + 0.09 * Math.log2(1 + n) * 16 / step, 0.5);
      ctx.fillStyle = colors[`c${major}`];
      ctx.fillRect(left + column * step + 1, top + row * step + 1, step - 2, step - 2);
    }
    ctx.globalAlpha = 1;
    return drawn;
  }
  const signs = zoom >= 18.5 && tile.records.length < LETTERS_AT_MOST;
  const half = zoom >= 18 ? 2.2 : zoom >= 17 ? 1.5 : zoom >= 16 ? 1.1 : 0.8;
  const byMajor = [[], [], [], [], [], []];
  for (const dot of tile.records) byMajor[dot.major]?.push(dot);
  ctx.globalAlpha = zoom >= 18 ? 1 : zoom >= 16 ? 0.8 : 0.5;
  for (let major = 1; major <= 5; major++) {
    if (!shown.has(major)) continue;
    drawn += byMajor[major].length;
    ctx.fillStyle = ctx.strokeStyle = colors[`c${major}`];
    for (const dot of byMajor[major]) {
      const x = left + dot.x * side / 4096, y = top + dot.y * side / 4096;
      // A sign at the border moves inside: the neighbour tile does not paint its other half.
      if (signs) sign(ctx, inside(x, left, side), inside(y, top, side), dot, colors, glyphs);
      else if (dot.state) frame(ctx, x, y, half + 0.8);
      else ctx.fillRect(x - half, y - half, 2 * half, 2 * half);
    }
  }
  ctx.globalAlpha = 1;
  return drawn;
}

function inside(at, low, side) { return Math.min(Math.max(at, low + 8), low + side - 8); }

function frame(ctx, x, y, half) {
  ctx.lineWidth = 1;
  ctx.strokeRect(x - half, y - half, 2 * half, 2 * half);
}

function sign(ctx, x, y, dot, colors, glyphs) {
  const color = ctx.fillStyle;
  const glyph = glyphs[`C${String(dot.code).padStart(4, '0')}`];
  if (!glyph) { ctx.fillRect(x - 3, y - 3, 6, 6); return; }
  ctx.fillStyle = colors['bg-1'];
  ctx.fillRect(x - 8, y - 8, 16, 16);
  ctx.lineWidth = 1;
  if (dot.state) ctx.setLineDash([2, 2]);
  ctx.strokeRect(x - 7.5, y - 7.5, 15, 15);
  ctx.setLineDash([]);
  ctx.font = '400 11px "Noto Sans CJK SC", sans-serif';
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = colors['tx-2'];
  ctx.fillText(glyph, x, y + 0.5);
  ctx.fillStyle = color;
}
