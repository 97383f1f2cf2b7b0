// Names on a tile. Every name stays inside its own tile, so that neighbours need nothing of each other: names of
// streets lie on the piece of the street that crosses the tile, names of places are nudged in by at most half their
// width. Han characters of steep streets stand upright, one below the other.

import { placeLabel, roadLabel, roadWidth } from './style.js';

const FAMILY = '"Noto Sans CJK SC", sans-serif';
const HAN = /[\u2E80-\u9FFF\uF900-\uFAFF]/;
const EDGE = 3;

/** Rectangles already taken; a name that would touch one is left out. */
export class Taken {
  constructor() { this.boxes = []; }

  /** Take the boxes and say true, or leave everything and say false. */
  claim(boxes) {
    for (const [x1, y1, x2, y2] of boxes) {
      for (const b of this.boxes) {
        if (x1 < b[2] && x2 > b[0] && y1 < b[3] && y2 > b[1]) return false;
      }
    }
    this.boxes.push(...boxes);
    return true;
  }
}

/** The runs of a line (points [x, y]) inside the square from `edge` to `size - edge`. Pure. */
export function runsInside(points, size, edge) {
  const runs = [];
  let run = null;
  const low = edge, high = size - edge;
  for (let i = 1; i < points.length; i++) {
    const piece = clip(points[i - 1], points[i], low, high);
    if (!piece) { run = null; continue; }
    if (!run || !piece.whole) {
      const joined = run && same(run[run.length - 1], piece.from);
      if (!joined) runs.push(run = [piece.from]);
    }
    run.push(piece.to);
  }
  return runs;
}

function same(a, b) { return Math.abs(a[0] - b[0]) < 1e-6 && Math.abs(a[1] - b[1]) < 1e-6; }

function clip([x1, y1], [x2, y2], low, high) {
  let from = 0, to = 1;
  const dx = x2 - x1, dy = y2 - y1;
  for (const [p, q] of [[-dx, x1 - low], [dx, high - x1], [-dy, y1 - low], [dy, high - y1]]) {
    if (p === 0) { if (q < 0) return null; continue; }
    const t = q / p;
    if (p < 0) from = Math.max(from, t); else to = Math.min(to, t);
    if (from > to) return null;
  }
  return { from: [x1 + from * dx, y1 + from * dy], to: [x1 + to * dx, y1 + to * dy], whole: from === 0 };
}

/** Lengths along a run: cumulative, first 0. */
export function lengths(run) {
  const sums = [0];
  for (let i = 1; i < run.length; i++) sums.push(sums[i - 1] + Math.hypot(run[i][0] - run[i - 1][0], run[i][1] - run[i - 1][1]));
  return sums;
}

/** [x, y, angle] at a length along the run. */
export function along(run, sums, at) {
  let i = 1;
  while (i < sums.length - 1 && sums[i] < at) i++;
  const [a, b] = [run[i - 1], run[i]];
  const share = (at - sums[i - 1]) / Math.max(sums[i] - sums[i - 1], 1e-9);
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, Math.atan2(b[1] - a[1], b[0] - a[0])];
}

/** Paint all names of a tile: important places, streets by rank, other places. */
export function paintLabels(ctx, layers, view, colors, language) {
  const taken = new Taken();
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = colors['m-halo'];
  ctx.fillStyle = colors['m-label'];
  const places = [...layers.place].sort((a, b) => (a.props.rank ?? 5) - (b.props.rank ?? 5));
  const name = feature => (language === 'en' && feature.props.name_en) || feature.props.name;
  for (const place of places) if (place.props.rank <= 2) paintPlace(ctx, place, name(place), view, taken);
  const streets = layers.road.filter(road => road.props.name && !road.props.tunnel);
  const seen = new Map();
  for (const rank of [1, 2, 3]) {
    for (const road of streets) {
      if (road.props.rank === rank) paintStreet(ctx, road, name(road), view, taken, seen);
    }
  }
  for (const place of places) if (!(place.props.rank <= 2)) paintPlace(ctx, place, name(place), view, taken);
}

function write(ctx, text, x, y) {
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
}

function paintPlace(ctx, place, text, view, taken) {
  const look = text && placeLabel(place.props.kind, place.props.rank, view.zoom);
  const point = place.rings?.[0]?.[0];
  if (!look || !point) return;
  const [px, py] = [point.x * view.scale - view.dx, point.y * view.scale - view.dy];
  if (px < 0 || py < 0 || px >= view.size || py >= view.size) return;
  ctx.font = `${look.weight} ${look.size * view.type}px ${FAMILY}`;
  const half = ctx.measureText(text).width / 2 + 3, high = look.size * view.type * 0.65 + 2;
  const x = Math.min(Math.max(px, half + EDGE), view.size - half - EDGE);
  const y = Math.min(Math.max(py, high + EDGE), view.size - high - EDGE);
  if (taken.claim([[x - half, y - high, x + half, y + high]])) write(ctx, text, x, y);
}

function paintStreet(ctx, road, text, view, taken, seen) {
  const width = roadWidth(road.props.rank, view.zoom, view.perMetre);
  const look = roadLabel(road.props.rank, view.zoom, width);
  if (!look || !text) return;
  const size = look.size * view.type;
  ctx.font = `${look.weight} ${size}px ${FAMILY}`;
  const han = HAN.test(text);
  const letters = han ? [...text] : [text];
  const step = han ? size * (road.props.rank === 1 ? 1.5 : 1.4) : ctx.measureText(text).width;
  const needed = step * letters.length;
  for (const ring of road.rings) {
    const points = ring.map(p => [p.x * view.scale - view.dx, p.y * view.scale - view.dy]);
    for (const run of runsInside(points, view.size, EDGE + size * 0.75)) {
      const sums = lengths(run), whole = sums[sums.length - 1];
      if (whole < needed * 1.15) continue;
      for (const share of [0.5, 0.32, 0.68, 0.18, 0.82]) {
        const middle = whole * share;
        if (middle - needed / 2 < 0 || middle + needed / 2 > whole) continue;
        if (place(ctx, run, sums, middle, letters, step, size, han, text, taken, seen)) break;
      }
    }
  }
}

function place(ctx, run, sums, middle, letters, step, size, han, text, taken, seen) {
  const [mx, my, angle] = along(run, sums, middle);
  for (const [x, y] of seen.get(text) ?? []) if (Math.hypot(x - mx, y - my) < 260) return false;
  const steep = Math.abs(Math.sin(angle)) > 0.75;
  const forward = steep && han ? Math.sin(angle) > 0 : Math.cos(angle) >= 0;
  const spots = letters.map((letter, i) => {
    const offset = (i - (letters.length - 1) / 2) * step * (forward ? 1 : -1);
    return [letter, ...along(run, sums, middle + offset)];
  });
  if (spots.some(spot => Math.abs(Math.sin(spot[3] - angle)) > 0.45)) return false;
  const half = size * 0.75;
  const boxes = han ? spots.map(([, x, y]) => [x - half, y - half, x + half, y + half])
    : strip(mx, my, angle, step, half);
  if (!taken.claim(boxes)) return false;
  for (const [letter, x, y, turn] of spots) {
    ctx.save();
    ctx.translate(x, y);
    if (!(steep && han)) ctx.rotate(forward ? turn : turn + Math.PI);
    write(ctx, letter, 0, 0);
    ctx.restore();
  }
  seen.set(text, [...(seen.get(text) ?? []), [mx, my]]);
  return true;
}

function strip(x, y, angle, length, half) {
  const boxes = [], count = Math.ceil(length / (2 * half));
  for (let i = 0; i < count; i++) {
    const at = -length / 2 + half + i * (length - 2 * half) / Math.max(count - 1, 1);
    const cx = x + Math.cos(angle) * at, cy = y + Math.sin(angle) * at;
    boxes.push([cx - half, cy - half, cx + half, cy + half]);
  }
  return boxes;
}
