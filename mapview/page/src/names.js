// Names of the base map and codes of cells, for the search: collected once from its tiles, then looked through. Pure.

import { fromWorld } from './mercator.js';

const AT_MOST = 6;
const CLOSE = 17, STREET = 16;

/** Tiles [x, y] of zoom z that touch the box [west, south, east, north] given in world fractions [x1, y1, x2, y2]. */
export function tilesOf([x1, y1, x2, y2], z) {
  const n = 2 ** z, found = [];
  for (let x = Math.floor(x1 * n); x <= Math.floor(x2 * n); x++) {
    for (let y = Math.floor(y1 * n); y <= Math.floor(y2 * n); y++) found.push([x, y]);
  }
  return found;
}

/** Named streets and places, each once, with the places of their pieces. */
export class Names {
  constructor() { this.byName = new Map(); }

  /** Take in the layers `road` and `place` of the tile z/x/y. */
  add({ road = [], place = [] }, z, x, y) {
    const n = 2 ** z;
    const at = point => fromWorld((x + point.x / 4096) / n, (y + point.y / 4096) / n);
    const put = (kind, { props }, point) => {
      if (!props.name || !point) return;
      const key = `${kind}/${props.name}`, known = this.byName.get(key);
      if (known) known.points.push(at(point));
      else this.byName.set(key, { kind, name: props.name, name_en: props.name_en ?? '', points: [at(point)] });
    };
    for (const one of road) put('street', one, one.rings?.[0]?.[Math.floor(one.rings[0].length / 2)]);
    for (const one of place) put('place', one, one.rings?.[0]?.[0]);
  }

  /** The best few for these words: {kind, name, note, lon, lat, zoom}. Whole names first, then beginnings. */
  find(words, language) {
    const wanted = words.trim().toLowerCase();
    if (!wanted) return [];
    const found = [];
    for (const one of this.byName.values()) {
      const zh = one.name.toLowerCase(), en = one.name_en.toLowerCase();
      if (!zh.includes(wanted) && !en.includes(wanted)) continue;
      const rank = zh === wanted || en === wanted ? 0 : zh.startsWith(wanted) || en.startsWith(wanted) ? 1 : 2;
      found.push([rank, one]);
    }
    found.sort((a, b) => a[0] - b[0] || a[1].name.length - b[1].name.length || (a[1].name < b[1].name ? -1 : 1));
    return found.slice(0, AT_MOST).map(([, one]) => {
      const [lon, lat] = middle(one.points);
      const shown = language === 'en' && one.name_en ? one.name_en : one.name;
      return { kind: one.kind, name: shown, note: shown === one.name ? '' : one.name, lon, lat,
        zoom: one.kind === 'street' ? STREET : CLOSE };
    });
  }
}

/** The piece nearest to the middle of all pieces: a place on the street, not beside a bend. */
function middle(points) {
  const lon = points.reduce((sum, p) => sum + p[0], 0) / points.length;
  const lat = points.reduce((sum, p) => sum + p[1], 0) / points.length;
  const far = p => (p[0] - lon) ** 2 + (p[1] - lat) ** 2;
  return points.reduce((best, p) => (far(p) < far(best) ? p : best));
}

/** Cells whose code ends in these digits (six at least), blanks ignored. */
export function cellsOf(cells, words) {
  const digits = words.replace(/\s/g, '');
  if (!/^\d{6,}$/.test(digits)) return [];
  return cells.filter(cell => cell.code.endsWith(digits)).slice(0, AT_MOST).map(({ code, box }) => (
    { kind: 'cell', name: code, note: '', lon: (box[0] + box[2]) / 2, lat: (box[1] + box[3]) / 2, zoom: CLOSE }));
}
