// Cells and areas of the city: each border once, found by tile, and which cell lies under a point. Pure.

import { toWorld } from './mercator.js';

const BUCKET_ZOOM = 14;

/** Borders of one layer, without the doubles that two neighbours draw, bucketed by tiles of zoom 14. */
export class Borders {
  constructor(features) {
    this.buckets = new Map();
    const seen = new Set();
    for (const feature of features) {
      for (const ring of ringsOf(feature.geometry)) this.add(ring, seen);
    }
  }

  add(ring, seen) {
    let run = null;
    for (let i = 1; i < ring.length; i++) {
      const key = edgeKey(ring[i - 1], ring[i]);
      if (seen.has(key)) { run = null; continue; }
      seen.add(key);
      if (!run) { run = [toWorld(...ring[i - 1])]; this.keep(run, ring, i); }
      run.push(toWorld(...ring[i]));
      this.put(run, run[run.length - 1]);
    }
  }

  keep(run, ring, i) { this.put(run, toWorld(...ring[i - 1])); }

  put(run, [x, y]) {
    const n = 2 ** BUCKET_ZOOM, key = `${Math.floor(x * n)}/${Math.floor(y * n)}`;
    const bucket = this.buckets.get(key) ?? new Set();
    bucket.add(run);
    this.buckets.set(key, bucket);
  }

  /** Runs (points in world fractions) that touch the box given in world fractions. */
  within(x1, y1, x2, y2) {
    const n = 2 ** BUCKET_ZOOM, found = new Set();
    for (let i = Math.floor(x1 * n) - 1; i <= Math.floor(x2 * n) + 1; i++) {
      for (let j = Math.floor(y1 * n) - 1; j <= Math.floor(y2 * n) + 1; j++) {
        for (const run of this.buckets.get(`${i}/${j}`) ?? []) found.add(run);
      }
    }
    return found;
  }
}

function edgeKey(a, b) {
  const p = `${a[0].toFixed(7)},${a[1].toFixed(7)}`, q = `${b[0].toFixed(7)},${b[1].toFixed(7)}`;
  return p < q ? `${p};${q}` : `${q};${p}`;
}

export function ringsOf(geometry) {
  if (geometry.type === 'Polygon') return geometry.coordinates;
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : [];
}

/** Which cell is under a point: boxes first, then even-odd. */
export class Cells {
  constructor(features) {
    this.cells = features.map(({ properties, geometry }) => {
      const rings = ringsOf(geometry), xs = rings.flat().map(p => p[0]), ys = rings.flat().map(p => p[1]);
      return { code: properties.code, rings,
        box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] };
    });
  }

  /** The cell's code, or an empty string. */
  at(lon, lat) {
    for (const { code, rings, box } of this.cells) {
      if (lon < box[0] || lat < box[1] || lon > box[2] || lat > box[3]) continue;
      let inside = false;
      for (const ring of rings) {
        for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
          const [xi, yi] = ring[i], [xj, yj] = ring[j];
          if ((yi > lat) !== (yj > lat) && lon < (xj - xi) * (lat - yi) / (yj - yi) + xi) inside = !inside;
        }
      }
      if (inside) return code;
    }
    return '';
  }
}
