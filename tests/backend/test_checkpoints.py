"""Checkpoints over the evidence, and their heads in a file and at a URL."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.services.checkpoints import Checkpoints, Gap, last_line
from tests.backend.evidence import Office


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Office]:
    one = Office(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    yield one
    one.close()


def test_a_checkpoint_is_made_only_over_new_links(small: Office) -> None:
    assert small.checkpoints.make() == 0
    small.report(1)
    assert small.checkpoints.make() == 1
    assert small.checkpoints.make() == 0
    heads = [json.loads(line) for line in small.heads.read_text().splitlines()]
    assert [(one["number"], one["first"], one["last"]) for one in heads] == [(1, 1, 1)]
    assert small.heads.stat().st_mode & 0o077 == 0


def test_a_line_that_was_cut_short_is_written_again(small: Office) -> None:
    small.fill(2)
    whole = small.heads.read_bytes()
    small.heads.write_bytes(whole[:-40])
    small.report(5)
    assert small.checkpoints.make() == 1
    last = last_line(small.heads)
    assert last is not None
    assert last.number == 4
    found = small.verify(heads=small.heads)
    assert (found.is_clean, found.torn) == (True, 1)


def test_a_lost_file_of_heads_begins_with_the_newest(small: Office) -> None:
    small.fill(2)
    small.heads.unlink()
    small.report(5)
    small.checkpoints.make()
    assert [json.loads(line)["number"] for line in small.heads.read_text().splitlines()] == [4]
    assert small.verify(heads=small.heads).heads == 1


def test_links_that_are_gone_get_no_checkpoint(small: Office) -> None:
    small.fill(2)
    small.report(5)
    with small.attack() as connection:
        connection.execute(text("DELETE FROM case_events WHERE position = 7"))
    with pytest.raises(Gap, match="verify"):
        small.checkpoints.make()


def test_heads_are_posted_and_what_failed_is_sent_again(small: Office) -> None:
    got: list[bytes] = []
    answers: list[int] = [503]

    class Notary(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = answers.pop() if answers else 204
            if status == 204:
                got.append(body)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Notary) as notary:
        thread = threading.Thread(target=notary.serve_forever)
        thread.start()
        try:
            sends = Checkpoints(small.db, small.writer, small.heads, f"http://127.0.0.1:{notary.server_port}/heads")
            small.fill(2)
            with pytest.raises(OSError, match="503"):
                sends.post()
            assert sends.post() == 1
            small.report(5)
            sends.make()
            assert sends.post() == 1
            assert sends.post() == 0
        finally:
            notary.shutdown()
            thread.join()
    assert [json.loads(line)["number"] for line in got] == [3, 4]
