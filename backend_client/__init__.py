"""The wire, seen from a seat: requests, the live socket, and the store they fill."""
