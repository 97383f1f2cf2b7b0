"""The pieces of `citywall run` that need no other program."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import os
import socket
import stat
import sys
import tarfile
import threading
from pathlib import Path

import pytest

from wall import accounts, checks, city, display, ground, options, ports, report
from wall.children import Nursery
from wall.control import Lines, WallLine, encode
from wall.identity import Identity, open_to, unreadable
from wall.keeper import Keeper
from wall.programs import PROGRAMS, program
from wall.progress import Progress, Stop
from wall.restart import Restarts
from wall.sentences import SENTENCES, Words, system_language
from wall.server import Server
from wall.settings import RunSettings, SettingsError, WallSettings, load
from wall.settling import Settling


def _progress(lang: str = "en") -> tuple[Progress, io.StringIO]:
    out = io.StringIO()
    return Progress(Words(lang), out), out


def test_every_sentence_takes_the_same_parameters_in_both_languages() -> None:
    import string

    for key, (zh, en) in SENTENCES.items():
        names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (zh, en)]
        assert names[0] == names[1], key


def test_a_program_is_a_module_from_source_and_a_word_when_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert program("backend") == [sys.executable, "-m", "backend", "serve"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program("cover", "--lang", "zh") == [sys.executable, "cover", "--lang", "zh"]
    assert "wall" in PROGRAMS


def test_chinese_is_the_default_and_the_locale_may_say_english() -> None:
    assert system_language({"LANG": "C.UTF-8"}) == "zh"
    assert system_language({"LANG": "en_GB.UTF-8"}) == "en"
    assert system_language({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}) == "zh"


def test_a_port_in_use_is_named_with_its_owner_and_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Stop) as stop:
            ports.require(ports.Ports(api_port=port), Words("en"))
    text = str(stop.value)
    assert str(port) in text
    assert str(os.getpid()) in text
    assert "CITYWALL_RUN__API_PORT" in text
    assert stop.value.code == 2


def test_a_second_copy_on_the_same_data_folder_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    first = checks.only_copy(tmp_path, Words("zh"))
    with pytest.raises(Stop, match=str(os.getpid())):
        checks.only_copy(tmp_path, Words("zh"))
    first.close()
    checks.only_copy(tmp_path, Words("zh")).close()


def test_a_full_disk_is_said_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wall.checks.FIRST_START_MB", 10**9)
    with pytest.raises(Stop, match="1000000000 MB"):
        checks.room(tmp_path, Words("en"), first=True)


def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(Stop, match="--data"):
        checks.make_folder(tmp_path / "data", Words("en"))


def test_restarts_wait_longer_each_time_and_forget_after_a_steady_life() -> None:
    record, waits = Restarts(), []
    for _ in range(7):
        record = record.after(1.0)
        waits.append(record.delay_s)
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]
    assert record.after(120.0).delay_s == 0.5


def test_account_files_are_for_their_owner_only(tmp_path: Path) -> None:
    accounts.save(tmp_path, "wall", "wall", "secret")
    path = tmp_path / "credentials" / "wall.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert accounts.load(tmp_path, "wall") == ("wall", "secret")
    path.write_text("{", encoding="utf-8")
    assert accounts.load(tmp_path, "wall") is None


def _city(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "city.json").write_text(json.dumps({"format": 1, "name": "小城", "seed": 1}), encoding="utf-8")
    (folder / "profile.json").write_text("{}", encoding="utf-8")
    (folder / "cameras.csv").write_text("number,name\n1,a\n", encoding="utf-8")
    (folder / "areas.geojson").write_text("{}", encoding="utf-8")
    return folder


def test_a_broken_city_is_known_and_moved_aside(tmp_path: Path) -> None:
    folder = _city(tmp_path / "city")
    assert city.fault(folder) is None
    (folder / "city.json").write_text('{"format": 1', encoding="utf-8")
    assert "JSONDecodeError" in (city.fault(folder) or "")
    aside = city.put_aside(folder)
    assert aside.is_dir()
    assert city.fault(folder) == city.ABSENT


def test_a_city_may_come_as_a_tar(tmp_path: Path) -> None:
    _city(tmp_path / "there" / "mine")
    with tarfile.open(tmp_path / "mine.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "there", arcname=".")
    progress, _ = _progress()
    data = tmp_path / "data"
    data.mkdir()
    assert city.title(city.unpack(tmp_path / "mine.tar.gz", data, progress)) == "小城"
    (tmp_path / "junk.tar").write_bytes(b"junk")
    with pytest.raises(Stop, match=r"junk\.tar"):
        city.unpack(tmp_path / "junk.tar", data, progress)


def test_settings_come_from_flag_then_environment_then_file(tmp_path: Path) -> None:
    (tmp_path / "citywall.toml").write_text("[wall]\nname = 'north'\ntheme = 'light'\n", encoding="utf-8")
    found = load(WallSettings, "wall", tmp_path, {"lang": "en"}, {"CITYWALL_WALL__THEME": "dark"})
    assert (found.name, found.theme, found.lang) == ("north", "dark", "en")
    with pytest.raises(SettingsError, match=r"wall\.colour"):
        load(WallSettings, "wall", tmp_path, {}, {"CITYWALL_WALL__COLOUR": "red"})
    with pytest.raises(SettingsError, match=r"run\.api_port in the environment"):
        load(RunSettings, "run", tmp_path, {}, {"CITYWALL_RUN__API_PORT": "many"})


def test_the_line_puts_halves_of_messages_together() -> None:
    lines = Lines()
    data = encode({"beat": 1}) + b"junk\n" + encode({"status": {"名": "值"}})
    found = [message for index in range(0, len(data), 5) for message in lines.feed(data[index : index + 5])]
    assert found == [{"beat": 1}, {"status": {"名": "值"}}]


def test_a_report_is_ok_only_with_a_picture_and_without_errors(tmp_path: Path) -> None:
    def made(seconds: float | None, errors: list[str]) -> dict[str, object]:
        return report.build(
            {"monitors": 2}, seconds=seconds, first_start=True, rss_mb={}, errors=errors, remarks=[], shots=[],
            restarts={}, steps={},
        )  # fmt: skip

    assert made(3.21, [])["ok"] is True
    assert made(None, [])["ok"] is False
    assert made(3.21, ["camera"])["ok"] is False
    report.write(tmp_path / "deep" / "r.json", made(None, []))
    said = json.loads((tmp_path / "deep" / "r.json").read_text(encoding="utf-8"))
    needed = "ok seconds_to_complete_picture monitors cameras events_applied gaps cases_by_state vehicles_seen"
    needed += " vehicles_moving poles_by_state panels rss_mb errors shots"
    assert set(needed.split()) <= set(said)


def test_a_folder_that_others_cannot_enter_is_found(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not open_to(closed, 64000, 64000)
    assert unreadable(64000, 64000, closed / "data") is not None


def test_wrong_options_end_with_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--for", "-3"], ["--city", "/nowhere/at/all"], ["--lang", "fr"]):
        with pytest.raises(SystemExit) as stopped:
            options.parse(words)
        assert stopped.value.code == 2
    assert "nowhere" in capsys.readouterr().err


async def _life_of_a_child(tmp_path: Path) -> tuple[int, int, str]:
    """A service that dies once: (first pid, second pid, what was said)."""
    progress, out = _progress()
    nursery = Nursery(tmp_path / "logs", Identity(sandbox=True), os.environ)
    script = "import os, time; print('ready {\"pid\": %d}' % os.getpid(), flush=True); time.sleep(60)"
    keeper = Keeper(nursery, progress, "service", [sys.executable, "-c", script])
    try:
        first = (await keeper.start(20))["pid"]
        os.kill(first, 9)
        while keeper.child is None or keeper.child.pid == first or not keeper.child.ready.done():  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # the keeper tells nobody when it starts again
        return first, keeper.child.pid, out.getvalue()
    finally:
        await keeper.release()
        await nursery.stop()
        nursery.close()


def test_a_service_that_dies_is_started_again_and_said(tmp_path: Path) -> None:
    first, second, said = asyncio.run(_life_of_a_child(tmp_path))
    assert first != second
    assert "service ended unexpectedly (-9)" in said
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_a_service_that_cannot_start_says_its_last_words(tmp_path: Path) -> None:
    async def start() -> None:
        progress, _ = _progress()
        nursery = Nursery(tmp_path / "logs", Identity(sandbox=True), os.environ)
        argv = [sys.executable, "-c", "import sys; sys.exit('no such table: rtsp://user:pass@host/x')"]
        try:
            await Keeper(nursery, progress, "backend", argv).start(20)
        finally:
            await nursery.stop()
            nursery.close()

    with pytest.raises(Stop, match="no such table") as stop:
        asyncio.run(start())
    assert "pass" not in str(stop.value)
    assert "pass" not in (tmp_path / "logs" / "backend.log").read_text(encoding="utf-8")


def test_beats_are_heard_and_silence_is_not_a_beat() -> None:
    async def listen() -> tuple[float | None, dict[str, object]]:
        line = WallLine()
        theirs = socket.socket(fileno=os.dup(line.fd))
        task = asyncio.create_task(line.listen())
        theirs.sendall(encode({"beat": 1}) + encode({"status": {"complete": True}}))
        theirs.close()
        await task
        line.close()
        return line.beat_at, line.status

    beat_at, status = asyncio.run(listen())
    assert beat_at is not None
    assert status == {"complete": True}


def test_a_city_that_the_children_cannot_read_is_copied_to_where_they_can(tmp_path: Path) -> None:
    place = _city(tmp_path / "mine")
    data = tmp_path / "data"
    data.mkdir()
    assert city.within_reach(place, data, Identity(sandbox=True)) == place
    (place / "city.json").chmod(0o600)
    stranger = Identity(sandbox=True, uid=os.getuid() or 64000, gid=64000)
    if os.geteuid() == 0:
        copy = city.within_reach(place, data, stranger)
        assert copy.is_relative_to(data)
        assert (copy / "city.json").stat().st_uid == 64000


def test_every_folder_that_children_write_in_is_theirs_before_they_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives folders away")
    stranger = Identity(sandbox=True, uid=64000, gid=64000)
    monkeypatch.setattr("wall.identity.choose", lambda _progress, _data: stranger)
    monkeypatch.setattr("wall.ports.require", lambda _ports, _words: None)
    progress, _ = _progress()
    found = ground.prepare(options.parse(["--data", str(tmp_path)]), RunSettings(), progress)
    found.lock.close()
    assert {(tmp_path / name).stat().st_uid for name in ("logs", "run", "shots", "recordings")} == {64000}


def _generated(folder: Path) -> Path:
    """A small city with all the files of a generated one."""
    _city(folder)
    (folder / "cameras.csv").write_text(
        "number,name,main_url\n1,a,rtsp://127.0.0.1:8554/1/main\n2,b,rtsp://10.0.0.9:8554/2/main\n", encoding="utf-8"
    )
    (folder / "poles.csv").write_text("number,address\n4,sip:4@127.0.0.1:15060\n", encoding="utf-8")
    for name in ("departments", "people", "units", "vehicles", "components", "cases", "clips"):
        (folder / f"{name}.csv").write_text("a,b\n", encoding="utf-8")
    for name in ("cells", "streets"):
        (folder / f"{name}.geojson").write_text("{}\n", encoding="utf-8")
    (folder / "basemap.osm.pbf").write_bytes(b"pbf")
    return folder


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("poles.csv", None),
        ("streets.geojson", ""),
        ("cells.geojson", '{"type": "Feat'),
        ("components.csv", "code,lon\n99010,12"),
        ("cameras.csv", "number,name\nabc,x\n"),
        ("cameras.csv", "name\nx\n"),
    ],
)
def test_a_generated_city_with_a_missing_or_cut_off_file_is_broken(
    tmp_path: Path, name: str, content: str | None
) -> None:
    folder = _generated(tmp_path / "city")
    assert city.fault(folder, own=True) is None
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content, encoding="utf-8")
    assert name in (city.fault(folder, own=True) or "") or name == "cameras.csv"
    assert city.fault(folder, own=True) is not None


def test_demo_cameras_and_poles_follow_the_ports_of_the_run_and_real_ones_stay(tmp_path: Path) -> None:
    folder = _generated(tmp_path / "city")
    city.readdress(folder, 9000, 9001)
    cameras = (folder / "cameras.csv").read_text(encoding="utf-8")
    assert "rtsp://127.0.0.1:9000/1/main" in cameras
    assert "rtsp://10.0.0.9:8554/2/main" in cameras
    assert "sip:4@127.0.0.1:9001" in (folder / "poles.csv").read_text(encoding="utf-8")
    assert city.fault(folder, own=True) is None


def test_an_import_that_loses_its_server_at_the_end_of_the_run_leaves_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun, ended = threading.Event(), threading.Event()

    def lose(*_words: object) -> None:
        begun.set()
        ended.wait(10)
        raise ConnectionRefusedError

    monkeypatch.setattr("wall.city.bring_in", lose)

    async def end_while_importing() -> None:
        progress, _ = _progress()
        stand = ground.Ground(tmp_path, Identity(sandbox=True), True, io.StringIO())
        work = Settling(options.parse(["--data", str(tmp_path)]), RunSettings(), stand, progress)
        loading = asyncio.create_task(work.load(Server(1)))
        await asyncio.to_thread(begun.wait, 10)
        importing = [task for task in asyncio.all_tasks() if task.get_name() == "import"]
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
        ended.set()
        await asyncio.wait(importing)

    asyncio.run(end_while_importing())
    gc.collect()
    assert "never retrieved" not in caplog.text


def test_children_of_another_user_get_the_key_of_the_display_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tmp_path / "ours"
    ours.write_bytes(b"a cookie")
    monkeypatch.setenv("DISPLAY", ":77")
    monkeypatch.setenv("XAUTHORITY", str(ours))
    run = tmp_path / "run"
    assert display.cookie_for(Identity(sandbox=True), run) == {}  # we ourselves can read it
    other = Identity(sandbox=True, uid=os.getuid(), gid=os.getgid())
    for _ in range(2):  # a copy of an earlier run is replaced
        told = display.cookie_for(other, run)
        copy = Path(told["XAUTHORITY"])
        assert copy.parent == run
        assert copy.read_bytes() == b"a cookie"
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    monkeypatch.setenv("XAUTHORITY", str(tmp_path / "none"))
    assert display.cookie_for(other, run) == {}
