"""Panels: what they show, how they are driven, how they look."""
