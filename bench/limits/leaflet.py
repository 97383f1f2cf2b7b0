"""The least any map page pays: Leaflet with one flat picture per tile, panned and left alone, in the same window.

bench/map_live.py drives it as it drives the product's page. The tiles are not transparent: with nothing to see, nothing
would be composed, and the limit would be that of no map at all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtWebEngineWidgets import QWebEngineView

HTML: Final = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="leaflet.css">
<style>html,body,#map{height:100%;margin:0}.leaflet-container .leaflet-tile{mix-blend-mode:normal}</style>
<div id="map"></div><script src="leaflet.js"></script><script src="empty.js"></script>"""
SCRIPT: Final = """
window.MAP = L.map('map', {zoomControl: false, attributionControl: false, zoomAnimation: false, fadeAnimation: false,
  inertia: false}).setView([31.2303, 121.4737], 17);
const Empty = L.GridLayer.extend({options: {tileSize: 512, keepBuffer: 1},
  createTile() {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 512;
    const ctx = canvas.getContext('2d');
    ctx.fillStyle = '#888';
    ctx.fillRect(1, 1, 510, 510);
    return canvas;
  }});
new Empty().addTo(window.MAP);
"""


def open_in(folder: Path) -> QWebEngineView:
    """A view that loads the page, written to `folder`, where leaflet.js and leaflet.css are."""
    (folder / "index.html").write_text(HTML)
    (folder / "empty.js").write_text(SCRIPT)
    view = QWebEngineView()
    view.load(QUrl.fromLocalFile(str(folder / "index.html")))
    return view
