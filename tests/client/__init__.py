"""The seat: requests, live socket, store."""
