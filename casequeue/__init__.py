"""Cases: the queue, one case in full, and its card beside the map."""
