// What tiles are made of, fetched from the server: base map by ranges, components by tile, cells and areas once.

import { FetchSource, PMTiles } from '../vendor/pmtiles.js';
import Pbf from '../vendor/pbf.js';
import { VectorTile } from '../vendor/vector-tile.js';
import { readTile } from './components.js';
import { Borders, Cells } from './ground.js';
import { toWorld } from './mercator.js';
import { Names, cellsOf, tilesOf } from './names.js';

const KEPT_TILES = 96;
const NAMES_ZOOM = 15, NAMES_FROM_TILES = 600;
const LAYERS = ['green', 'water', 'building', 'rail', 'road', 'place'];

/** The least recently used go first. */
class Shelf {
  constructor(most) { this.most = most; this.map = new Map(); }

  async get(key, make) {
    const known = this.map.get(key);
    if (known !== undefined) { this.map.delete(key); this.map.set(key, known); return known; }
    const made = make();
    this.map.set(key, made);
    if (this.map.size > this.most) this.map.delete(this.map.keys().next().value);
    try { return await made; } catch (error) { this.map.delete(key); throw error; }
  }
}

export class Sources {
  constructor({ api, token }) {
    this.api = api;
    this.reset(token);
    this.cells = this.grids = this.streets = null;
  }

  /** Forget what came with another token, or before something was imported. */
  reset(token = this.token) {
    this.token = token;
    this.headers = { Authorization: `Bearer ${token}` };
    this.tiles = new Shelf(KEPT_TILES);
    this.dots = new Shelf(KEPT_TILES * 2);
    const source = new FetchSource(`${this.api}/api/map/basemap.pmtiles`, new Headers(this.headers));
    this.archive = new PMTiles(source);
    this.top = null;
    this.names = null;
  }

  /** {minZoom, maxZoom, attribution, name}, or null where no base map was imported. */
  async about() {
    if (this.top) return this.top;
    const answer = await fetch(`${this.api}/api/map/basemap.pmtiles`, { headers: { ...this.headers, Range: 'bytes=0-6' } });
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`base map: ${answer.status}`);
    const header = await this.archive.getHeader();
    const facts = await this.archive.getMetadata();
    this.top = { minZoom: header.minZoom, maxZoom: header.maxZoom, attribution: facts?.attribution ?? '', name: facts?.name ?? '' };
    return this.top;
  }

  /** Layers of the base map tile, each a list of {type, props, rings, box}. */
  base(z, x, y) {
    return this.tiles.get(`${z}/${x}/${y}`, async () => {
      const found = await this.archive.getZxy(z, x, y);
      return read(found ? new Uint8Array(found.data) : new Uint8Array());
    });
  }

  /** A component tile; empty where the server has none. */
  components(z, x, y) {
    return this.dots.get(`${z}/${x}/${y}`, async () => {
      const answer = await fetch(`${this.api}/api/map/components/${z}/${x}/${y}.bin`, { headers: this.headers });
      if (!answer.ok) throw new Error(`components ${z}/${x}/${y}: ${answer.status}`);
      return readTile(await answer.arrayBuffer());
    });
  }

  /** Streets, places and cells of these words; the names of the base map are read once, at the first search. */
  async find(text, bounds, language) {
    this.names ??= this.readNames(bounds);
    const reading = this.names;
    try {
      return [...cellsOf(this.lookup?.cells ?? [], text), ...(await reading).find(text, language)];
    } catch (error) {
      if (this.names === reading) this.names = null;
      throw error;
    }
  }

  async readNames([west, south, east, north]) {
    const names = new Names(), about = await this.about();
    if (!about) return names;
    const [x1, y1] = toWorld(west, north), [x2, y2] = toWorld(east, south);
    let z = Math.min(NAMES_ZOOM, about.maxZoom);
    while (z > about.minZoom && tilesOf([x1, y1, x2, y2], z).length > NAMES_FROM_TILES) z -= 1;
    for (const [x, y] of tilesOf([x1, y1, x2, y2], z)) {
      const found = await this.archive.getZxy(z, x, y);
      if (found) names.add(read(new Uint8Array(found.data), ['road', 'place']), z, x, y);
    }
    return names;
  }

  /** Cells and areas. */
  async ground() {
    const [cells, areas] = await Promise.all(['cells', 'areas'].map(async name => {
      const answer = await fetch(`${this.api}/api/map/${name}.geojson`, { headers: this.headers });
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return (await answer.json()).features;
    }));
    this.lookup = new Cells(cells);
    this.cells = new Borders(cells);
    this.grids = new Borders(areas.filter(area => area.properties.level === 'grid'));
    this.streets = new Borders(areas.filter(area => area.properties.level === 'street'));
    const count = level => areas.filter(area => area.properties.level === level).length;
    return { cells: cells.length, grids: count('grid'), streets: count('street') };
  }
}

function read(bytes, wanted = LAYERS) {
  const layers = {};
  const tile = bytes.length ? new VectorTile(new Pbf(bytes)) : { layers: {} };
  for (const name of wanted) {
    const layer = tile.layers[name];
    layers[name] = [];
    for (let i = 0; i < (layer?.length ?? 0); i++) {
      const feature = layer.feature(i);
      layers[name].push({ type: feature.type, props: feature.properties, rings: feature.loadGeometry(), box: feature.bbox() });
    }
  }
  return layers;
}
