"""Checkpoints over the evidence, and their heads in a file and at a URL."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.services import checkpoints
from backend.services.checkpoints import Checkpoints, Gap
from backend.services.published import last_heads
from tests.backend.city import Hall
from tests.backend.evidence import Office
from tests.backend.server import running
from tests.waiting import until


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
    last, _ = last_heads(small.heads)
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
    with Notary() as notary:
        notary.answers.append(503)
        sends = Checkpoints(small.db, small.writer, small.heads, notary.url)
        small.fill(2)
        with pytest.raises(OSError, match="503"):
            sends.post()
        assert sends.post() == 1
        small.report(5)
        sends.make()
        assert sends.post() == 1
        assert sends.post() == 0
    assert notary.got == [3, 4]


class Notary:
    """A place that takes heads: what came, and how it answers."""

    def __init__(self) -> None:
        self.got: list[int] = []
        self.log_lines: list[int] = []
        self.answers: list[int] = []  # statuses before it is well again; 0: none within the time
        self.released = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = outer.answers.pop(0) if outer.answers else 204
                if status == 0:
                    outer.released.wait(20)
                    return
                if status == 204 and "number" in body:
                    outer.got.append(body["number"])
                elif status == 204:
                    outer.log_lines.append(body["line"])
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/heads"
        self._thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self) -> Notary:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


def test_heads_that_a_url_missed_follow_after_a_restart(small: Office, tmp_path: Path) -> None:
    with Notary() as notary:
        data, away = tmp_path / "data", [500, 502]
        one = Checkpoints(small.db, small.writer, small.heads, notary.url, data_dir=data)
        small.report(1)
        one.make()
        assert one.post() == 1
        notary.answers += away
        for number in (2, 3):
            small.report(number)
            one.make()
            with pytest.raises(OSError, match="HTTP Error"):
                one.post()
        assert (data / "evidence" / "published.json").stat().st_mode & 0o077 == 0
        assert notary.url not in (data / "evidence" / "published.json").read_text()
        after = Checkpoints(small.db, small.writer, small.heads, notary.url, data_dir=data)
        assert after.post() == 2
        assert notary.got == [1, 2, 3]
        assert after.post() == 0


def test_a_url_that_never_answers_is_given_up(small: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "_POST_S", 0.2)
    with Notary() as notary:
        notary.answers.append(0)
        one = Checkpoints(small.db, small.writer, small.heads, notary.url)
        small.report(1)
        one.make()
        with pytest.raises(OSError, match="timed out"):
            one.post()
        assert one.away(0) == {"file": False, "url": True}
        notary.released.set()
        assert one.post() == 1
        assert one.away(0) == {"file": False, "url": False}


def test_a_share_that_is_not_mounted_gets_no_heads_into_its_empty_folder(small: Office, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    file = share / "heads.jsonl"

    def server() -> Checkpoints:
        return Checkpoints(small.db, small.writer, file, data_dir=tmp_path / "data")

    one = server()
    small.report(1)
    assert one.make() == 1
    kept = file.read_bytes()
    file.unlink()  # what the folder shows when nothing is mounted on it
    small.report(2)
    for server_now in (one, server()):
        with pytest.raises(FileNotFoundError, match="make an empty file"):
            server_now.make()
        assert not file.exists()
        assert server_now.away(0) == {"file": True}
    share.rmdir()
    with pytest.raises(FileNotFoundError):
        one.make()
    assert not share.exists()
    share.mkdir()
    file.write_bytes(kept)
    small.report(3)
    one.make()
    assert [json.loads(line)["number"] for line in file.read_text().splitlines()] == [1, 2, 3]
    assert one.away(0) == {"file": False}
    file.write_bytes(b"")  # a new one, on purpose
    small.report(4)
    one.make()
    assert [json.loads(line)["number"] for line in file.read_text().splitlines()] == [4]


@pytest.mark.parametrize("how", ["gone", "denied", "folder"])
def test_a_server_whose_file_and_url_are_away_goes_on_raises_alarms_and_catches_up(tmp_path: Path, how: str) -> None:
    share = tmp_path / "share"
    share.mkdir()
    file = share / "heads.jsonl"
    with Notary() as notary:
        environ = {
            "CITYWALL_EVIDENCE__PUBLISH_FILE": str(file),
            "CITYWALL_EVIDENCE__PUBLISH_URL": notary.url,
            "CITYWALL_EVIDENCE__CHECKPOINT_S": "0.1",
            "CITYWALL_ALARMS__PERIOD_S": "0.1",
        }
        with running(tmp_path / "data", environ=environ) as server:
            hall = Hall(server)
            hall.report()
            until(lambda: numbers(file) == [1] and notary.got == [1])
            notary.answers += [500] * 20
            if how == "denied":
                share.rename(tmp_path / "away")
                share.write_text("no folder")  # root may write anywhere: another refusal of the system stands for it
            elif how == "gone":
                share.rename(tmp_path / "away")
            else:
                file.rename(tmp_path / "kept")
                file.mkdir()
            hall.report()
            until(lambda: standing(hall) == {"heads_file_away", "heads_url_away"})
            assert server.url
            done = hall.report()
            assert done in hall.admin.live_state()["case"]
            if how == "folder":
                file.rmdir()
                (tmp_path / "kept").rename(file)
            else:
                share.unlink(missing_ok=True)
                (tmp_path / "away").rename(share)
            notary.answers.clear()
            until(lambda: not standing(hall))
            until(lambda: len(numbers(file)) > 1 and notary.got == numbers(file))
            assert numbers(file) == list(range(1, len(numbers(file)) + 1))
            until(lambda: last_heads(file)[1] is not None and notary.log_lines[-1:] == [last_heads(file)[1].line])  # type: ignore[union-attr]


def standing(hall: Hall) -> set[str]:
    return {one.code for one in hall.admin.live_state()["alarm"].values()}  # type: ignore[union-attr]


def numbers(file: Path) -> list[int]:
    """Of checkpoints; lines of the security log stand between them."""
    lines = [json.loads(line) for line in file.read_text().splitlines()] if file.is_file() else []
    return [one["number"] for one in lines if "number" in one]
