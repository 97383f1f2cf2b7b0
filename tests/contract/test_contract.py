"""The shapes everybody agrees on: the table of a case's life, codes, offsets, sample frames, tolerance of readers."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import codes, commands, geo, lifecycle, protocol, samples
from contract.commands import AnyCommand, Envelope, ReportCase
from contract.conduct import Conduct
from contract.entities import (
    ENTITY_TYPES,
    KINDS,
    AnyEntity,
    Camera,
    Case,
    CaseSource,
    CaseState,
    Person,
    Point,
    Vehicle,
)
from contract.errors import HTTP_STATUS, Code
from contract.events import Event
from contract.lifecycle import Refusal, Role, Step
from contract.lifecycle.rules import number_of
from contract.scope import Scope, View, project, street_of
from contract.snapshot import Snapshot, apply, live_of

NOW = datetime(2026, 11, 21, 6, 2, 37, tzinfo=UTC)


def a_case(**changes: object) -> Case:
    case = Case(
        id="7", number="20261121-000128", short=128, class_code="E0110", state=CaseState.REPORTED,
        source=CaseSource.INSPECTOR, reported_at=NOW, place="长兴路 86 号", point=Point(121.47, 31.23), area_id="3",
        department_id="9",
    )  # fmt: skip
    return msgspec.structs.replace(case, **changes)


PLAIN = (
    "accept_case", "file_case", "dispatch_case", "sign_case", "start_handling", "feed_back", "check_case", "close_case",
)  # fmt: skip


def test_the_plain_path_leads_from_report_to_closing_and_every_step_has_its_post() -> None:
    state = CaseState.REPORTED
    for command in PLAIN:
        step = lifecycle.decide(state, command, frozenset(Role))
        assert isinstance(step, Step)
        assert step.roles
        state = lifecycle.target(step, answer=True, back=state)
    assert state is CaseState.CLOSED


def test_every_state_is_reached_from_the_report_and_every_open_one_can_be_left() -> None:
    reached, ways = {CaseState.REPORTED, CaseState.UNCONFIRMED}, True
    while ways:
        ways = {
            found
            for step in lifecycle.TABLE
            if step.state in reached
            for found in (step.next_state, step.no_state)
            if found is not None and found not in reached
        }
        reached |= ways
    assert reached == set(CaseState)
    left = {step.state for step in lifecycle.TABLE if step.moves}
    assert set(CaseState) - left == {CaseState.REFUSED, CaseState.NOT_FILED, CaseState.VOID}


def test_the_table_has_one_step_for_a_state_and_a_command_and_a_struct_for_each_command() -> None:
    places = [(step.state, step.command) for step in lifecycle.TABLE]
    assert len(places) == len(set(places))
    tags = {str(kind.__struct_config__.tag) for kind in get_args(commands.AnyCaseCommand)}
    assert tags - {"report_case"} == set(lifecycle.COMMANDS)
    for step in lifecycle.TABLE:
        assert all(number_of(key) in lifecycle.TEXT for key in step.rules)


standings = st.builds(
    lifecycle.Standing,
    state=st.sampled_from(list(CaseState)),
    public=st.booleans(),
    verified=st.sampled_from(["", "yes", "no"]),
    asked=st.sampled_from(["", "extension", "suspension"]),
    supervised=st.booleans(),
    direct=st.booleans(),
    self_handled=st.booleans(),
    placed=st.booleans(),
    proved=st.booleans(),
    appeal=st.sampled_from(["", "asked", "granted"]),
    order=st.sampled_from(["", "held", "asked", "granted", "rejected"]),
    instructed=st.booleans(),
    children=st.booleans(),
    staged=st.booleans(),
    late=st.booleans(),
)


@given(standings, st.sampled_from(lifecycle.COMMANDS), st.frozensets(st.sampled_from(list(Role))))
def test_a_decision_is_a_step_of_the_table_or_says_why_not(
    standing: lifecycle.Standing, command: str, roles: frozenset[Role]
) -> None:
    decided = lifecycle.decide(standing, command, roles)
    if isinstance(decided, Step):
        assert decided.state is standing.state
        assert decided.roles & roles
        assert command in lifecycle.allowed(standing, roles)
        return
    assert isinstance(decided, Refusal)
    assert command not in lifecycle.allowed(standing, roles)
    told = {"wrong_state": decided.allowed_states, "wrong_role": decided.roles, "against_rule": decided.rule}
    assert told[decided.code]


@given(standings, st.sampled_from(lifecycle.COMMANDS), st.frozensets(st.sampled_from(list(Role))))
def test_an_order_that_went_back_to_the_hotline_is_not_handled_by_any_act(
    standing: lifecycle.Standing, command: str, roles: frozenset[Role]
) -> None:
    gone = standing._replace(order="granted")
    decided = lifecycle.decide(gone, command, roles)
    assert isinstance(decided, Refusal)
    assert (decided.code, decided.rule) == ("against_rule", "R31")
    assert lifecycle.allowed(gone, roles) == ()


def test_nothing_but_a_passed_check_or_audit_leads_to_closing() -> None:
    ends = [step for step in lifecycle.TABLE if CaseState.CLOSED in (step.next_state, step.no_state)]
    assert {step.state for step in ends} - {CaseState.CLOSED} == {CaseState.CHECKED}
    ways = {step.command for step in lifecycle.TABLE if step.next_state is CaseState.CHECKED and step.moves}
    assert ways == {"check_case", "audit_self_handled"}
    failed = lifecycle.decide(CaseState.FEEDBACK, "check_case", frozenset({Role.INSPECTOR}))
    assert isinstance(failed, Step)
    assert lifecycle.target(failed, answer=False, back=CaseState.FEEDBACK) is CaseState.HANDLING


def test_the_dispatcher_neither_files_nor_closes_and_the_department_never_checks() -> None:
    commands = {role: {step.command for step in lifecycle.TABLE if role in step.roles} for role in Role}
    assert not {"file_case", "decline_case", "close_case", "check_case"} & commands[Role.DISPATCHER]
    assert not {"file_case", "check_case", "close_case", "dispatch_case"} & commands[Role.DEPARTMENT]
    assert not {"dispatch_case", "check_case"} & commands[Role.SHIFT_LEADER]
    for post, others in lifecycle.PROXIES.items():
        lent = {step.command for step in lifecycle.TABLE if step.roles & others}
        assert not {"file_case", "close_case"} & lent, post
    assert "check_case" not in {s.command for s in lifecycle.TABLE if s.roles & lifecycle.PROXIES[Role.DISPATCHER]}


def test_what_the_public_reports_is_filed_after_its_verification() -> None:
    leader = frozenset({Role.SHIFT_LEADER})
    public = lifecycle.Standing(CaseState.ACCEPTED, public=True)
    assert lifecycle.decide(public, "file_case", leader) == Refusal("against_rule", rule="R1")
    assert isinstance(lifecycle.decide(public._replace(verified="yes"), "file_case", leader), Step)
    refuted = public._replace(verified="no")
    assert lifecycle.decide(refuted, "file_case", leader) == Refusal("against_rule", rule="R22")
    assert isinstance(lifecycle.decide(public, "file_case", leader, conduct=Conduct(verify_public=False)), Step)


def test_the_garbage_collector_has_no_card_to_look_at() -> None:
    assert not gc.is_tracked(a_case())
    assert not gc.is_tracked(msgspec.json.decode(msgspec.json.encode(a_case()), type=Case))


def test_a_case_card_stays_below_five_hundred_bytes() -> None:
    full = a_case(
        id="9" * 19, cell_code="310101002007014", area_id="9" * 19, department_id="9" * 19, clock_started_at=NOW,
        deadline_at=NOW, version=12, photos=2, place="长兴路 86 号西侧农贸市场东门口人行道",
    )  # fmt: skip
    assert len(protocol.encode(full)) <= 500


@pytest.mark.parametrize(
    ("wgs", "gcj", "bd"),
    [
        ((116.404, 39.915), (116.410244499, 39.916404282), (116.416627244, 39.922699552)),
        ((121.4737, 31.2304), (121.478223059, 31.228457738), (121.484781469, 31.234310594)),
        ((113.2644, 23.1291), (113.269729592, 23.126423340), (113.276150752, 23.132711257)),
        ((87.6168, 43.8256), (87.619649949, 43.826805393), (87.626099771, 43.832949795)),
        ((126.6424, 45.7569), (126.648369848, 45.758851047), (126.654999275, 45.764545478)),
    ],
)
def test_offset_systems_agree_with_the_published_vectors(
    wgs: tuple[float, float], gcj: tuple[float, float], bd: tuple[float, float]
) -> None:
    assert geo.gcj_from_wgs(*wgs) == pytest.approx(gcj, abs=1e-6)
    assert geo.wgs_from_gcj(*gcj) == pytest.approx(wgs, abs=1e-6)
    assert geo.bd_from_gcj(*gcj) == pytest.approx(bd, abs=1e-6)
    assert geo.gcj_from_bd(*bd) == pytest.approx(gcj, abs=5e-6)


@pytest.mark.parametrize("lat", [-90.0, 90.0])
def test_the_poles_have_a_tile_too(lat: float) -> None:
    assert geo.tile_of(0.0, lat, 3) == (4, 7 if lat < 0 else 0)


@given(st.floats(-179.9, 179.9), st.floats(-84, 84))
def test_mercator_and_back_is_the_same_place(lon: float, lat: float) -> None:
    assert geo.unmercator(*geo.mercator(lon, lat)) == pytest.approx((lon, lat), abs=1e-9)


def test_outside_the_country_gcj_is_the_identity() -> None:
    assert geo.gcj_from_wgs(-97.7, 30.2) == (-97.7, 30.2)


POSITIONS = st.builds(
    samples.Position,
    st.integers(0, 65535),
    st.floats(-180, 180),
    st.floats(-90, 90),
    st.integers(0, 359),
    st.integers(0, 127),
)


@given(st.lists(POSITIONS, max_size=20), st.floats(0, 4e12))
def test_positions_survive_the_wire_to_a_centimetre(positions: list[samples.Position], at_ms: float) -> None:
    lane, at, back = samples.unpack(samples.pack(samples.VEHICLES, at_ms, positions))
    assert (lane, at) == (samples.VEHICLES, at_ms)
    for sent, read in zip(positions, back, strict=True):
        assert (sent.number, sent.heading_deg, sent.speed_mps) == (read.number, read.heading_deg, read.speed_mps)
        assert (read.lon, read.lat) == pytest.approx((sent.lon, sent.lat), abs=1e-7)


@given(st.binary(max_size=60))
def test_a_torn_sample_frame_is_refused(data: bytes) -> None:
    try:
        samples.unpack(data)
    except ValueError:
        return
    assert data[1] == samples.VERSION


@pytest.mark.parametrize("code", ["310101002007014", "110101001002015"])
def test_legal_cell_codes(code: str) -> None:
    assert codes.cell_fault(code) is None


@pytest.mark.parametrize(
    "code",
    [
        "",
        "31010100200701",
        "3101010020070144",
        "010101002007014",
        "310101002007000",
        "31010100200701x",
        "３10101002007014",
    ],
)
def test_illegal_cell_codes(code: str) -> None:
    assert codes.cell_fault(code)


def test_a_component_code_is_division_class_and_sequence() -> None:
    assert codes.component_code("320582", "0102", 48188) == "3205820102048188"
    assert codes.component_fault("3205820102048188") is None
    assert codes.component_fault("3205820102000000")
    assert codes.component_fault("320582010204818")


def test_readers_leave_out_kinds_and_frames_they_do_not_know() -> None:
    event = Event(seq=4, name="case.reported", happened_at=NOW, recorded_at=NOW, upsert=(a_case(),))
    frame = protocol.encode(protocol.Fact(prev=3, event=event))
    strange = frame.replace(b'"kind":"case"', b'"kind":"drone"').replace(b'"prev":3', b'"prev":3,"later":1')
    read = protocol.decode_frame(strange)
    assert isinstance(read, protocol.Fact)
    assert (read.prev, read.event.seq, read.event.upsert) == (3, 4, ())
    assert protocol.decode_frame(b'{"type":"weather","wind":3}') is None
    with pytest.raises(msgspec.DecodeError):
        protocol.decode_frame(b"\xff\x00")
    snapshot = protocol.encode(Snapshot(seq=4, at=NOW, entities=(a_case(), a_case(id="8"))))
    assert (
        len(protocol.decode_snapshot(snapshot.replace(b'"kind":"case","id":"7"', b'"kind":"drone","id":"7"')).entities)
        == 1
    )


def test_apply_is_upsert_and_remove() -> None:
    live = live_of([a_case()])
    changed = a_case(state=CaseState.ACCEPTED, version=2)
    touched = apply(live, Event(seq=2, name="case.accepted", happened_at=NOW, recorded_at=NOW, upsert=(changed,)))
    assert touched == {"case"}
    assert live["case"]["7"] == changed


def test_every_kind_has_its_struct_and_every_refusal_its_status() -> None:
    assert set(ENTITY_TYPES) == set(KINDS)
    assert set(HTTP_STATUS) == set(Code)


def test_a_public_screen_gets_no_plate_house_number_name_or_address() -> None:
    public = Scope(view=View.PUBLIC)
    case = project(a_case(), public)
    assert isinstance(case, Case)
    assert (case.number, case.place) == ("", "长兴路")
    vehicle = project(Vehicle(id="1", number=7, name="环卫 07", plate="沪A12345", use="sanitation"), public)
    assert isinstance(vehicle, Vehicle)
    assert vehicle.plate == ""
    assert project(Person(id="1", name="王秀兰"), public) is None


def test_an_area_sees_its_own_cases_and_a_department_no_stream_addresses() -> None:
    assert project(a_case(), Scope(area_ids=("4",))) is None
    camera: AnyEntity = Camera(id="1", number=37, name="东门", main_url="rtsp://u:p@h/1")
    seen = project(camera, Scope(view=View.DEPARTMENT, department_id="9"))
    assert isinstance(seen, Camera)
    assert seen.main_url == ""


@pytest.mark.parametrize(
    ("place", "street"), [("长兴路 86 号", "长兴路"), ("人民公园南门", "人民公园南门"), ("55 弄口", ""), ("", "")]
)
def test_the_street_of_a_place_ends_before_the_first_digit(place: str, street: str) -> None:
    assert street_of(place) == street


def test_coordinates_out_of_range_name_their_field() -> None:
    point = b'"point":{"lon":181,"lat":2}'
    body = b'{"id":"abcdefgh","command":{"type":"report_case","class_code":"E0110","source":"hotline",' + point + b"}}"
    with pytest.raises(msgspec.ValidationError, match=r"command\.point\.lon"):
        msgspec.json.decode(body, type=Envelope)


def test_commands_survive_the_wire() -> None:
    command: AnyCommand = ReportCase(class_code="E0110", source=CaseSource.HOTLINE, point=Point(121.0, 31.0))
    sent = Envelope(id="abcdefgh", command=command)
    assert msgspec.json.decode(protocol.encode(sent), type=Envelope) == sent
