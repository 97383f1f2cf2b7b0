"""Seats on a real server, and forms that are really shown (offscreen)."""

from __future__ import annotations

from tests.panels.conftest import backend, hall, make_seat, room, shown

__all__ = ["backend", "hall", "make_seat", "room", "shown"]
