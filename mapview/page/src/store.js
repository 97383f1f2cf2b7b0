// The live state as this session may see it, and the few lines that move it forward. Pure.

export const KINDS = ['case', 'unit', 'vehicle', 'camera', 'pole', 'alarm', 'area', 'department', 'broadcast'];

export class Store {
  constructor() { this.clear(); }

  clear() {
    this.seq = null;
    this.history = '';
    this.live = Object.fromEntries(KINDS.map(kind => [kind, new Map()]));
    this.byNumber = { vehicle: new Map(), unit: new Map() };
  }

  /** Become this snapshot. */
  load({ seq, entities, history = '' }) {
    this.clear();
    for (const entity of entities) this.put(entity);
    this.seq = seq;
    this.history = history;
  }

  put(entity) {
    const table = this.live[entity.kind];
    if (!table) return; // a kind that the map does not draw, or does not know yet
    table.set(entity.id, entity);
    this.byNumber[entity.kind]?.set(entity.number, entity);
  }

  drop({ kind, id }) {
    const entity = this.live[kind]?.get(id);
    if (!entity) return;
    this.live[kind].delete(id);
    if (this.byNumber[kind]?.get(entity.number)?.id === id) this.byNumber[kind].delete(entity.number);
  }

  /** Take in a fact. False where something lies between it and the cursor: a gap, nothing was changed. */
  apply({ prev, event }) {
    if (prev !== this.seq) return false;
    for (const gone of event.remove ?? []) this.drop(gone);
    for (const entity of event.upsert ?? []) this.put(entity);
    this.seq = event.seq;
    return true;
  }

  /** Whether these numbers are none of ours: a database that was replaced counts anew, and may be behind or ahead. */
  foreign({ seq, history = '' }) {
    return seq < this.seq || (history !== '' && this.history !== '' && history !== this.history);
  }

  /** A heartbeat's cursor: events outside the scope were accounted for. */
  advance(prev) { if (this.seq !== null && prev > this.seq) this.seq = prev; }
}
