// What lies near a point, and what lies under the pointer. Pure.

const DEGREE_M = 111320;

/** At most `most` entities with a point within `within` metres, nearest first. */
export function near(table, point, most, within) {
  const shrink = Math.cos(point.lat * Math.PI / 180), found = [];
  for (const entity of table.values()) {
    if (!entity.point) continue;
    const away = DEGREE_M * Math.hypot((entity.point.lon - point.lon) * shrink, entity.point.lat - point.lat);
    if (away <= within) found.push([away, entity]);
  }
  return found.sort((a, b) => a[0] - b[0]).slice(0, most).map(([, entity]) => entity);
}

/** The topmost of `hits` ({x, y, r}, topmost last) under the pointer; the nearest one within reach if none is. */
export function hitAt(hits, x, y, slack = 6) {
  let best = null, bestAway = Infinity;
  for (let i = hits.length - 1; i >= 0; i--) {
    const hit = hits[i], away = Math.hypot(hit.x - x, hit.y - y);
    if (away <= hit.r * 0.7) return hit;
    if (away <= hit.r + slack && away < bestAway) [best, bestAway] = [hit, away];
  }
  return best;
}
