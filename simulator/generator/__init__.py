"""A generated city: seeded, so that the same seed gives the same city, byte for byte."""
