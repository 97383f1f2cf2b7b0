// Areas filled with a colour each, under everything that lives: the grades of an evaluation. Pure but for the canvas.

import { ringsOf } from './ground.js';
import { toWorld } from './mercator.js';

const STRENGTH = 0.42;

/** Filled areas: {color, rings} in fractions of the world, and the box around them. `shading`: id -> colour. */
export function shadesOf(features, shading) {
  const found = [];
  for (const { properties, geometry } of features) {
    const color = shading[properties.id];
    if (!color) continue;
    const rings = ringsOf(geometry).map(ring => ring.map(([lon, lat]) => toWorld(lon, lat)));
    const xs = rings.flat().map(point => point[0]), ys = rings.flat().map(point => point[1]);
    if (!xs.length) continue;
    const least = values => values.reduce((a, b) => Math.min(a, b)), most = values => values.reduce((a, b) => Math.max(a, b));
    found.push({ color, rings, box: [least(xs), least(ys), most(xs), most(ys)] });
  }
  return found;
}

/** Fill what is in view; how many areas that were. */
export function paintShades(ctx, shades, { scale, left, top, width, height }) {
  let drawn = 0;
  ctx.save();
  ctx.globalAlpha = STRENGTH;
  for (const { color, rings, box } of shades) {
    if (box[2] * scale < left || box[0] * scale > left + width || box[3] * scale < top || box[1] * scale > top + height) continue;
    ctx.beginPath();
    for (const ring of rings) {
      ring.forEach(([x, y], at) => at ? ctx.lineTo(x * scale - left, y * scale - top) : ctx.moveTo(x * scale - left, y * scale - top));
      ctx.closePath();
    }
    ctx.fillStyle = color;
    ctx.fill('evenodd');
    drawn += 1;
  }
  ctx.restore();
  return drawn;
}
