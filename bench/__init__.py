"""Measurements: `./citywall bench NAME` prints figure, limit and peers from the same run."""
