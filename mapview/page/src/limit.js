// How a case's time limit stands, as panelkit.limit says it. Pure.

const ENDED = new Set(['closed', 'refused']);
const NEAR = 0.8;

/** {lamp: ok | near | late | none, used: 0..1}. `now` in epoch ms of the server. */
export function limitOf(item, now) {
  if (!item.deadline_at || ENDED.has(item.state)) return { lamp: 'none', used: 0 };
  const deadline = Date.parse(item.deadline_at);
  const whole = deadline - Date.parse(item.clock_started_at ?? item.reported_at);
  const left = deadline - now;
  const used = whole > 0 ? 1 - left / whole : 1;
  return { lamp: left < 0 ? 'late' : used >= NEAR ? 'near' : 'ok', used: Math.min(Math.max(used, 0), 1) };
}
