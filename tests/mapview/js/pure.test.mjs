import assert from 'node:assert/strict';
import test from 'node:test';

const page = new URL('../../../mapview/page/src/', import.meta.url);
const load = name => import(new URL(name, page));
const { fromWorld, pixelsPerMetre, roundLength, toWorld } = await load('mercator.js');
const { readTile, sumAt } = await load('components.js');
const { Tracks, readFrame } = await load('samples.js');
const { Store } = await load('store.js');
const { limitOf } = await load('limit.js');
const { Borders, Cells } = await load('ground.js');
const { Taken, along, lengths, runsInside } = await load('labels.js');
const { hitAt, near } = await load('nearest.js');
const { Names, cellsOf, tilesOf } = await load('names.js');
const { roadWidth } = await load('style.js');
const { paintShades, shadesOf } = await load('shading.js');

test('a place goes to the world and back', () => {
  const [lon, lat] = fromWorld(...toWorld(121.4737, 31.2304));
  assert.ok(Math.abs(lon - 121.4737) < 1e-9 && Math.abs(lat - 31.2304) < 1e-9);
});

test('a scale bar shows a round length that fits', () => {
  const perMetre = pixelsPerMetre(31.23, 17);
  const metres = roundLength(perMetre, 180);
  assert.equal(metres, 100);
  assert.ok(metres * perMetre <= 180);
});

const hex = text => Uint8Array.from(text.match(/../g), byte => parseInt(byte, 16)).buffer;

test('the bytes of a component tile of dots and of sums are read', () => {
  const dots = readTile(hex('4357543100010100' + 'ff0f000803010201'));
  // magic is little endian "CWT1" as a number
  assert.deepEqual(dots, { sums: false, records: [{ x: 4095, y: 2048, major: 3, state: 1, code: 258 }] });
  const sums = readTile(hex('4357543101010100' + '0f00020039300000'));
  assert.deepEqual(sums, { sums: true, records: [{ column: 15, row: 0, major: 2, n: 12345 }] });
});

test('what is no component tile is refused', () => {
  assert.throws(() => readTile(new ArrayBuffer(4)));
  assert.throws(() => readTile(hex('0000000000010000')));
  assert.throws(() => readTile(hex('4357543100010200' + 'ff0f000803010201')));
});

function frame(records, lane = 0x56) {
  const buffer = new ArrayBuffer(12 + 12 * records.length), view = new DataView(buffer);
  view.setUint8(0, lane);
  view.setUint8(1, 1);
  view.setUint16(2, records.length, true);
  view.setFloat64(4, 1700000000000, true);
  records.forEach(([number, heading, speed, lon, lat], i) => {
    const at = 12 + 12 * i;
    view.setUint16(at, number, true);
    view.setUint16(at + 2, heading << 7 | speed, true);
    view.setInt32(at + 4, Math.round(lon * 1e7), true);
    view.setInt32(at + 8, Math.round(lat * 1e7), true);
  });
  return buffer;
}

test('a frame of positions is read, a cut one refused', () => {
  const { lane, positions } = readFrame(frame([[7, 359, 12, 121.5, 31.2]]));
  assert.equal(lane, 'vehicle');
  assert.deepEqual(positions, [{ number: 7, heading: 359, speed: 12, lon: 121.5, lat: 31.2 }]);
  assert.throws(() => readFrame(frame([[7, 0, 0, 0, 0]]).slice(0, 20)));
});

test('a vehicle moves evenly to its newest sample, and turns the short way', () => {
  const tracks = new Tracks();
  tracks.take([{ number: 1, lon: 121.0, lat: 31.0, heading: 350, speed: 5 }], 0);
  tracks.take([{ number: 1, lon: 121.001, lat: 31.0, heading: 10, speed: 5 }], 1000);
  const middle = fromWorld(...tracks.at(1, 1500).slice(0, 2));
  assert.ok(Math.abs(middle[0] - 121.0005) < 1e-6);
  assert.ok(Math.abs(tracks.at(1, 2000)[2] - 10) < 1e-9);
  const [, , turning] = tracks.at(1, 1100);
  assert.ok(turning > 350 || turning < 10);
  assert.equal(tracks.at(2, 0), null);
  assert.equal(tracks.moving, 1);
});

test('a vehicle that jumps is not dragged across the city', () => {
  const tracks = new Tracks();
  tracks.take([{ number: 1, lon: 121.0, lat: 31.0, heading: 0, speed: 5 }], 0);
  tracks.take([{ number: 1, lon: 121.1, lat: 31.0, heading: 0, speed: 5 }], 1000);
  assert.ok(Math.abs(fromWorld(...tracks.at(1, 1001).slice(0, 2))[0] - 121.1) < 1e-6);
});

const one = { kind: 'case', id: '1', state: 'filed' };

test('facts in order move the store, a gap leaves it alone', () => {
  const store = new Store();
  store.load({ seq: 10, entities: [one, { kind: 'vehicle', id: '2', number: 7 }, { kind: 'rocket', id: '3' }] });
  assert.equal(store.byNumber.vehicle.get(7).id, '2');
  assert.ok(store.apply({ prev: 10, event: { seq: 12, upsert: [{ ...one, state: 'handling' }], remove: [{ kind: 'vehicle', id: '2' }] } }));
  assert.equal(store.live.case.get('1').state, 'handling');
  assert.equal(store.byNumber.vehicle.size, 0);
  assert.equal(store.apply({ prev: 13, event: { seq: 14, upsert: [], remove: [{ kind: 'case', id: '1' }] } }), false);
  assert.equal(store.seq, 12);
  assert.equal(store.live.case.size, 1);
  store.advance(20);
  assert.equal(store.seq, 20);
});

test('a limit is fine, near from 80 percent, late past it, and none where no clock runs', () => {
  const item = { state: 'handling', reported_at: '2026-11-21T00:00:00Z', deadline_at: '2026-11-21T10:00:00Z' };
  const at = hour => Date.parse(`2026-11-21T${String(hour).padStart(2, '0')}:00:00Z`);
  assert.deepEqual(limitOf(item, at(5)), { lamp: 'ok', used: 0.5 });
  assert.equal(limitOf(item, at(8)).lamp, 'near');
  assert.deepEqual(limitOf(item, at(11)), { lamp: 'late', used: 1 });
  assert.equal(limitOf({ ...item, deadline_at: undefined }, at(5)).lamp, 'none');
  assert.equal(limitOf({ ...item, state: 'closed' }, at(11)).lamp, 'none');
});

const square = (code, x) => ({ properties: { code },
  geometry: { type: 'Polygon', coordinates: [[[x, 31], [x + 0.01, 31], [x + 0.01, 31.01], [x, 31.01], [x, 31]]] } });

test('a border that two cells share is kept once, and a point finds its cell', () => {
  const cells = [square('a', 121), square('b', 121.01)];
  const borders = new Borders(cells);
  const runs = borders.within(...toWorld(120.9, 31.1), ...toWorld(121.1, 30.9));
  let edges = 0;
  for (const run of runs) edges += run.length - 1;
  assert.equal(edges, 7);
  const lookup = new Cells(cells);
  assert.equal(lookup.at(121.015, 31.005), 'b');
  assert.equal(lookup.at(121.5, 31.5), '');
});

test('a street is cut into the pieces inside the tile', () => {
  const runs = runsInside([[-50, 100], [50, 100], [50, -100], [100, -100], [100, 200]], 200, 0);
  assert.deepEqual(runs, [[[0, 100], [50, 100], [50, 0]], [[100, 0], [100, 200]]]);
  const sums = lengths(runs[0]);
  assert.deepEqual(sums, [0, 50, 150]);
  assert.deepEqual(along(runs[0], sums, 25), [25, 100, 0]);
});

test('names do not lie on each other', () => {
  const taken = new Taken();
  assert.ok(taken.claim([[0, 0, 10, 10]]));
  assert.equal(taken.claim([[20, 20, 30, 30], [5, 5, 8, 8]]), false);
  assert.ok(taken.claim([[20, 20, 30, 30]]));
});

test('the topmost sign under the pointer is hit, else the nearest in reach', () => {
  const hits = [{ id: 'below', x: 0, y: 0, r: 10 }, { id: 'above', x: 4, y: 0, r: 10 }, { id: 'far', x: 40, y: 0, r: 10 }];
  assert.equal(hitAt(hits, 1, 0).id, 'above');
  assert.equal(hitAt(hits, 26, 0).id, 'far');
  assert.equal(hitAt(hits, 100, 100), null);
});

test('the nearest things within reach come in order', () => {
  const table = new Map([['a', { id: 'a', point: { lon: 121.001, lat: 31 } }], ['b', { id: 'b', point: { lon: 121.0005, lat: 31 } }],
    ['c', { id: 'c', point: { lon: 122, lat: 31 } }], ['d', { id: 'd' }]]);
  assert.deepEqual(near(table, { lon: 121, lat: 31 }, 3, 300).map(item => item.id), ['b', 'a']);
});

test('roads are as wide as on the ground, but never vanish', () => {
  assert.equal(roadWidth(3, 12, 0.03), 0);
  assert.ok(roadWidth(1, 12, 0.03) >= 2);
  assert.ok(Math.abs(roadWidth(1, 18, 2) - 51) < 1);
});

test('numbers of another history, or behind ours, are none of ours', () => {
  const store = new Store();
  store.load({ seq: 10, entities: [], history: 'a' });
  assert.ok(!store.foreign({ seq: 10, history: 'a' }));
  assert.ok(!store.foreign({ seq: 12, history: 'a' }));
  assert.ok(!store.foreign({ seq: 12 }), 'a server that names no history');
  assert.ok(store.foreign({ seq: 12, history: 'b' }));
  assert.ok(store.foreign({ seq: 9, history: 'a' }));
});

test('a name is found by its words in both languages, each street once, whole names first', () => {
  const names = new Names();
  const piece = (name, name_en, x) => ({ props: { name, name_en }, rings: [[{ x, y: 0 }, { x, y: 2048 }, { x, y: 4096 }]] });
  names.add({ road: [piece('建国路', 'Jianguo Road', 0), piece('建国路', 'Jianguo Road', 4096), piece('建国路口巷', '', 9)],
    place: [{ props: { name: '人民公园' }, rings: [[{ x: 1, y: 1 }]] }] }, 1, 1, 0);
  assert.deepEqual(names.find('建国路', 'zh').map(one => one.name), ['建国路', '建国路口巷']);
  assert.equal(names.find('JIANGUO', 'en')[0].name, 'Jianguo Road');
  assert.equal(names.find('JIANGUO', 'en')[0].note, '建国路');
  assert.equal(names.find('公园', 'en')[0].name, '人民公园');
  assert.deepEqual([names.find('', 'zh'), names.find('没有', 'zh')], [[], []]);
  const { lon } = names.find('建国路', 'zh')[0];
  assert.ok(lon === 0 || lon === 180, `${lon} is on the street`);
});

test('cells are found by the end of their code, tiles by the box they touch', () => {
  const cells = [{ code: '990101001002003', box: [1, 2, 3, 4] }];
  assert.deepEqual(cellsOf(cells, '002 003').map(one => [one.lon, one.lat]), [[2, 3]]);
  assert.deepEqual([cellsOf(cells, '003'), cellsOf(cells, 'x02003')], [[], []]);
  assert.deepEqual(tilesOf([0.1, 0.1, 0.6, 0.2], 1), [[0, 0], [1, 0]]);
});

test('the square of sums under a place is found, of the classes that are shown', () => {
  const tile = { sums: true, records: [{ column: 3, row: 4, major: 1, n: 5 }, { column: 3, row: 4, major: 2, n: 7 }] };
  assert.deepEqual(sumAt(tile, 3.5 / 16, 4.5 / 16, new Set([1, 2])), { column: 3, row: 4, n: 12 });
  assert.deepEqual(sumAt(tile, 3.5 / 16, 4.5 / 16, new Set([2])), { column: 3, row: 4, n: 7 });
  assert.equal(sumAt(tile, 4.5 / 16, 4.5 / 16, new Set([1, 2])), null);
  assert.equal(sumAt({ sums: false, records: [] }, 0.2, 0.2, new Set([1])), null);
});

test('areas that have a colour are filled, and only those in view', () => {
  const square = (id, lon) => ({ properties: { id }, geometry: { type: 'Polygon',
    coordinates: [[[lon, 31], [lon + 0.1, 31], [lon + 0.1, 31.1], [lon, 31.1], [lon, 31]]] } });
  const shades = shadesOf([square('1', 121), square('2', 121.1), square('3', 140)], { 1: '#aa0000', 3: '#00aa00', 9: '#0000aa' });
  assert.deepEqual(shades.map(one => one.color), ['#aa0000', '#00aa00']);
  const filled = [];
  const ctx = { save() {}, restore() {}, beginPath() {}, closePath() {}, moveTo() {}, lineTo() {}, fill() { filled.push(this.fillStyle); } };
  const scale = 256 * 2 ** 12, [left, top] = toWorld(120.9, 31.2).map(one => one * scale);
  assert.equal(paintShades(ctx, shades, { scale, left, top, width: 1000, height: 1000 }), 1);
  assert.deepEqual(filled, ['#aa0000']);
  assert.equal(paintShades(ctx, [], { scale, left, top, width: 1000, height: 1000 }), 0);
});
