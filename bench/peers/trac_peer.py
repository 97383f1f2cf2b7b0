"""Trac: one ticket with a summary and a description; fifty tickets, newest first. CPU microseconds as JSON."""

# mypy: ignore-errors
# It runs where only its own program is installed; nothing of it can be looked up here.

import json
import sys
import tempfile
import time
from pathlib import Path

from trac.env import Environment
from trac.ticket.model import Ticket
from trac.ticket.query import Query

NUMBER = int(sys.argv[1])
TEXT = "人行道上堆放杂物，影响行人通行，请尽快安排清理。"

with tempfile.TemporaryDirectory() as folder:
    env = Environment(str(Path(folder) / "trac"), create=True)

    def create(number: int) -> None:
        ticket = Ticket(env)
        ticket["summary"] = f"长兴路 {number} 号"
        ticket["description"] = TEXT
        ticket["reporter"] = "bench"
        ticket["status"] = "new"
        ticket.insert()

    def listed() -> None:
        query = Query.from_string(env, "status=!closed&max=50&order=id&desc=1&col=id&col=summary&col=status&col=time")
        assert len(query.execute()) == 50

    for number in range(60):
        create(number)
    began = time.process_time()
    for number in range(NUMBER):
        create(number)
    created = time.process_time()
    for _ in range(NUMBER):
        listed()
    ended = time.process_time()
    env.shutdown()
print(json.dumps({"create": (created - began) / NUMBER * 1e6, "list": (ended - created) / NUMBER * 1e6}))
