// Where the page gets its settings and how it talks to its window: a QWebChannel, or boot.json in a plain browser.

/** Resolves with {config, select, activate, pick, found, onConfig, onLayers, onSelection, onView, onSearch}; see docs/map.md. */
export async function connect() {
  if (window.qt?.webChannelTransport) return overChannel(await channelObject());
  const config = await (await fetch('boot.json')).json();
  const nothing = () => {};
  return { config, select: nothing, activate: nothing, pick: nothing, onConfig: nothing, onLayers: nothing, onSelection: nothing,
    onView: nothing, onSearch: nothing, found: nothing };
}

function channelObject() {
  return new Promise(resolve => {
    new window.QWebChannel(window.qt.webChannelTransport, channel => resolve(channel.objects.bridge));
  });
}

function overChannel(bridge) {
  const listen = name => handle => bridge[name].connect(text => handle(JSON.parse(text)));
  return {
    config: JSON.parse(bridge.config),
    select: (kind, id) => bridge.select(kind, id),
    activate: (kind, id) => bridge.activate(kind, id),
    pick: (lon, lat) => bridge.pick(lon, lat),
    found: (text, rows) => bridge.found(text, JSON.stringify(rows)),
    onConfig: listen('config_changed'),
    onLayers: listen('layers_changed'),
    onSelection: listen('selection_changed'),
    onView: listen('view_wanted'),
    onSearch: listen('search_wanted'),
  };
}
