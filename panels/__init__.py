"""The smaller panels: broadcast, KPI, figures, lists. None imports another."""
