"""A city that lives: it speaks public protocols only."""
