"""A profile folder: both ways without loss, the same bytes each time, and every fault with its place."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import msgspec
import pytest

from contract.profile import CityProfile, Threshold, usable
from contract.profile_files.assembling import profile_of
from contract.profile_files.checking import check
from contract.profile_files.faults import SENTENCES, Fault
from contract.profile_files.page import page
from contract.profile_files.reading import read_files, read_folder, read_zip
from contract.profile_files.tables import TABLES
from contract.profile_files.taking_apart import tables_of
from contract.profile_files.writing import files_of, fingerprint, templates, zip_of
from tests.contract.profile_maker import ROWS, lines, tables

FILES = files_of(tables())
ROOT = Path(__file__).resolve().parents[2]


def faults_of(**changed: bytes) -> list[Fault]:
    """What is wrong in the sample with some of its files changed; `a_csv` for a.csv."""
    files = FILES | {name.replace("_csv", ".csv").replace("_toml", ".toml"): data for name, data in changed.items()}
    said, faults = read_files(files, [])
    return [*faults, *check(said).faults]


def first(**changed: bytes) -> tuple[str, str]:
    found = faults_of(**changed)
    assert found, "no fault"
    return found[0].place, found[0].code


def test_tables_become_a_profile_and_the_profile_the_same_tables() -> None:
    said, faults = read_files(FILES, [])
    checked = check(said)
    assert [*faults, *checked.faults] == []
    assert checked.tables == tables()
    profile = profile_of(checked.tables)
    assert {**tables_of(profile), "departments": ROWS["departments"], "people": ROWS["people"]} == tables()
    stored = msgspec.json.decode(msgspec.json.encode(profile), type=CityProfile)
    assert tables_of(stored) == tables_of(profile)


def test_what_the_tables_say_stands_in_the_profile() -> None:
    profile = profile_of(tables(), 7)
    assert profile.version == 7
    by_id = {one.id: one for one in profile.conditions}
    one = by_id["C0101-2"]
    assert one.thresholds == (
        (Threshold("damage_area_cm2", "gt", 25), Threshold("check_area_cm", "eq", "150x150")),
        (Threshold("depth_cm", "ge", 2.5),),
    )
    assert [(line.grade, line.urgency, line.limit.value) for line in one.limits] == [
        ("", "", 4),
        ("A", "", 2),
        ("", "major", 1),
    ]
    assert [mark.name for mark in one.limits[0].milestones] == ["围护", "修复"]
    assert [rule.class_code for rule in profile.limits] == []
    assert {limits.class_code for limits in profile.class_limits} == {"E0110", "E0111"}
    assert profile.conduct.double_posts == ("dispatch+close", "handle+check")
    assert [hours.opens for hours in profile.rules.work_time.duty] == ["08:00", "13:30"]
    assert profile.evaluation.schemes[0].counts == ("report_num", "inst_num")
    assert profile.default_limit.value == 8


def test_the_same_tables_are_the_same_bytes(tmp_path: Path) -> None:
    again, faults = read_zip(zip_of(FILES))
    assert not faults
    assert files_of(check(again).tables) == FILES
    assert zip_of(files_of(check(again).tables)) == zip_of(FILES)
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "README.md").write_text("not a table", encoding="utf-8")
    from_folder, faults = read_folder(tmp_path)
    assert not faults
    assert check(from_folder).tables == check(again).tables
    assert fingerprint(check(again).tables) == fingerprint(tables())
    assert fingerprint(tables(phrases=())) != fingerprint(tables())


def test_a_spreadsheets_way_of_writing_is_read_as_the_same() -> None:
    plain = FILES["conditions.csv"].decode()
    as_excel = "\ufeffsep=,\r\n" + plain.replace("\n", "\r\n") + ",,,,,,,,,,,,,\r\n\r\n"
    assert faults_of(conditions_csv=as_excel.encode()) == []
    days = "name,kind,day,name_en,,\r\n国庆节,holiday,2026/10/1,National Day,,\r\n".encode()
    said, faults = read_files(FILES | {"calendar.csv": days}, [])
    assert not faults
    assert check(said).tables["calendar"] == (("2026-10-01", "holiday", "国庆节", "National Day"),)
    semicolons = b"post;after_min\nperson;0\n"
    assert faults_of(ladder_csv=semicolons) == []
    tabs = b"post\tafter_min\nperson\t0\n"
    assert faults_of(ladder_csv=tabs) == []
    chinese = read_files({"phrases.csv": "command,text,text_en\nfile_case,属实,\n".encode("gb18030")}, [], "gb18030")[0]
    assert chinese["phrases"][0].cells[1] == "属实"


def test_limits_in_the_words_of_the_trade_are_understood() -> None:
    said = lines(tables(step_limits=(("reported", "", "", "", "15 紧急工作时"),)))
    assert check(said).tables["step_limits"][0][-1] == "15 urgent_hour"


@pytest.mark.parametrize(
    ("changed", "place", "code"),
    [
        ({"phrases_csv": "command,text,text_en\nfile_case,属实,\n".encode("gb18030")}, "phrases.csv:2", "encoding"),
        ({"phrases_csv": "command,text,text_en\n".encode("utf-16")}, "phrases.csv", "encoding"),
        ({"phrases_csv": b"PK\x03\x04rest"}, "phrases.csv", "unreadable"),
        ({"phrases_csv": b"command,text,text_en\nfile_case,a\x00b,\n"}, "phrases.csv:2", "unreadable"),
        ({"phrases_csv": b""}, "phrases.csv:1", "unreadable"),
        ({"phrases_csv": b"command,text_en\nfile_case,a\n"}, "phrases.csv:1 text", "missing_column"),
        ({"phrases_csv": b"command,text,text,text_en\nfile_case,a,b,c\n"}, "phrases.csv:1 text", "double_column"),
        ({"phrases_csv": b"command,text,wording\nfile_case,a,b\n"}, "phrases.csv:1 wording", "unknown_column"),
        ({"phrases_csv": b"command,text,text_en\nfile_case,a,b,c\n"}, "phrases.csv:2", "fields"),
        ({"phrases_csv": b'command,text,text_en\nfile_case,"a,b\n'}, "phrases.csv:2", "not_csv"),
        ({"phrases_csv": b"command,text,text_en\nfile_case,=1+1,\n"}, "phrases.csv:2 text", "formula"),
        ({"phrases_csv": b"command,text,text_en\nfile_case,@SUM(A1),\n"}, "phrases.csv:2 text", "formula"),
        ({"phrases_csv": b'command,text,text_en\nfile_case,"a\nb",\n'}, "phrases.csv:2 text", "control"),
        ({"phrases_csv": b"command,text,text_en\nfile_case," + b"x" * 501 + b",\n"}, "phrases.csv:2 text", "too_long"),
        ({"phrases_csv": b"command,text,text_en\nfly,a,\n"}, "phrases.csv:2 command", "not_choice"),
        ({"phrases_csv": b"command,text,text_en\nfile_case,a,\nfile_case,a,\n"}, "phrases.csv:3 command", "twice"),
        ({"phrases_csv": b"command,text,text_en\n,a,\n"}, "phrases.csv:2 command", "empty"),
        ({"calendar_csv": b"day,kind,name,name_en\n2026-02-30,holiday,,\n"}, "calendar.csv:2 day", "not_date"),
        ({"calendar_csv": b"day,kind,name,name_en\n2026-2-1,holiday,,\n2026-02-01,workday,,\n"},
         "calendar.csv:3 day", "twice"),
        ({"step_limits_csv": b"step,post,urgency,grade,limit\nreported,,,,15 minutes\n"},
         "step_limits.csv:2 limit", "not_limit"),
        ({"step_limits_csv": b"step,post,urgency,grade,limit\nreported,,,,-1 work_day\n"},
         "step_limits.csv:2 limit", "not_limit"),
        ({"ladder_csv": b"post,after_min\nperson,nan\n"}, "ladder.csv:2 after_min", "not_number"),
        ({"ladder_csv": "post,after_min\nperson,١\n".encode()}, "ladder.csv:2 after_min", "not_number"),
        ({"ladder_csv": b"post,after_min\nperson,1e9\n"}, "ladder.csv:2 after_min", "out_of_range"),
        ({"grades_csv": b"code,from_score,colour,name,name_en\nA,90,red,,\n"}, "grades.csv:2 colour", "not_colour"),
        ({"limits_csv": b"of,grade,urgency,limit\nC9999,,major,1 work_day\n"}, "limits.csv:2 of", "unknown"),
        ({"milestones_csv": FILES["milestones.csv"].replace(b"C0101-2,,", b"E0110,C,")},
         "milestones.csv:2 of", "no_limit_line"),
        ({"responsibility_csv": b"class_code,area_code,department_code\nC01,,XX\n"},
         "responsibility.csv:2 department_code", "unknown"),
        ({"departments_csv": b"code,name,name_en,short_name,parent_code\nHW,a,,,HW2\nHW2,b,,,HW\n"},
         "departments.csv:2 parent_code", "ring"),
        ({"indicators_csv": FILES["indicators.csv"].replace(b"0=100; 2=90; 0", b"2=100; 0=90")},
         "indicators.csv:3 steps", "not_steps"),
        ({"conditions_csv": FILES["conditions.csv"].replace(b"depth_cm >= 2.5", b"depth_cm >> 2.5")},
         "conditions.csv:2 thresholds", "not_threshold"),
        ({"conditions_csv": FILES["conditions.csv"].replace(b"E0111,", b"C0113,")},
         "conditions.csv:3 class_code", "reserved"),
        ({"profile_toml": FILES["profile.toml"].replace(b"mark =", b"mark")}, "profile.toml:6", "unreadable"),
        ({"profile_toml": FILES["profile.toml"].replace(b"division =", b"divison =")},
         "profile.toml city.division", "missing_key"),
        ({"profile_toml": FILES["profile.toml"].replace(b"Asia/Shanghai", b"Asia/Nowhere")},
         "profile.toml city.timezone", "not_zone"),
        ({"profile_toml": FILES["profile.toml"].replace(b'"990101"', b'"99010"')},
         "profile.toml:4 city.division", "not_digits"),
        ({"profile_toml": FILES["profile.toml"].replace(b"same_place_m = 50", b"same_place_m = 0")},
         "profile.toml", "out_of_range"),
        ({"strange_csv": b"a,b\n"}, "strange.csv", "unknown_file"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_file_line_and_column(changed: dict[str, bytes], place: str, code: str) -> None:
    found = faults_of(**changed)
    assert found, "no fault"
    assert (place, code) in [(one.place, one.code) for one in found] or (
        found[0].place.startswith(place) and found[0].code == code
    ), [(one.place, one.sentence) for one in found]
    for one in found:
        assert one.code in SENTENCES
        assert "{" not in one.sentence
        assert len(one.sentence) < 1000


def test_a_bomb_is_not_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("phrases.csv", b"0" * 200_000_000)
    said, faults = read_zip(bomb.getvalue())
    assert (said, [one.code for one in faults]) == ({}, ["too_large"])
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(300):
            archive.writestr(f"{number}.csv", b"")
    assert [one.code for one in read_zip(many.getvalue())[1]] == ["too_large"]


@pytest.mark.parametrize("names", [("a/phrases.csv", "b/phrases.csv"), ("../phrases.csv", "phrases.csv")])
def test_a_zip_with_tables_in_several_folders_is_refused(names: tuple[str, ...]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, FILES["phrases.csv"])
    assert [one.code for one in read_zip(packed.getvalue())[1]] == ["unreadable"]


def test_a_zip_of_a_folder_reads_as_the_folder() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in FILES.items():
            archive.writestr(f"my city/{name}", data)
        archive.writestr("my city/README.md", "words")
        archive.writestr("__MACOSX/my city/._phrases.csv", "rubbish")
    said, faults = read_zip(packed.getvalue())
    assert not faults
    assert check(said).tables == tables()


@pytest.mark.parametrize("cut", [0, 10, 500, -30])
def test_a_damaged_zip_is_a_fault(cut: int) -> None:
    whole = zip_of(FILES)
    damaged = whole[:cut] + b"x" * 20 + whole[cut + 20 :] if cut > 0 else whole[:cut]
    said, faults = read_zip(damaged)
    assert faults or check(said).faults or check(said).tables == tables()


def test_templates_have_every_column_and_read_as_an_empty_profile() -> None:
    made = templates()
    assert set(made) == {table.file for table in TABLES}
    said, faults = read_files(made, [])
    assert not faults
    assert {one.code for one in check(said).faults} == {"empty"}
    assert {one.file for one in check(said).faults} == {"profile.toml"}


def test_a_table_left_out_stays_out_where_it_may() -> None:
    files = {name: data for name, data in FILES.items() if name not in ("people.csv", "departments.csv")}
    said, faults = read_files(files, [])
    checked = check(said)
    assert [*faults, *checked.faults] == []
    assert "people" not in checked.tables
    del files["profile.toml"]
    assert ("profile.toml", "missing_file") in [(one.file, one.code) for one in read_files(files, [])[1]]


def test_a_city_needs_no_english_name() -> None:
    settings = tuple((name, "" if name == "city.name_en" else text) for name, text in tables()["settings"])
    checked = check(lines(tables(settings=settings)))
    assert checked.sound
    assert profile_of(checked.tables).name_en == ""


def test_areas_are_asked_for_where_they_are_known() -> None:
    said, _ = read_files(FILES, [])
    assert [one.place for one in check(said, frozenset()).faults] == ["responsibility.csv:3 area_code"]
    assert check(said, frozenset({"990101001"})).sound


def test_the_page_of_the_format_is_current_and_names_every_column() -> None:
    body = page()
    assert (ROOT / "docs" / "profile-folder.md").read_text(encoding="utf-8") == body
    assert all(f"| `{one.name}` |" in body for table in TABLES for one in table.fields if table.name != "settings")


def test_the_sample_is_sound_and_kept_as_the_server_writes_it() -> None:
    folder = ROOT / "assets" / "profile"
    said, faults = read_folder(folder)
    checked = check(said)
    assert [*faults, *checked.faults] == []
    kept = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".toml")}
    written = files_of(checked.tables)
    assert {name: data for name, data in written.items() if name in kept} == kept
    profile = profile_of(checked.tables)
    assert profile.mark == "sample-unverified"
    assert (len(profile.conditions), len(usable(profile))) == (372, 137)
    assert [one.name for one in profile.classes if one.status == "reserved"] == [""] * 55
