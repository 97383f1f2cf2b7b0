"""What is true everywhere: the shapes that both programs, the simulator and the map page agree on."""
