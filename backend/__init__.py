"""The server: the only writer of truth."""
