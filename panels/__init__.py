"""The smaller panels: figures, charts, attention, alarms, broadcast, status."""
