"""The wire, seen from a seat."""
