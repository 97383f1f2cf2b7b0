"""Street scenes drawn by our own code: what a simulated camera sees, as a loop without a seam."""
