// Where the map looks: at the desk it follows the selected case; on a wall it keeps what asks for attention in view.

/* global L */

import { limitOf } from './limit.js';

const CLOSE = 17, DESK_LEAST = 15, WALL_MOST = 15, WALL_LEAST = 14;
const EVERY_MS = 10000;
const URGENT = new Set(['near', 'late']);

export class Attention {
  constructor(map, store, wire, model) {
    Object.assign(this, { map, store, wire, model, followed: null, lookedAt: -Infinity });
  }

  /** A newly selected case comes into view, once; where people then go is theirs. */
  follow() {
    const id = this.model.selection.case_id;
    if (!id) this.followed = null;
    if (!id || id === this.followed || this.model.mode !== 'desk') return;
    const point = this.store.live.case.get(id)?.point;
    if (!point) return;
    const first = this.followed === null;
    this.followed = id;
    const zoom = this.map.getZoom();
    const inside = this.map.getBounds().pad(-0.15).contains([point.lat, point.lon]);
    if (inside && zoom >= DESK_LEAST) return;
    this.map.setView([point.lat, point.lon], first && zoom < DESK_LEAST ? CLOSE : Math.max(zoom, DESK_LEAST));
  }

  /** On a wall: all cases near or past their limit, else all cases, as close as they allow. Every ten seconds. */
  look() {
    if (this.model.mode === 'desk' || performance.now() - this.lookedAt < EVERY_MS) return;
    const now = this.wire.now();
    const placed = [...this.store.live.case.values()].filter(item => item.point);
    if (!placed.length) return;
    const urgent = placed.filter(item => URGENT.has(limitOf(item, now).lamp));
    const shown = (urgent.length ? urgent : placed).map(item => [item.point.lat, item.point.lon]);
    const first = this.lookedAt === -Infinity;
    this.lookedAt = performance.now();
    if (!first && this.map.getBounds().contains(L.latLngBounds(shown))) return;
    const box = L.latLngBounds(shown);
    const fits = Math.min(this.map.getBoundsZoom(box, false, L.point(110, 90)), WALL_MOST);
    this.map.setView(box.getCenter(), urgent.length ? fits : Math.max(fits, WALL_LEAST), { animate: false });
  }
}
