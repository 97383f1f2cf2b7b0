// The signs of the map, each drawn around (x, y). `k` is the size: 1 on the desk. `c` are the colour tokens.

const FAMILY = '"Noto Sans CJK SC", sans-serif';
const RING = { ok: 'sla-ok', near: 'sla-near', late: 'sla-late', none: 'd4' };

export function text(ctx, words, x, y, size, color, weight = 500) {
  ctx.font = `${weight} ${size}px ${FAMILY}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = color;
  ctx.fillText(words, x, y + size * 0.04);
}

function circle(ctx, x, y, radius) { ctx.beginPath(); ctx.arc(x, y, radius, 0, 2 * Math.PI); }

/** A disc of 24 with one character; the ring fills clockwise from 12 o'clock. */
export function caseDisc(ctx, x, y, c, { lamp, used, glyph, k = 1, selected = false }) {
  const radius = 12 * k, late = lamp === 'late';
  if (selected) {
    circle(ctx, x, y, radius + 9 * k);
    ctx.lineWidth = 2.5 * k;
    ctx.strokeStyle = c.acc;
    ctx.stroke();
  }
  circle(ctx, x, y, radius + 1.5 * k);
  ctx.fillStyle = c['bg-0'];
  ctx.fill();
  circle(ctx, x, y, radius - 2 * k);
  ctx.fillStyle = late ? c['sla-late-fill'] : c['bg-3'];
  ctx.fill();
  ctx.lineWidth = 3 * k;
  ctx.strokeStyle = c.d4;
  circle(ctx, x, y, radius - 0.5 * k);
  ctx.stroke();
  if (lamp !== 'none') {
    ctx.beginPath();
    ctx.arc(x, y, radius - 0.5 * k, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * (late ? 1 : used));
    ctx.strokeStyle = c[RING[lamp]];
    ctx.stroke();
  }
  text(ctx, glyph, x, y, 12 * k, late ? c['sla-late-tx'] : c['tx-1']);
}

/** The dashed outer ring of an overdue case; `alpha` pulses. */
export function lateRing(ctx, x, y, c, { k = 1, alpha = 0.75 }) {
  circle(ctx, x, y, 18 * k);
  ctx.globalAlpha = alpha;
  ctx.lineWidth = 1.5 * k;
  ctx.strokeStyle = c['sla-late'];
  ctx.setLineDash([3 * k, 3 * k]);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

function slash(ctx, x, y, c, k) {
  ctx.beginPath();
  ctx.moveTo(x - 8 * k, y + 8 * k);
  ctx.lineTo(x + 8 * k, y - 8 * k);
  ctx.lineWidth = 2 * k;
  ctx.strokeStyle = c['tx-1'];
  ctx.stroke();
}

export function camera(ctx, x, y, c, { k = 1, selected = false, offline = false }) {
  ctx.beginPath();
  ctx.roundRect(x - 8 * k, y - 7 * k, 16 * k, 14 * k, 2 * k);
  ctx.fillStyle = selected ? c['acc-fill'] : c['bg-2'];
  ctx.fill();
  ctx.lineWidth = 1.5 * k;
  ctx.strokeStyle = selected ? c.acc : offline ? c.d3 : c.d1;
  ctx.stroke();
  ctx.fillStyle = selected ? c['acc-tx'] : offline ? c.d3 : c.d2;
  ctx.fillRect(x - 5 * k, y - 3 * k, 7 * k, 6 * k);
  ctx.beginPath();
  ctx.moveTo(x + 2.4 * k, y);
  ctx.lineTo(x + 5.6 * k, y - 3 * k);
  ctx.lineTo(x + 5.6 * k, y + 3 * k);
  ctx.fill();
  if (offline) slash(ctx, x, y, c, k);
}

/** What a camera sees; angles in degrees clockwise from north, radius in px. */
export function cone(ctx, x, y, c, { azimuth, field, radius, selected = false }) {
  const middle = (azimuth - 90) * Math.PI / 180, half = field * Math.PI / 360;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.arc(x, y, radius, middle - half, middle + half);
  ctx.closePath();
  ctx.fillStyle = ctx.strokeStyle = selected ? c.acc : c.d1;
  ctx.globalAlpha = selected ? 0.26 : 0.15;
  ctx.fill();
  ctx.globalAlpha = selected ? 1 : 0.45;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** House with a horn. `air`: sound is going out. */
export function pole(ctx, x, y, c, { k = 1, selected = false, offline = false, air = false }) {
  ctx.fillStyle = air ? c.air : selected ? c['acc-fill'] : c['bg-2'];
  ctx.strokeStyle = air ? c.air : selected ? c.acc : offline ? c.d3 : c.d2;
  ctx.lineWidth = 1.5 * k;
  ctx.beginPath();
  ctx.moveTo(x, y - 11 * k);
  for (const [dx, dy] of [[9, -2], [9, 9], [-9, 9], [-9, -2]]) ctx.lineTo(x + dx * k, y + dy * k);
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
  const face = air ? c['air-on'] : selected ? c['acc-tx'] : offline ? c.d3 : c['tx-1'];
  ctx.fillStyle = face;
  ctx.beginPath();
  ctx.moveTo(x - 5 * k, y);
  for (const [dx, dy] of [[-2.4, 0], [1, -3.4], [1, 6.6], [-2.4, 3.4], [-5, 3.4]]) ctx.lineTo(x + dx * k, y + dy * k);
  ctx.fill();
  if (offline) { slash(ctx, x, y, c, k); return; }
  ctx.beginPath();
  ctx.arc(x + 1.4 * k, y + 1.6 * k, 4 * k, -0.9, 0.9);
  ctx.strokeStyle = face;
  ctx.stroke();
}

/** How far a pole is heard. */
export function reach(ctx, x, y, c, { radius, selected = false, air = false }) {
  circle(ctx, x, y, radius);
  ctx.globalAlpha = selected || air ? 0.8 : 0.4;
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = air ? c.air : selected ? c.acc : c.d2;
  ctx.setLineDash([4, 4]);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** A pointed block, tip = heading. */
export function vehicle(ctx, x, y, c, { heading, use = '', k = 1, old = false }) {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(heading * Math.PI / 180);
  ctx.globalAlpha = old ? 0.45 : 1;
  ctx.beginPath();
  ctx.moveTo(0, -9 * k);
  for (const [dx, dy] of [[6, -3], [6, 9], [-6, 9], [-6, -3]]) ctx.lineTo(dx * k, dy * k);
  ctx.closePath();
  ctx.fillStyle = use === 'muck' ? c.d1 : c.d2;
  ctx.fill();
  ctx.lineWidth = 1.5 * k;
  ctx.strokeStyle = c['bg-0'];
  ctx.stroke();
  ctx.fillStyle = c['bg-0'];
  if (use === 'muck') ctx.fillRect(-3.5 * k, -0.5 * k, 7 * k, 7 * k);
  if (use === 'enforcement') ctx.fillRect(-6 * k, 2 * k, 12 * k, 2 * k);
  ctx.restore();
}

/** A bust: somebody who can be sent. */
export function unit(ctx, x, y, c, { k = 1, old = false }) {
  ctx.globalAlpha = old ? 0.45 : 1;
  ctx.fillStyle = c.d2;
  ctx.strokeStyle = c['bg-0'];
  ctx.lineWidth = 1.5 * k;
  ctx.beginPath();
  ctx.moveTo(x - 6.5 * k, y + 8 * k);
  ctx.quadraticCurveTo(x - 6 * k, y, x, y);
  ctx.quadraticCurveTo(x + 6 * k, y, x + 6.5 * k, y + 8 * k);
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
  circle(ctx, x, y - 4.4 * k, 3.8 * k);
  ctx.fill();
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** A octagon, B triangle, C diamond, the letter inside. */
export function alarm(ctx, x, y, c, { priority, k = 1, light = false }) {
  ctx.fillStyle = c[`p${priority}`];
  ctx.strokeStyle = light && priority > 1 ? c['tx-1'] : c['bg-0'];
  ctx.lineWidth = 1.5 * k;
  ctx.beginPath();
  const corners = priority === 1
    ? Array.from({ length: 8 }, (_, i) => [12 * Math.cos(Math.PI / 8 + i * Math.PI / 4), 12 * Math.sin(Math.PI / 8 + i * Math.PI / 4)])
    : priority === 2 ? [[0, -12], [13, 11], [-13, 11]] : [[0, -13], [13, 0], [0, 13], [-13, 0]];
  for (const [dx, dy] of corners) ctx.lineTo(x + dx * k, y + dy * k);
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
  text(ctx, ' ABC'[priority], x, y + (priority === 2 ? 3.6 * k : 0), 13 * k, c[`p${priority}-on`], 700);
}

/** Four corners around a place. */
export function mark(ctx, x, y, c, { k = 1 }) {
  const [far, arm] = [16 * k, 8 * k];
  ctx.beginPath();
  for (const [dx, dy] of [[1, 1], [1, -1], [-1, -1], [-1, 1]]) {
    ctx.moveTo(x + dx * (far - arm), y + dy * far);
    ctx.lineTo(x + dx * far, y + dy * far);
    ctx.lineTo(x + dx * far, y + dy * (far - arm));
  }
  for (const [width, color] of [[5 * k, c['bg-0']], [2.5 * k, c.acc]]) {
    ctx.lineWidth = width;
    ctx.strokeStyle = color;
    ctx.stroke();
  }
}

/** Words on a plate right of a sign, or above it (`above`). Returns the plate's box. */
export function plate(ctx, words, x, y, c, { k = 1, selected = false, above = false }) {
  ctx.font = `500 ${13 * k}px ${FAMILY}`;
  const width = ctx.measureText(words).width + (above ? 20 : 8) * k, high = (above ? 24 : 18) * k;
  const left = above ? x - width / 2 : x, top = above ? y - high : y - high / 2;
  ctx.fillStyle = selected ? c['acc-fill'] : c['bg-0'];
  ctx.fillRect(left, top, width, high);
  if (selected) {
    ctx.lineWidth = 1;
    ctx.strokeStyle = c.acc;
    ctx.strokeRect(left + 0.5, top + 0.5, width - 1, high - 1);
  }
  text(ctx, words, left + width / 2, top + high / 2, 13 * k, selected ? c['acc-tx'] : c['tx-2'], 500);
  return [left, top, left + width, top + high];
}
