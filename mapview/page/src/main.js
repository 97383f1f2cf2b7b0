// The page's composition root.

/* global L */

import { Attention } from './attention.js';
import { connect } from './bridge.js';
import { Furniture } from './furniture.js';
import { LiveCanvas } from './live.js';
import { hitAt } from './nearest.js';
import { Tracks } from './samples.js';
import { shadesOf } from './shading.js';
import { publish } from './state.js';
import { Store } from './store.js';
import { PaintedTiles, startPainter, stretchOf } from './tiles.js';
import { STALE_AFTER_S, Wire } from './wire.js';
import { speaker } from './words.js';

const RETRY_TILES_MS = 2000, SETTLE_MS = 1500;
const DOTS_AT = 16; // each component is a dot of its own, and its square is still whole on the screen
const bridge = await connect();
const config = bridge.config;
let say = speaker(config.language);

const store = new Store();
const tracks = { vehicle: new Tracks(), unit: new Tracks() };
const model = { store, tracks, layers: config.layers, selection: config.selection ?? {}, glyphs: {}, classes: {},
  stretch: 1 };
const ask = startPainter(text => console.error(text));

function dress(wanted) {
  model.colors = wanted.colors;
  model.light = wanted.theme === 'light';
  model.mode = wanted.mode;
  model.type = wanted.type;
  for (const [name, value] of Object.entries(wanted.colors)) document.documentElement.style.setProperty(`--${name}`, value);
  document.body.className = `${wanted.mode} ${wanted.mode === 'desk' ? '' : 'wall'}`;
  document.documentElement.lang = wanted.language === 'en' ? 'en' : 'zh-CN';
  say = speaker(wanted.language);
}

const look = () => ({ colors: model.colors, language: config.language, type: model.type / model.stretch, layers: model.layers,
  glyphs: model.glyphs, ratio: (window.devicePixelRatio || 1) * model.stretch });

dress(config);
await ask('start', { api: config.api, token: config.token, look: look() });

const [west, south, east, north] = config.bounds;
const map = L.map('map', { zoomControl: false, attributionControl: false, zoomAnimation: false, fadeAnimation: false,
  markerZoomAnimation: false, inertia: false, keyboard: false, doubleClickZoom: false, boxZoom: false,
  zoomSnap: config.mode === 'desk' ? 1 : 0.25, wheelPxPerZoomLevel: 90, wheelDebounceTime: 30, minZoom: 10, maxZoom: 19 });
if (config.view) map.setView([config.view.lat, config.view.lon], config.view.zoom);
else map.fitBounds([[south, west], [north, east]]);

/** Between two zooms (on a wall) a tile is not shown at its 512 px: it gets as many pixels as it covers, and its names
 * their own size. True where that has changed. */
function stretch() {
  const now = stretchOf(map.getZoom());
  if (now === model.stretch) return false;
  model.stretch = now;
  ask('look', { look: look() });
  return true;
}
stretch();
map.on('zoomend', () => { if (stretch()) tiles.repaint(); });

const wire = model.wire = new Wire(config, store, {
  fact: event => { live.now(); if (event.name === 'city.imported') imported(); },
  reset: () => { follow(); tiles.repaint(); live.now(); },
  frame: ({ lane, positions }) => {
    if (!lane) return;
    tracks[lane].take(positions, performance.now());
    live.now();
  },
  state: () => tiles.repaint(true),
});
const tiles = new PaintedTiles(ask).addTo(map);
const live = new LiveCanvas(model).addTo(map);
const furniture = new Furniture(map, (...words) => say(...words), (lon, lat) => ask('cell', { lon, lat, z: Math.round(map.getZoom()) }));
const facts = { base: null, ground: null, heard: 0, imports: 0, learnt: 0, learning: false };

const attention = new Attention(map, store, wire, model);
const follow = () => attention.follow();

function choose(event) {
  const hit = hitAt(live.hits, event.containerPoint.x, event.containerPoint.y);
  model.selection.vehicle_id = hit?.kind === 'vehicle' ? hit.id : null;
  live.now();
  return hit;
}
map.on('click', event => {
  if (model.selection.picking) {
    const { lng, lat } = event.latlng.wrap();
    bridge.pick(lng, lat);
    return;
  }
  const hit = choose(event);
  bridge.select(hit?.kind ?? '', hit?.id ?? '');
  if (!hit && model.mode === 'desk') enter(event.latlng).catch(() => {});
});

/** A click on a square of sums goes to what is inside it. */
async function enter({ lat, lng }) {
  const { sum } = await ask('cell', { lon: lng, lat, z: map.getZoom() });
  if (sum) map.fitBounds([[sum.south, sum.west], [sum.north, sum.east]], { maxZoom: DOTS_AT, animate: false });
}

map.on('dblclick', event => {
  const hit = choose(event);
  if (hit) bridge.activate(hit.kind, hit.id);
  else map.setZoomAround(event.containerPoint, map.getZoom() + 1);
});
map.on('mousemove', event => {
  const hit = hitAt(live.hits, event.containerPoint.x, event.containerPoint.y, 0);
  map.getContainer().style.cursor = model.selection.picking ? 'crosshair' : hit || (furniture.sum && model.mode === 'desk') ? 'pointer' : '';
});

bridge.onConfig(wanted => {
  const renewed = wanted.token !== config.token;
  Object.assign(config, wanted);
  dress(config);
  nameClasses();
  if (renewed) { ask('token', { token: config.token }); wire.renew(config.token); }
  ask('look', { look: look() }).then(() => tiles.repaint());
  furniture.scale();
  live.now();
});
bridge.onLayers(layers => {
  const before = JSON.stringify([model.layers.base, model.layers.majors, model.layers.cells, model.layers.grids, model.layers.streets]);
  model.layers = layers;
  const after = JSON.stringify([layers.base, layers.majors, layers.cells, layers.grids, layers.streets]);
  if (before !== after) ask('look', { look: look() }).then(() => tiles.repaint());
  live.now();
});
bridge.onSelection(selection => {
  model.selection = { ...selection, vehicle_id: model.selection.vehicle_id };
  follow();
  shade();
  live.now();
});
bridge.onView(view => {
  if (view.zoom_by) map.setZoom(map.getZoom() + view.zoom_by);
  else if (view.pan) map.panBy(view.pan, { animate: false });
  else if (view.home) map.fitBounds([[south, west], [north, east]]);
  else if (view.pick) { const { lng, lat } = map.getCenter().wrap(); bridge.pick(lng, lat); }
  else map.setView([view.lat, view.lon], view.zoom ?? map.getZoom());
});

bridge.onSearch(async ({ text }) => {
  const { language, bounds } = config;
  bridge.found(text, await ask('find', { text, bounds, language }).then(answer => answer.found, () => []));
});

/** The areas that are to be filled; their shapes are asked for when they first are, and after an import. */
async function shade() {
  const wanted = JSON.stringify(model.selection.shading ?? {}), { imports } = facts;
  if (wanted === shade.shown && imports === shade.imports) return;
  [shade.shown, shade.imports, shade.features] = [wanted, imports, imports === shade.imports ? shade.features : null];
  try {
    if (wanted !== '{}') shade.features ??= (await wire.ask('/api/map/areas.geojson')).features;
    // Another wish may have come meanwhile.
    if (wanted === shade.shown) model.shades = wanted === '{}' ? [] : shadesOf(shade.features, JSON.parse(wanted));
  } catch {
    shade.shown = null; // looked at again, see below
  }
  live.now();
}
[shade.shown, shade.imports, shade.features] = ['{}', 0, null];

/** What the server tells once: names and glyphs, base map, cells and areas; after an import all of it again. */
async function learn() {
  if (facts.learning) return;
  facts.learning = true;
  const { imports } = facts, anew = imports !== facts.learnt;
  try {
    if (anew) await ask('fresh');
    if (anew || !facts.profile) {
      facts.profile = await wire.ask('/api/profile');
      nameClasses();
      await ask('look', { look: look() });
    }
    if (anew || !facts.base) facts.base = (await ask('about')).about;
    furniture.attribution(say.known(facts.base?.attribution ?? ''));
    if (anew || !facts.ground) { facts.ground = (await ask('ground')).ground; tiles.repaint(); }
    facts.learnt = imports;
  } catch (error) {
    facts.trouble = String(error.message ?? error);
  } finally {
    facts.learning = false;
  }
}

function nameClasses() {
  for (const one of facts.profile?.classes ?? []) {
    model.glyphs[one.code] = one.glyph;
    model.classes[one.code] = config.language === 'en' ? one.name_en : one.name;
  }
}

/** Parts of a city come one after the other: look again once nothing more came for a while. */
function imported() {
  facts.heard += 1;
  clearTimeout(imported.timer);
  imported.timer = setTimeout(() => { facts.imports = facts.heard; learn(); }, SETTLE_MS);
}

function second() {
  wire.look();
  attention.look();
  const { failed } = tiles.counts();
  const age = Math.floor(wire.age);
  furniture.notice(wire.state === 'stale' ? say('stale', age) : wire.state === 'connecting' && age >= STALE_AFTER_S
    ? say('connecting') : failed ? say('no_tiles') : facts.ground && !facts.base ? say('no_base') : '');
}

furniture.scale();
publish({ map, tiles, live, wire, store, tracks, facts, config });
wire.start();
learn();
setInterval(second, 1000);
setInterval(() => { shade(); if (!facts.ground || !facts.base || facts.imports !== facts.learnt) learn(); if (tiles.counts().failed) tiles.repaint(true); }, RETRY_TILES_MS);
