"""The case queue and the case in detail."""
