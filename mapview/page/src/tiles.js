// The one GridLayer: asks the worker for pictures and shows them. A tile that failed is asked for again later.

/* global L */

import { TILE } from './mercator.js';

/** The worker as a function: `ask(task, rest)` resolves with its answer. */
export function startPainter(onError) {
  const worker = new Worker(new URL('painter.js', import.meta.url), { type: 'module' });
  const waiting = new Map();
  let last = 0;
  worker.onerror = event => onError(`painter: ${event.message ?? 'could not be loaded'}`);
  worker.onmessage = ({ data }) => {
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) reject(new Error(data.error)); else resolve(data);
  };
  return (task, rest = {}) => new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    worker.postMessage({ id: last, task, ...rest });
  });
}

/** How large a tile is shown at this zoom of the map, 1 at whole zooms: Leaflet takes the tiles of the nearest one. */
export function stretchOf(zoom) { return 2 ** (zoom - Math.round(zoom)); }

export const PaintedTiles = L.GridLayer.extend({
  options: { tileSize: TILE, minZoom: 10, maxZoom: 20, updateWhenIdle: false, updateWhenZooming: false, keepBuffer: 1 },

  initialize(ask, options) {
    L.setOptions(this, options);
    this.ask = ask;
    this.drawn = 0;
    this.failed = new Set();
    this.edition = 0;
  },

  /** Half a pixel more than its place: between two zooms tiles end inside of pixels, and the ground would shine through. */
  _initTile(tile) {
    L.GridLayer.prototype._initTile.call(this, tile);
    if (stretchOf(this._map.getZoom()) !== 1) tile.style.width = tile.style.height = `${TILE + 0.5}px`;
  },

  createTile(coords, done) {
    const canvas = document.createElement('canvas');
    this.fill(canvas, coords).then(() => done(null, canvas), error => done(error, canvas));
    return canvas;
  },

  async fill(canvas, coords) {
    const edition = this.edition;
    try {
      const answer = await this.ask('tile', { z: coords.z, x: coords.x, y: coords.y });
      if (edition < (canvas.edition ?? 0)) { answer.bitmap.close(); return; }
      canvas.edition = edition;
      canvas.width = answer.bitmap.width;
      canvas.height = answer.bitmap.height;
      canvas.getContext('bitmaprenderer').transferFromImageBitmap(answer.bitmap);
      canvas.components = answer.components;
      canvas.features = answer.features;
      canvas.failed = false;
      this.drawn += 1;
    } catch (error) {
      canvas.failed = true;
      this.fire('painterror', { error });
    }
  },

  /** Paint what is shown again, in place: other layers, other colours, newer data. */
  repaint(onlyFailed = false) {
    this.edition += 1;
    for (const { el, coords } of Object.values(this._tiles)) {
      if (!onlyFailed || el.failed) this.fill(el, coords);
    }
  },

  /** {tiles, failed, waiting, components, features} of the tiles shown. */
  counts() {
    const sum = { tiles: 0, failed: 0, waiting: 0, components: 0, features: 0 };
    for (const { el, coords } of Object.values(this._tiles)) {
      if (coords.z !== this._tileZoom) continue;
      sum.tiles += 1;
      sum.failed += el.failed ? 1 : 0;
      sum.waiting += el.edition === undefined && !el.failed ? 1 : 0;
      sum.components += el.components ?? 0;
      sum.features += el.features ?? 0;
    }
    return sum;
  },
});
