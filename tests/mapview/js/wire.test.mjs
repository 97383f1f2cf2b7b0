// The page's connection against a real server: the address and a token come in the environment.
import assert from 'node:assert/strict';
import test from 'node:test';

const page = new URL('../../../mapview/page/src/', import.meta.url);
const { Store } = await import(new URL('store.js', page));
const { Wire } = await import(new URL('wire.js', page));
const { CITYWALL_TEST_URL: api, CITYWALL_TEST_TOKEN: token } = process.env;

async function until(what, condition, seconds = 15) {
  const end = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

function report(id) {
  const command = { type: 'report_case', class_code: 'E0104', source: 'inspector', description: 'x', place: 'here',
    point: { lon: 121.47, lat: 31.23 } };
  return fetch(`${api}/api/commands`, { method: 'POST', body: JSON.stringify({ id, command }),
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } });
}

test('facts arrive, and a missed one is found and mended by a snapshot', { skip: !api }, async () => {
  const store = new Store();
  let resets = 0;
  const wire = new Wire({ api, token }, store, { fact() {}, reset() { resets += 1; }, frame() {}, state() {} });
  wire.start();
  await until('current', () => wire.state === 'current');
  const before = store.live.case.size;
  const first = await report('map-wire-1');
  assert.equal(first.status, 200, await first.clone().text());
  await until('the fact', () => store.live.case.size === before + 1);
  assert.equal(wire.gaps, 0);

  const truth = store.seq;
  store.seq -= 1; // as if a frame had been lost
  await report('map-wire-2');
  await until('the gap', () => wire.gaps === 1);
  await until('the snapshot', () => store.seq !== null && store.seq > truth && wire.socket?.readyState === 1);
  assert.equal(store.live.case.size, before + 2);
  assert.equal(resets, 2);

  assert.ok(store.history);
  store.history = 'of the database that was there before a backup was restored';
  wire.socket.close();
  await until('the snapshot of the other history', () => resets === 3 && wire.socket?.readyState === 1);
  assert.equal(store.live.case.size, before + 2);
  const socket = wire.socket;
  wire.socket = null;
  socket.close();
});
