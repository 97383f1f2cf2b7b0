"""Set-up speaks plainly and touches nothing when it need not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from installers import doctor, system_packages
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
        monkeypatch.setattr(ports, "_PORTS", ((number, socket.SOCK_STREAM, "test", "测试"),))
        (finding,) = ports.ports(Path())
    assert finding.level is Level.BAD
    assert str(os.getpid()) in finding.what.en


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
