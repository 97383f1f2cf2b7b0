"""Roundup: one issue with a message in its minimal tracker; fifty issues, newest first. CPU microseconds as JSON."""

# mypy: ignore-errors
# It runs where only its own program is installed; nothing of it can be looked up here.

import json
import sys
import tempfile
import time
from pathlib import Path

import roundup
from roundup import backends, configuration, init, instance, password

NUMBER = int(sys.argv[1])
PLACES = (
    Path(sys.prefix) / "share" / "roundup" / "templates" / "classic",
    Path(roundup.__file__).parent.parent / "share" / "roundup" / "templates" / "classic",
)
TEMPLATE = next(one for one in PLACES if one.exists())

with tempfile.TemporaryDirectory() as folder:
    home = str(Path(folder) / "tracker")
    init.install(home, str(TEMPLATE))
    config = configuration.CoreConfig()
    config["RDBMS_BACKEND"] = "sqlite"
    config["MAIL_DOMAIN"] = "example.org"
    config["MAIL_HOST"] = "localhost"
    config["TRACKER_WEB"] = "http://localhost/"
    config.save(str(Path(home) / "config.ini"))
    assert backends.list_backends()
    tracker = instance.open(home)
    tracker.init(password.Password("bench-word", config=tracker.config))
    tracker = instance.open(home)
    db = tracker.open("admin")

    def create(number: int) -> None:
        db.issue.create(title=f"长兴路 {number} 号")
        db.commit()

    def listed() -> None:
        found = db.issue.filter(None, {}, sort=[("-", "activity")], limit=50)
        rows = [(one, db.issue.get(one, "title"), db.issue.get(one, "activity")) for one in found]
        assert len(rows) == 50

    for number in range(60):
        create(number)
    began = time.process_time()
    for number in range(NUMBER):
        create(number)
    created = time.process_time()
    for _ in range(NUMBER):
        listed()
    ended = time.process_time()
    db.close()
print(json.dumps({"create": (created - began) / NUMBER * 1e6, "list": (ended - created) / NUMBER * 1e6}))
