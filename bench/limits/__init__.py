"""The least that a task costs: the same input and options, nothing of the product."""
