"""Live tiles by worker processes, recorded media by libVLC."""
