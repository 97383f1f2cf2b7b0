"""Real input: city folders, OpenStreetMap files, cases, components and cameras, row by row and never half written."""
