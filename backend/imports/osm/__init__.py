"""OpenStreetMap files into the base map: read features, cut them into tiles, write one PMTiles archive."""
