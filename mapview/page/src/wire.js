// The page's own connection: snapshot, then the live socket from its seq. A gap means a fresh snapshot.

import { readFrame } from './samples.js';

export const STALE_AFTER_S = 5;
const FIRST_WAIT_MS = 500, LONGEST_WAIT_MS = 4000, SPREAD = 0.3;
const CONNECT_MS = 8000;

export class Wire {
  /** `on`: {fact(event), reset(), frame(frame), state(text)}. */
  constructor({ api, token }, store, on, clock = () => performance.now()) {
    Object.assign(this, { api, token, store, on, clock });
    this.gaps = this.connections = this.events = 0;
    this.heardAt = clock();
    this.skew = 0;
    this.wait = FIRST_WAIT_MS;
    this.socket = null;
    this.refused = '';
  }

  /** Seconds since the last frame. */
  get age() { return (this.clock() - this.heardAt) / 1000; }
  get state() { return !this.connections ? 'connecting' : this.age >= STALE_AFTER_S ? 'stale' : 'current'; }
  /** The server's clock, epoch ms. */
  now() { return Date.now() + this.skew; }

  start() { this.again(0); }

  renew(token) {
    this.token = token;
    this.wait = FIRST_WAIT_MS;
    if (!this.socket) this.again(0);
  }

  again(after) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), after);
  }

  later() {
    if (this.socket) return;
    this.again(this.wait * (1 - SPREAD + 2 * SPREAD * Math.random()));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }

  async ask(path, options = {}) {
    const headers = { Authorization: `Bearer ${this.token}`, ...options.headers };
    const answer = await fetch(this.api + path, { ...options, headers, signal: AbortSignal.timeout(CONNECT_MS) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }

  async snapshot() {
    const snapshot = await this.ask('/api/snapshot');
    this.setClock(snapshot.at);
    this.store.load(snapshot);
    this.on.reset();
  }

  setClock(now) { if (now) this.skew = Date.parse(now) - Date.now(); }

  async open() {
    if (this.socket || this.opening) return;
    this.opening = true;
    try {
      if (this.store.seq === null) await this.snapshot();
      const body = JSON.stringify({ purpose: 'live' });
      const { ticket } = await this.ask('/api/tickets', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
      const query = `ticket=${encodeURIComponent(ticket)}&since=${this.store.seq}&samples=vehicles,units`;
      this.listen(new WebSocket(`${this.api.replace('http', 'ws')}/api/live?${query}`));
    } catch (error) {
      this.refused = String(error.message ?? error);
      this.later();
    } finally {
      this.opening = false;
    }
  }

  listen(socket) {
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    const late = setTimeout(() => socket.close(), CONNECT_MS);
    socket.onmessage = ({ data }) => {
      clearTimeout(late);
      this.heard(data);
    };
    socket.onclose = () => {
      clearTimeout(late);
      if (this.socket !== socket) return;
      this.socket = null;
      this.later();
    };
  }

  /** No frame for too long though the socket says it is open: a dead line. Called once a second. */
  look() { if (this.socket && this.age > STALE_AFTER_S * 2) this.socket.close(); }

  heard(data) {
    this.heardAt = this.clock();
    if (typeof data !== 'string') { this.on.frame(readFrame(data)); return; }
    const frame = JSON.parse(data);
    if (frame.type === 'hello') this.hello(frame);
    else if (frame.type === 'heartbeat') { this.setClock(frame.now); this.store.advance(frame.prev); }
    else if (frame.type === 'event') this.fact(frame);
  }

  hello(frame) {
    this.setClock(frame.now);
    this.connections += 1;
    this.wait = FIRST_WAIT_MS;
    this.refused = '';
    if (frame.resync || this.store.foreign(frame)) this.resync();
    else this.on.state('current');
  }

  fact(frame) {
    if (!this.store.apply(frame)) { this.gaps += 1; this.resync(); return; }
    this.events += 1;
    this.on.fact(frame.event);
  }

  /** Start over from a snapshot. */
  resync() {
    this.store.seq = null;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.later();
  }
}
