"""The broadcast gateway: its own process, so that loudspeakers are reached, and silenced, without the case server."""
