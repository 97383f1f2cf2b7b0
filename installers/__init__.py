"""What brings CityWall onto a machine: set-up, checks, tests, packages. Set-up needs only the standard library."""
