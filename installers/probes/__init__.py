"""Each probe looks at one part of the machine and yields findings."""
