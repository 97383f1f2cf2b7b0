// The one live canvas: cases, cameras, poles, people, vehicles, alarms. It is drawn anew when the map moves, when
// something changed, and ten times a second while something that moves is in view.

/* global L */

import { LIVE_FROM, drawScene } from './scene.js';
import { paintShades } from './shading.js';

const FRAME_MS = 100, SLOW_MS = 1000;

export const LiveCanvas = L.Layer.extend({
  /** `model` is {store, tracks, wire, config, selection, layers, colors}; scene.js says what it is read for. */
  initialize(model) {
    this.model = model;
    this.drawn = {};
    this.hits = [];
    this.frames = 0;
    this.busy_ms = 0;
  },

  onAdd(map) {
    this.map = map;
    this.canvas = L.DomUtil.create('canvas', 'live', map.getPanes().overlayPane);
    this.ctx = this.canvas.getContext('2d');
    map.on('move zoomend viewreset', this.now, this);
    map.on('resize', this.fit, this);
    this.fit();
    this.tick();
  },

  onRemove() {
    clearTimeout(this.timer);
    this.map.off('move zoomend viewreset', this.now, this).off('resize', this.fit, this);
    this.canvas.remove();
  },

  fit() {
    const { x, y } = this.map.getSize();
    this.ratio = window.devicePixelRatio || 1;
    this.canvas.width = x * this.ratio;
    this.canvas.height = y * this.ratio;
    this.canvas.style.width = `${x}px`;
    this.canvas.style.height = `${y}px`;
    this.now();
  },

  /** Draw before the next picture. */
  now() {
    if (this.wanted) return;
    this.wanted = requestAnimationFrame(() => { this.wanted = 0; this.draw(); });
  },

  tick() {
    this.timer = setTimeout(() => this.tick(), this.moving ? FRAME_MS : SLOW_MS);
    if (!document.hidden) this.now();
  },

  draw() {
    if (!this.map || !this.map._loaded) return;
    const began = performance.now();
    const size = this.map.getSize();
    L.DomUtil.setPosition(this.canvas, this.map.containerPointToLayerPoint([0, 0]));
    const { ctx } = this;
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ctx.clearRect(0, 0, size.x, size.y);
    const zoom = this.map.getZoom();
    const scale = 256 * 2 ** zoom;
    const corner = this.map.getPixelBounds().min;
    const view = { zoom, scale, left: corner.x, top: corner.y, width: size.x, height: size.y,
      lat: this.map.getCenter().lat, at: began };
    const shaded = paintShades(ctx, this.model.shades ?? [], view);
    const scene = drawScene(ctx, this.model, view);
    this.drawn = { ...scene.counts, shaded };
    this.hits = scene.hits;
    const moved = scene.moving && zoom >= LIVE_FROM;
    if (moved && !this.moving) { clearTimeout(this.timer); this.timer = setTimeout(() => this.tick(), FRAME_MS); }
    this.moving = moved;
    this.frames += 1;
    this.busy_ms += performance.now() - began;
  },
});
