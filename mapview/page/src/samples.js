// Positions: the bytes of contract/samples.py, and where a thing is between two of them. Pure.

import { toWorld } from './mercator.js';

export const LANES = { 0x56: 'vehicle', 0x55: 'unit' };
export const OLD_AFTER_S = 60;
const JUMP_M = 500;
const WORLD_M = 40075016.7;
const LONGEST_STEP_MS = 15000;

/** {lane, at, positions: [{number, lon, lat, heading, speed}]}. Throws on a frame that is cut short. */
export function readFrame(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < 12 || view.getUint8(1) !== 1) throw new Error('not a frame of positions of version 1');
  const count = view.getUint16(2, true);
  if (buffer.byteLength !== 12 + 12 * count) throw new Error(`${buffer.byteLength} bytes for ${count} positions`);
  const positions = [];
  for (let i = 0, at = 12; i < count; i++, at += 12) {
    const course = view.getUint16(at + 2, true);
    positions.push({ number: view.getUint16(at, true), heading: course >> 7, speed: course & 127,
      lon: view.getInt32(at + 4, true) / 1e7, lat: view.getInt32(at + 8, true) / 1e7 });
  }
  return { lane: LANES[view.getUint8(0)], at: view.getFloat64(4, true), positions };
}

/** Where numbered things are. `now` is this machine's clock in ms: what counts is when a sample came. */
export class Tracks {
  constructor() { this.tracks = new Map(); this.moved = 0; }

  take(positions, now) {
    for (const { number, lon, lat, heading, speed } of positions) {
      const [x, y] = toWorld(lon, lat);
      const track = this.tracks.get(number);
      if (!track) {
        this.tracks.set(number, { x, y, fromX: x, fromY: y, heading, fromHeading: heading, speed, at: now, step: 1000, moved: false });
        continue;
      }
      const metres = Math.hypot(x - track.x, y - track.y) * WORLD_M * Math.cos(lat * Math.PI / 180);
      if (metres > 0.5) { track.moved = true; this.moved += 1; }
      const [atX, atY, atHeading] = where(track, now);
      track.step = Math.min(Math.max(now - track.at, 200), LONGEST_STEP_MS);
      Object.assign(track, metres > JUMP_M ? { fromX: x, fromY: y, fromHeading: heading }
        : { fromX: atX, fromY: atY, fromHeading: atHeading });
      Object.assign(track, { x, y, heading, speed, at: now });
    }
  }

  /** [world x, world y, heading] between the last two samples, or null for an unknown number. */
  at(number, now) {
    const track = this.tracks.get(number);
    return track ? where(track, now) : null;
  }

  age(number, now) { return (now - (this.tracks.get(number)?.at ?? -Infinity)) / 1000; }

  get moving() { let n = 0; for (const track of this.tracks.values()) n += track.moved ? 1 : 0; return n; }

  clear() { this.tracks.clear(); }
}

/** [world x, world y, heading]: it arrives at the newest sample when the next one is due. */
export function where(track, now) {
  const share = Math.min(Math.max((now - track.at) / track.step, 0), 1);
  const turn = ((track.heading - track.fromHeading + 540) % 360) - 180;
  const quick = Math.min(share * 3, 1);
  return [track.fromX + (track.x - track.fromX) * share, track.fromY + (track.y - track.fromY) * share,
    (track.fromHeading + turn * quick + 360) % 360];
}
