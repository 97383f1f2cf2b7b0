// How wide and how large things of the base map are at a zoom. Pure. Colours are token names.

const ROAD_M = { 1: 26, 2: 16, 3: 8, 4: 3 };
const ROAD_LEAST = { 1: 2.2, 2: 1.5, 3: 1, 4: 0.8 };
export const ROAD_TOKEN = { 1: 'm-road1', 2: 'm-road2', 3: 'm-road3', 4: 'm-road3' };
const ROAD_FROM = { 1: 0, 2: 11, 3: 13.5, 4: 15.5 };

/** Width in px of a road of this rank where a metre takes `perMetre` px; 0: not drawn at this zoom. */
export function roadWidth(rank, zoom, perMetre) {
  if (zoom < ROAD_FROM[rank]) return 0;
  return Math.max(ROAD_LEAST[rank], ROAD_M[rank] * perMetre * 0.98);
}

/** {size, weight} of a road's name, or null where it has no room. */
export function roadLabel(rank, zoom, width) {
  const from = { 1: 13.5, 2: 15, 3: 16.5 }[rank];
  if (from === undefined || zoom < from) return null;
  return rank === 1 ? { size: 15, weight: 500 } : { size: rank === 2 ? 14 : 13, weight: 400, width };
}

const PLACE_FROM = { 1: 10, 2: 11, 3: 13, 4: 15, 5: 16 };
const SETTLEMENTS = new Set(['city', 'town', 'suburb', 'quarter', 'neighbourhood', 'village', 'locality']);

/** {size, weight} of a place's name, or null. Names of large places give way to what is inside them. */
export function placeLabel(kind, rank, zoom) {
  if (zoom < (PLACE_FROM[rank] ?? 16)) return null;
  if ((kind === 'city' || kind === 'town') && zoom > 14) return null;
  if ((kind === 'suburb' || kind === 'quarter') && zoom > 16) return null;
  if (SETTLEMENTS.has(kind) && rank <= 2) return { size: 16, weight: 500 };
  return { size: 14, weight: 400 };
}
