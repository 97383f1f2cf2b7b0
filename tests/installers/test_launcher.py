"""Set-up speaks plainly and touches nothing when it need not."""

from __future__ import annotations

import hashlib
import json
import os
import queue
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from installers import doctor, environment, system_packages
from installers.findings import Finding, Level, Words
from installers.probes import cameras, ports
from installers.verbs import VERBS

ROOT = Path(__file__).resolve().parents[2]


def _citywall(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "citywall"), *words],
        capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **environment},
    )  # fmt: skip


def test_help_names_every_verb() -> None:
    done = _citywall("--help")
    assert done.returncode == 0
    assert all(f"  {verb.name}" in done.stdout for verb in VERBS)


def test_an_unknown_verb_is_refused_with_the_list_of_verbs() -> None:
    done = _citywall("rnu")
    assert done.returncode == 2
    assert "'rnu'" in done.stderr
    assert "run" in done.stderr


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        (("debian", 12), "libasound2"),
        (("debian", 13), "libasound2t64"),
        (("ubuntu", 24), "libasound2t64"),
        (("ubuntu", 22), "libasound2"),
    ],
)
def test_packages_renamed_by_the_time_transition_get_the_name_of_the_release(
    system: tuple[str, int], expected: str
) -> None:
    assert system_packages.named("libasound2", system) == expected
    assert system_packages.named("libx11-6", system) == "libx11-6"


def test_what_a_system_has_as_no_package_is_not_asked_of_apt() -> None:
    python = Path(sys.executable)
    assert "chromium" in system_packages.wanted(["test"], python, ("debian", 12))
    assert "chromium" not in system_packages.wanted(["test"], python, ("ubuntu", 24))
    assert "libasound2t64" in system_packages.wanted(["qt"], python, ("ubuntu", 24))


def test_a_package_that_dpkg_does_not_know_is_missing() -> None:
    if not Path("/usr/bin/dpkg-query").exists():
        pytest.skip("this system has no dpkg")
    assert system_packages.missing(["bash", "no-such-package-of-citywall"]) == ["no-such-package-of-citywall"]


def test_the_doctor_answers_in_both_languages_and_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doctor.main(["--json", "--lang", "zh", "--data", str(tmp_path)])
    found = json.loads(capsys.readouterr().out)
    subjects = {finding["subject"] for finding in found}
    assert {"Python", "显卡", "中文字体", "libVLC", "用户命名空间", "时钟", "磁盘", "数据库", "摄像机"} <= subjects
    doctor.main(["--lang", "en", "--data", str(tmp_path)])
    assert "Database: none yet" in capsys.readouterr().out


def test_a_damaged_database_is_bad_and_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "citywall.db").write_bytes(b"not a database at all" * 100)
    assert doctor.main(["--lang", "en", "--data", str(tmp_path)]) == 1
    assert "serve restore" in capsys.readouterr().out


def test_a_port_in_use_is_bad_and_names_its_holder(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        number = held.getsockname()[1]
        monkeypatch.setattr(ports, "_PORTS", (("test_port", number, socket.SOCK_STREAM, "test", "测试"),))
        (finding,) = ports.ports(Path())
    assert finding.level is Level.BAD
    assert str(os.getpid()) in finding.what.en


@pytest.mark.parametrize(
    ("line", "ours"),
    [
        ("/opt/citywall/.venv/bin/python -m pytest tests/backend", False),
        ("/opt/citywall/.venv/bin/python -m backend serve", True),
        ("/usr/bin/python3 /srv/x/simulator/rtsp_source.py", True),
        ("/opt/CityWall/citywall serve", True),
        ("nginx: master process /home/citywall/nginx.conf", False),
    ],
)
def test_a_folder_called_citywall_makes_no_program_ours(line: str, ours: bool) -> None:
    assert ports._ours(line.split(" ")) is ours


def test_a_camera_address_is_told_apart_by_how_it_fails() -> None:
    import socket

    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert cameras.ask(f"rtsp://127.0.0.1:{port}/1") == "refused"
    assert cameras.ask("rtsp://no-such-host.invalid/1") == "unresolved"


def test_a_finding_reads_as_a_sentence_in_each_language() -> None:
    finding = Finding(Words("Disk", "磁盘"), Level.BAD, Words("full", "已满"), Words("Free some", "请清理"))
    assert finding.sentence("en") == "Disk: full. Free some"
    assert finding.sentence("zh") == "磁盘：已满。请清理"


def _bare(tmp_path: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command as on a machine where nothing was set up and nothing can be."""
    nothing = {"CITYWALL_VENV": str(tmp_path / "none" / "venv"), "CITYWALL_NO_INSTALL": "1"}
    return _citywall(*words, **{**nothing, **more})


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_help_of_a_verb_brings_nothing(tmp_path: Path, verb: str) -> None:
    done = _bare(tmp_path, verb, "--help")
    assert done.returncode == 0
    assert verb in done.stdout
    assert not (tmp_path / "none").exists()


def test_all_options_of_run_are_told_before_any_set_up(tmp_path: Path) -> None:
    # -S: without the packages of the environment that runs this test.
    done = subprocess.run(
        [sys.executable, "-S", "-m", "wall", "run", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "--report" in done.stdout


def test_a_terminal_of_another_encoding_gets_its_help(tmp_path: Path) -> None:
    done = _bare(tmp_path, "--help", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "doctor" in done.stdout


def test_backup_and_restore_are_words_of_serve(tmp_path: Path) -> None:
    serve = next(verb for verb in VERBS if verb.name == "serve")
    assert serve.argv(["backup", "x"]) == ["backend", "backup", "x"]
    assert serve.argv(["--port", "1"]) == ["backend", "serve", "--port", "1"]
    assert serve.argv([]) == ["backend", "serve"]


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that calls itself complete, in a place of its own."""
    place = tmp_path / "venv"
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "python").symlink_to(sys.executable)
    (place / "pyvenv.cfg").touch()
    monkeypatch.setattr(environment, "VENV", place)
    digest = hashlib.sha256((environment.LOCKS / "run.txt").read_bytes()).hexdigest()
    (place / "citywall.stamp").write_text(f"{digest}\nat {place}\n", encoding="utf-8")
    return place


def test_an_environment_is_ready_only_where_and_for_what_it_was_made(venv: Path) -> None:
    assert environment.ready("run")
    assert not environment.ready("dev")
    stamp = venv / "citywall.stamp"
    whole = stamp.read_text(encoding="utf-8")
    stamp.write_text(whole.replace(f"at {venv}", "at /some/other/place"), encoding="utf-8")
    assert not environment.ready("run")
    stamp.write_bytes(b"\xff\xfe\x80")
    assert not environment.ready("run")
    stamp.unlink()
    stamp.mkdir()
    assert not environment.ready("run")


def test_a_folder_that_is_no_environment_is_never_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter").touch()
    monkeypatch.setattr(environment, "VENV", folder)
    assert not environment.make("run", system_packages.Say())
    assert (folder / "letter").exists()
    assert "no virtual environment" in capsys.readouterr().err


def test_an_empty_name_of_an_environment_is_none_given() -> None:
    words = [sys.executable, "-c", "from installers import environment; print(environment.VENV == environment.OWN)"]
    done = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "CITYWALL_VENV": ""}
    )
    assert done.stdout.strip() == "True"


class _Heard(system_packages.Say):
    """What is said to people, kept; each step also to whoever waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: queue.SimpleQueue[str] = queue.SimpleQueue()

    def step(self, text: str) -> None:
        self.steps.put(text)


def test_a_second_set_up_waits_for_the_first(venv: Path) -> None:
    say, second = _Heard(), threading.Event()

    def other() -> None:
        with environment.alone(say):
            second.set()

    with environment.alone(say):
        thread = threading.Thread(target=other)
        thread.start()
        assert "waiting for its end" in say.steps.get()
        assert not second.is_set()
    thread.join()
    assert second.is_set()


def test_an_interrupted_verb_says_one_word(tmp_path: Path) -> None:
    (tmp_path / "slow_verb.py").write_text("import sys\nsys.stdout.write(str(sys.argv))\nraise KeyboardInterrupt\n")
    done = subprocess.run(
        [sys.executable, "-m", "installers.entry", "slow_verb", "word"],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "Stopped.\n")
    assert "word" in done.stdout


def test_the_place_of_a_new_environment_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "VENV", tmp_path / "new" / "venv")
    with environment.alone(system_packages.Say()):
        assert (tmp_path / "new").is_dir()


def test_the_doctor_looks_at_the_ports_that_a_run_would_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        taken = held.getsockname()[1]
        (tmp_path / "citywall.toml").write_text(f"[run]\napi_port = {taken}\nrtsp_port = 0\n", encoding="utf-8")
        monkeypatch.setenv("CITYWALL_RUN__GATEWAY_PORT", "8899")
        monkeypatch.delenv("CITYWALL_CONFIG", raising=False)
        said = {finding.subject.en: (finding.level, finding.what.en) for finding in ports.ports(tmp_path)}
    assert said[f"Port {taken} (case server)"][0] is Level.BAD
    assert said["run.rtsp_port"] == (Level.BAD, "0 is no port")
    assert "Port 8899 (broadcast gateway)" in said
    assert not any(subject.startswith(("Port 8800", "Port 8554")) for subject in said)
    (tmp_path / "citywall.toml").write_text("[run\n", encoding="utf-8")
    assert next(iter(ports.ports(tmp_path))).subject.en == "Settings"
