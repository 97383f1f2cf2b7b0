"""One folder per device protocol, always codec (pure), gateway (asyncio), driver."""
