// Web Mercator, world pixels and metres. Pure.

export const TILE = 512;
const EARTH_M = 6378137;

/** Fractions of the world, x to the east, y to the south. */
export function toWorld(lon, lat) {
  const s = Math.sin(lat * Math.PI / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)];
}

/** [lon, lat] of fractions of the world. */
export function fromWorld(x, y) {
  return [(x - 0.5) * 360, Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI];
}

/** Pixels that one metre takes at this latitude and map zoom (256 px tiles at zoom 0). */
export function pixelsPerMetre(lat, zoom) {
  return 256 * 2 ** zoom / (2 * Math.PI * EARTH_M * Math.cos(lat * Math.PI / 180));
}

/** The longest round length (1, 2, 5 x 10^n metres) that takes at most `widest` pixels. */
export function roundLength(perMetre, widest) {
  const most = widest / perMetre;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [5, 2, 1].find(factor => factor * power <= most);
  return step * power;
}
