// window.STATE: what the page shows, read-only, for tests and the report. Computed when it is read.

export function publish({ map, tiles, live, wire, store, tracks, facts, config }) {
  const notice = document.getElementById('notice');
  const state = () => {
    const center = map.getCenter();
    const painted = tiles.counts();
    return {
      center: [center.lng, center.lat], zoom: map.getZoom(), mode: config.mode, theme: config.theme,
      link: wire.state, age_s: Math.round(wire.age * 10) / 10, seq: store.seq, gaps: wire.gaps, events: wire.events,
      connections: wire.connections, refused: wire.refused,
      drawn: { ...live.drawn, ...painted }, base: facts.base !== null, ground: facts.ground, imports: facts.learnt, importing: facts.heard !== facts.learnt,
      cases: store.live.case.size, vehicles: tracks.vehicle.tracks.size, moving: tracks.vehicle.moving,
      notice: notice.hidden ? '' : notice.textContent, frames: live.frames, busy_ms: Math.round(live.busy_ms),
    };
  };
  Object.defineProperty(window, 'STATE', { get: state });
  Object.defineProperty(window, 'MAP', { value: map }); // the bench pans it
}
