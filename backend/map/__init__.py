"""What the map page asks for by tile or by place: components, cells, areas, and the base map."""
