// The worker that paints tiles: base map, components, cells and names into one picture each.

import { paintTile, sumAt } from './components.js';
import { paintLabels } from './labels.js';
import { TILE, fromWorld, pixelsPerMetre, toWorld } from './mercator.js';
import { paintBase } from './paint_base.js';
import { paintBorders } from './paint_ground.js';
import { Sources } from './sources.js';

const DOTS_FROM = 15;
let sources = null;
let look = null; // {colors, language, type, layers, glyphs, ratio}

const tasks = {
  async start({ api, token, ...rest }) {
    look = rest.look;
    sources = new Sources({ api, token });
    return {};
  },
  async token({ token }) { sources.reset(token); return {}; },
  async fresh() { sources.reset(); return {}; },
  async look(wanted) { look = wanted.look; return {}; },
  async about() { return { about: await sources.about() }; },
  async ground() { return { ground: await sources.ground() }; },
  async find({ text, bounds, language }) { return { found: await sources.find(text, bounds, language) }; },
  async cell({ lon, lat, z }) { return { code: sources.lookup?.at(lon, lat) ?? '', sum: await sumUnder(lon, lat, z) }; },
  async tile({ z, x, y }) { return paint(z, x, y); },
};

/** The tile (x, y) of 512 px at map zoom z, as a bitmap. */
async function paint(z, x, y) {
  const about = await sources.about();
  const zoom = z - 1; // a tile of 512 px covers what one of 256 px covers a zoom higher
  const canvas = new OffscreenCanvas(TILE * look.ratio, TILE * look.ratio);
  const ctx = canvas.getContext('2d');
  ctx.scale(look.ratio, look.ratio);
  ctx.fillStyle = look.colors['m-land'];
  ctx.fillRect(0, 0, TILE, TILE);
  const n = 2 ** zoom;
  const lat = fromWorld((x + 0.5) / n, (y + 0.5) / n)[1];
  const view = { zoom: z, perMetre: pixelsPerMetre(lat, z), size: TILE, type: look.type };
  let layers = null;
  if (about && zoom >= about.minZoom) {
    const up = Math.max(0, zoom - about.maxZoom);
    layers = await sources.base(zoom - up, x >> up, y >> up);
    view.scale = TILE * 2 ** up / 4096;
    view.dx = (x - ((x >> up) << up)) * TILE;
    view.dy = (y - ((y >> up) << up)) * TILE;
    if (look.layers.base) paintBase(ctx, layers, view, look.colors);
  }
  paintGround(ctx, { x1: x / n, y1: y / n, x2: (x + 1) / n, y2: (y + 1) / n }, z);
  const drawn = await paintComponents(ctx, zoom, x, y, z);
  if (layers && look.layers.base) paintLabels(ctx, layers, view, look.colors, look.language);
  return { bitmap: canvas.transferToImageBitmap(), components: drawn,
    features: layers ? Object.values(layers).reduce((sum, list) => sum + list.length, 0) : 0 };
}

function paintGround(ctx, box, z) {
  const { colors, layers } = look;
  if (!sources.cells) return;
  const color = colors['m-cell'];
  if (layers.cells && z >= 15.5) paintBorders(ctx, sources.cells, box, TILE, { color, width: 1, alpha: 0.62, dash: [3, 3] });
  if (layers.grids && z >= 13.5) paintBorders(ctx, sources.grids, box, TILE, { color, width: 1.5, alpha: 0.8, dash: [] });
  if (layers.streets) {
    paintBorders(ctx, sources.streets, box, TILE, { color: colors['line-2'], width: 1.5, alpha: 0.8, dash: [10, 4, 2, 4] });
  }
}

async function paintComponents(ctx, zoom, x, y, z) {
  const shown = new Set(look.layers.majors);
  if (!shown.size) return 0;
  const split = zoom === DOTS_FROM - 1; // one zoom earlier than its own: as four tiles of dots
  const places = split
    ? [[0, 0], [1, 0], [0, 1], [1, 1]].map(([i, j]) => [zoom + 1, 2 * x + i, 2 * y + j, i * TILE / 2, j * TILE / 2, TILE / 2])
    : [[zoom, x, y, 0, 0, TILE]];
  let drawn = 0;
  for (const [tz, tx, ty, left, top, side] of places) {
    const tile = await sources.components(tz, tx, ty);
    drawn += paintTile(ctx, tile, { left, top, side }, z, look.colors, shown, look.glyphs);
  }
  return drawn;
}

/** The square of sums under a place at map zoom z: {n, west, south, east, north}, or null where none is painted. */
async function sumUnder(lon, lat, z) {
  const zoom = z - 1, shown = new Set(look.layers.majors);
  if (zoom >= DOTS_FROM - 1 || !shown.size) return null;
  const n = 2 ** zoom, [x, y] = toWorld(lon, lat).map(part => part * n);
  const [tx, ty] = [Math.floor(x), Math.floor(y)];
  const found = sumAt(await sources.components(zoom, tx, ty), x - tx, y - ty, shown);
  if (!found) return null;
  const [west, north] = fromWorld((tx + found.column / 16) / n, (ty + found.row / 16) / n);
  const [east, south] = fromWorld((tx + (found.column + 1) / 16) / n, (ty + (found.row + 1) / 16) / n);
  return { n: found.n, west, south, east, north };
}

self.onmessage = async ({ data: { id, task, ...rest } }) => {
  try {
    const answer = await tasks[task](rest);
    self.postMessage({ id, ...answer }, answer.bitmap ? [answer.bitmap] : []);
  } catch (error) {
    self.postMessage({ id, error: String(error.message ?? error) });
  }
};
