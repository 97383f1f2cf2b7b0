"""One function per command: (tx, command, actor) -> Event; and the queries of the boards."""
