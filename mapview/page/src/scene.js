// What is drawn, in which order, and what can be hit. Later things lie above earlier ones: what asks for an act is last.

import { limitOf } from './limit.js';
import { pixelsPerMetre, toWorld } from './mercator.js';
import { near } from './nearest.js';
import { OLD_AFTER_S, where } from './samples.js';
import * as sign from './symbols.js';
import { VehicleSprites } from './sprites.js';

export const LIVE_FROM = 11;
const PLATES_FROM = 17, CONES_FROM = 15.5, SIGNS_FROM = 14;
const sprites = new VehicleSprites();

/** Draw everything; {counts, hits, moving}. `hits` are {kind, id, x, y, r}, the topmost last. */
export function drawScene(ctx, model, view) {
  const scene = { ctx, model, view, c: model.colors, hits: [], counts: {}, moving: false,
    k: model.type * (view.zoom < 14.5 ? 0.8 : 1), small: model.type * (view.zoom < 15.5 ? 0.65 : 1), perMetre: pixelsPerMetre(view.lat, view.zoom) };
  scene.focus = focusOf(model);
  if (model.layers.cameras && view.zoom >= SIGNS_FROM) cameras(scene);
  if (model.layers.poles && view.zoom >= SIGNS_FROM) poles(scene);
  if (model.layers.units) units(scene);
  vehicles(scene);
  cases(scene);
  if (model.layers.alarms) alarms(scene);
  mark(scene);
  return scene;
}

/** Cameras and poles that belong to what is selected: those named, and the nearest of the selected case. */
function focusOf({ selection, store }) {
  const chosen = store.live.case.get(selection.case_id);
  const cameras = new Set(selection.camera_ids), poles = new Set(selection.pole_ids);
  if (chosen?.point) {
    for (const item of near(store.live.camera, chosen.point, 3, 300)) cameras.add(item.id);
    if (!poles.size) for (const item of near(store.live.pole, chosen.point, 1, 300)) poles.add(item.id);
  }
  return { cameras, poles };
}

function onScreen({ view }, x, y, margin) {
  const px = x * view.scale - view.left, py = y * view.scale - view.top;
  if (px < -margin || py < -margin || px > view.width + margin || py > view.height + margin) return null;
  return [px, py];
}

const worlds = new WeakMap();

/** Where an entity with a point is on the screen, or null where it is not. */
function spot(scene, entity, margin = 20) {
  if (!entity.point) return null;
  let world = worlds.get(entity);
  if (!world) worlds.set(entity, world = toWorld(entity.point.lon, entity.point.lat));
  return onScreen(scene, world[0], world[1], margin);
}

function cameras(scene) {
  const { ctx, c, small: k, view, model, focus, perMetre } = scene;
  const seen = [];
  for (const camera of model.store.live.camera.values()) {
    const reach = (camera.range_m ?? 80) * perMetre;
    const at = spot(scene, camera, Math.min(reach, 400));
    if (at) seen.push([camera, at, reach, focus.cameras.has(camera.id)]);
  }
  if (model.layers.cones && view.zoom >= CONES_FROM) {
    for (const [camera, [x, y], radius, selected] of seen) {
      sign.cone(ctx, x, y, c, { azimuth: camera.azimuth_deg ?? 0, field: camera.field_deg ?? 54, radius, selected });
    }
  }
  for (const [camera, [x, y], , selected] of seen) {
    sign.camera(ctx, x, y, c, { k, selected, offline: camera.link === 'offline' || camera.link === 'fault' });
    if (selected || view.zoom >= PLATES_FROM) sign.plate(ctx, String(camera.number), x + 10 * k, y, c, { k, selected });
    scene.hits.push({ kind: 'camera', id: camera.id, x, y, r: 12 * k });
  }
  scene.counts.cameras = seen.length;
}

/** A pole on the mast of a camera, or where its number is, stands above it. */
function beside({ hits, small: k }, [x, y]) {
  const close = hits.find(hit => hit.kind === 'camera'
    && x > hit.x - 16 * k && x < hit.x + 40 * k && Math.abs(hit.y - y) < 18 * k);
  return close ? [x, close.y - 21 * k] : [x, y];
}

const GONE = new Set(['offline', 'fault']);

function poles(scene) {
  const { ctx, c, small: k, view, model, focus, perMetre } = scene;
  let n = 0;
  for (const pole of model.store.live.pole.values()) {
    const at = spot(scene, pole, 200);
    if (!at) continue;
    const [x, y] = beside(scene, at), selected = focus.poles.has(pole.id), air = pole.state === 'playing';
    if (selected || air || (view.zoom >= PLATES_FROM && model.layers.reach)) {
      sign.reach(ctx, x, y, c, { radius: (pole.range_m ?? 80) * perMetre, selected, air });
    }
    sign.pole(ctx, x, y, c, { k, selected, air, offline: GONE.has(pole.state) });
    if (selected || air) sign.plate(ctx, String(pole.number), x + 12 * k, y, c, { k, selected });
    scene.hits.push({ kind: 'pole', id: pole.id, x, y, r: 13 * k });
    n += 1;
  }
  scene.counts.poles = n;
}

function units(scene) {
  const { ctx, c, k, model, view } = scene;
  let n = 0;
  for (const [number, track] of model.tracks.unit.tracks) {
    const unit = model.store.byNumber.unit.get(number);
    if (!unit) continue;
    const [wx, wy] = model.tracks.unit.at(number, view.at);
    const at = onScreen(scene, wx, wy, 20);
    if (!at) continue;
    const age = (view.at - track.at) / 1000;
    sign.unit(ctx, ...at, c, { k, old: age > OLD_AFTER_S });
    scene.moving ||= age * 1000 < track.step;
    scene.hits.push({ kind: 'unit', id: unit.id, x: at[0], y: at[1], r: 10 * k });
    n += 1;
  }
  scene.counts.units = n;
}

function vehicles(scene) {
  const { ctx, c, k, model, view } = scene;
  const shown = new Set(model.layers.vehicles), { tracks } = model.tracks.vehicle;
  const named = [];
  let n = 0;
  if (shown.size) {
    sprites.begin(ctx, c, view.zoom < 13 ? 0.55 * k : k, tracks.size, view.width, view.height);
    for (const [number, track] of tracks) {
      const vehicle = model.store.byNumber.vehicle.get(number);
      if (!vehicle || !shown.has(vehicle.use)) continue;
      const [wx, wy, heading] = where(track, view.at);
      const at = onScreen(scene, wx, wy, 20);
      if (!at) continue;
      const age = (view.at - track.at) / 1000;
      sprites.draw(at[0], at[1], heading, vehicle.use, age > OLD_AFTER_S);
      if (age * 1000 < track.step && track.speed) scene.moving = true;
      const selected = model.selection.vehicle_id === vehicle.id;
      if (selected || view.zoom >= PLATES_FROM + 1) named.push([vehicle.name, at, selected]);
      scene.hits.push({ kind: 'vehicle', id: vehicle.id, x: at[0], y: at[1], r: 11 * k });
      n += 1;
    }
    sprites.end();
    for (const [name, [x, y], selected] of named) sign.plate(ctx, name, x + 12 * k, y, c, { k, selected });
  }
  scene.counts.vehicles = n;
}

/** The place that was searched for, or that a form speaks of: corners around it, in the colour of what is selected. While a
 *  place is being chosen the corners also stand in the middle, where Enter takes it. */
function mark(scene) {
  const { mark: place, picking } = scene.model.selection, { width, height } = scene.view;
  if (picking) sign.mark(scene.ctx, width / 2, height / 2, scene.c, scene);
  if (!place) return;
  const at = onScreen(scene, ...toWorld(...place), 30);
  if (at) sign.mark(scene.ctx, ...at, scene.c, scene);
  scene.counts.marks = at ? 1 : 0;
}

const ORDER = { none: 0, ok: 1, near: 2, late: 3 };

function cases(scene) {
  const { ctx, c, k, model, view } = scene;
  const now = model.wire.now(), seen = [];
  for (const item of model.store.live.case.values()) {
    const at = spot(scene, item, 30);
    if (!at) continue;
    const limit = limitOf(item, now), chosen = item.id === model.selection.case_id;
    if (!chosen && !wanted(item, limit, model.layers)) continue;
    seen.push([item, at, limit, chosen]);
  }
  seen.sort((a, b) => a[3] - b[3] || ORDER[a[2].lamp] - ORDER[b[2].lamp] || a[2].used - b[2].used);
  const still = model.mode === 'kiosk';
  const alpha = still ? 0.75 : 0.525 + 0.225 * Math.cos(view.at / 1000 * Math.PI);
  let late = 0;
  for (const [item, [x, y], limit, chosen] of seen) {
    if (limit.lamp === 'late') { late += 1; sign.lateRing(ctx, x, y, c, { k, alpha }); }
    const glyph = model.glyphs[item.class_code] ?? '?';
    sign.caseDisc(ctx, x, y, c, { ...limit, glyph, k, selected: chosen });
    if (chosen && model.mode !== 'kiosk') {
      const words = `${item.short} ${model.classes[item.class_code] ?? ''}`.trim();
      sign.plate(ctx, words, x, y - 26 * k, c, { k, selected: true, above: true });
    }
    scene.hits.push({ kind: 'case', id: item.id, x, y, r: 14 * k });
  }
  if (late && !still) scene.moving = true;
  scene.counts.cases = seen.length;
  scene.counts.overdue = late;
}

function wanted(item, limit, layers) {
  return limit.lamp === 'late' ? layers.overdue : layers.states.includes(item.state);
}

function alarms(scene) {
  const { ctx, c, k, model } = scene;
  let n = 0;
  for (const alarm of [...model.store.live.alarm.values()].sort((a, b) => b.priority - a.priority)) {
    if (alarm.about_kind === 'case') continue; // the case's own ring says it
    const about = model.store.live[alarm.about_kind]?.get(alarm.about_id);
    const at = about && spot(scene, about);
    if (!at) continue;
    const [x, y] = [at[0] + 16 * k, at[1] - 16 * k];
    sign.alarm(ctx, x, y, c, { priority: alarm.priority, k: 0.8 * k, light: model.light });
    scene.hits.push({ kind: 'alarm', id: alarm.id, x, y, r: 12 * k });
    n += 1;
  }
  scene.counts.alarms = n;
}
