"""The room: monitors, scenes, the supervisor."""
