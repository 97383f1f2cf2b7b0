"""Programs that run in the virtual environments of the peers; nothing of ours imports them."""
