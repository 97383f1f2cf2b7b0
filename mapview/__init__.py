"""The map: a Leaflet page over its own scheme, and the panel that holds it."""
