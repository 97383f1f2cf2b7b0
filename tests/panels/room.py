"""A seat with a fixed clock and a small city, the one of the mock-ups, for panels that are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from backend_client.api import Api
from backend_client.link import Link, LinkState
from backend_client.store import Store
from contract.entities import (
    Alarm,
    AnyEntity,
    Area,
    Broadcast,
    BroadcastState,
    Camera,
    Case,
    CaseSource,
    CaseState,
    Department,
    Person,
    Point,
    Pole,
    PoleState,
    Receipt,
    Urgency,
)
from contract.entities import Link as Health
from contract.figures import CaseDetail, DayMinutes, DepartmentLoad, HourCount, KpiBoard, Rate, TrailEntry
from contract.profile import CityProfile, ClassName
from contract.protocol import Session
from contract.scope import Scope
from contract.snapshot import Snapshot
from panelkit.context import Context
from panelkit.selection import Selection
from panelkit.theme import Display, Mode, Theme

NOW = datetime(2026, 11, 21, 6, 2, 37, tzinfo=UTC)  # 14:02:37 in Shanghai
S, Q = CaseState, CaseSource
_CLASSES = (
    ("E0104", "暴露垃圾", "Exposed rubbish", "垃"),
    ("E0110", "占道经营", "Street vending", "占"),
    ("C0102", "井盖破损", "Broken manhole cover", "井"),
    ("E0205", "渣土遗撒", "Spilt muck", "渣"),
    ("C0301", "路灯不亮", "Street lamp out", "灯"),
    ("E0131", "机动车乱停放", "Illegal parking", "车"),
    ("E0140", "非法小广告", "Illegal small advertisement", "广"),
)
_BODIES = (
    ("环卫所", "Sanitation office"),
    ("执法三中队", "Enforcement squad 3"),
    ("市政中心", "Municipal works centre"),
    ("园林绿化所", "Parks office"),
    ("照明管理所", "Lighting office"),
)
_CASES: tuple[tuple[int, int, str, str, str, int, CaseState, CaseSource], ...] = (
    (-42, 97, "C0102", "解放路 211 号门前", "007021", 2, S.HANDLING, Q.INSPECTOR),
    (-11, 104, "E0205", "北新大道育才街口东 50 米", "003008", 1, S.HANDLING, Q.HOTLINE),
    (-3, 113, "E0110", "文化路 18 号地铁口", "011004", 1, S.DISPATCHED, Q.INSPECTOR),
    (6, 119, "C0102", "滨江路 402 号", "012017", 2, S.HANDLING, Q.DEVICE),
    (16, 128, "E0104", "长兴路 86 号农贸市场东门", "007014", 0, S.HANDLING, Q.INSPECTOR),
    (21, 121, "E0110", "双林路 55 弄口", "009002", 1, S.HANDLING, Q.VIDEO),
    (38, 125, "C0301", "和平街 9–31 号", "018006", 4, S.HANDLING, Q.INSPECTOR),
    (52, 130, "E0131", "育才街市三中门口", "015011", 1, S.DISPATCHED, Q.VIDEO),
    (65, 131, "E0140", "工农新村 3 号楼", "016003", 0, S.HANDLING, Q.INSPECTOR),
    (77, 126, "E0104", "人民公园南门", "008009", 3, S.HANDLING, Q.INSPECTOR),
    (106, 133, "C0102", "学府路 120 号", "010013", 2, S.FILED, Q.HOTLINE),
    (150, 134, "E0205", "兴业街 7 号工地", "022002", 1, S.FILED, Q.VIDEO),
    (170, 135, "E0104", "滨江步道北口", "012001", 0, S.FEEDBACK, Q.LEADER),
)


class StillLink(Link):
    """A link whose state and age are what the test says; nothing runs."""

    said_age_s = 0.4
    said_now = NOW

    def age_s(self) -> float:
        """As told."""
        return self.said_age_s

    def server_now(self) -> datetime:
        """As told."""
        return self.said_now

    def say(self, state: LinkState, age_s: float = 0.4) -> None:
        """Become that state."""
        self.state, self.said_age_s = state, age_s
        self.state_changed.emit(state)


def case(at: int, row: tuple[int, int, str, str, str, int, CaseState, CaseSource]) -> Case:
    """One row of the table above."""
    left, short, code, place, cell, body, state, source = row
    used = {-42: 1.2, 6: 0.95, 16: 0.87, 21: 0.82}.get(left, 0.5 if left > 0 else 1.1)
    whole = 120 if left > 0 else 60
    start = left - whole if left < 0 else -used / (1 - used) * left
    return Case(
        id=str(1000 + at),
        number=f"20261121-{short:06d}",
        short=short,
        class_code=code,
        state=state,
        source=source,
        reported_at=NOW - timedelta(minutes=110),
        place=place,
        point=None if short == 133 else Point(121.47 + at * 0.001, 31.23 + at * 0.0007),
        cell_code=f"310101002{cell}",
        area_id="71",
        department_id=str(50 + body) if state is not S.FILED else None,
        urgency=Urgency.URGENT if short == 119 else Urgency.NORMAL,
        clock_started_at=NOW + timedelta(minutes=start),
        deadline_at=NOW + timedelta(minutes=left, seconds=-10 if left < 0 else 20),
        rework=1 if short == 97 else 0,
        photos=2,
    )


def city(cases: int | None = None) -> tuple[AnyEntity, ...]:
    """Everything the panels of the mock-ups show; `cases` makes that many by repeating the table."""
    rows = [_CASES[at % len(_CASES)] for at in range(cases if cases is not None else len(_CASES))]
    made: list[AnyEntity] = [
        case(at, (row[0], row[1] + 100 * (at // len(_CASES)), *row[2:])) for at, row in enumerate(rows)
    ]
    for at, (name, english) in enumerate(_BODIES):
        made.append(Department(id=str(50 + at), code=f"D{at:02d}", name=name, name_en=english, short_name=name))
    made.append(Area(id="71", level="grid", code="310101002", name="长兴 03", name_en="Changxing 03"))
    made.append(Person(id="90", name="李敏", roles=("duty", "broadcaster")))
    for at, (number, name) in enumerate(((112, "市场内街"), (38, "长兴路青年街口"), (37, "长兴路市场东门"))):
        place = Point(121.4745 + at * 0.0004, 31.2331)
        health = Health.OFFLINE if number == 37 else Health.ONLINE
        azimuth = 315.0 if number == 112 else 90.0
        made.append(Camera(id=str(200 + at), number=number, name=name, point=place, azimuth_deg=azimuth, link=health))
    states = (PoleState.PLAYING, PoleState.BUSY, PoleState.ONLINE, PoleState.ONLINE, PoleState.OFFLINE)
    poles = ((12, "市场东门"), (13, "市场北口"), (14, "长兴路青年街"), (11, "人民公园东门"), (17, "长兴路文化路"))
    for at, ((number, name), state) in enumerate(zip(poles, states, strict=True)):
        place = Point(121.4742 + at * 0.0006, 31.2326)
        made.append(
            Pole(
                id=str(300 + at),
                number=number,
                name=name,
                point=place,
                state=state,
                answered_at=NOW - timedelta(seconds=8),
            )
        )
    made.append(
        Broadcast(
            id="400",
            state=BroadcastState.LIVE,
            by_person_id="90",
            clip="urge",
            text="市场东门的经营者，您已占用人行道，请在 10 分钟内撤离，谢谢配合。",
            pole_ids=("300", "301", "304"),
            receipts=(
                Receipt(pole_id="300", state=PoleState.PLAYING, connected_ms=130, sent_packets=700, heard_packets=690),
                Receipt(pole_id="301", state=PoleState.BUSY, reason="rejected_486"),
            ),
            started_at=NOW - timedelta(seconds=14),
        )
    )
    for at, (priority, code, params) in enumerate(
        (
            (2, "case_overdue", {"short": "97"}),
            (3, "camera_offline", {"number": "37"}),
            (1, "disk_full", {}),
            (3, "pole_offline", {"number": "17"}),
        )
    ):
        made.append(
            Alarm(
                id=str(500 + at),
                priority=priority,
                code=code,
                raised_at=NOW - timedelta(minutes=3 + 4 * at),
                about_kind={"case_overdue": "case", "camera_offline": "camera", "pole_offline": "pole"}.get(code, ""),
                about_id={"case_overdue": "1000", "camera_offline": "202", "pole_offline": "304"}.get(code, ""),
                params=params,
                acked_at=NOW - timedelta(minutes=2) if at == 3 else None,
                acked_by="90" if at == 3 else None,
            )
        )
    return tuple(made)


def profile() -> CityProfile:
    """The demo city's names."""
    return CityProfile(
        name="示例市",
        name_en="Sample City",
        division="310101",
        edition="test",
        timezone="Asia/Shanghai",
        bounds=(121.4, 31.2, 121.5, 31.3),
        classes=tuple(
            ClassName(
                code=code,
                name=name,
                name_en=english,
                major="市容环境" if code[0] == "E" else "公用设施",
                major_en="Appearance" if code[0] == "E" else "Utilities",
                glyph=glyph,
            )
            for code, name, english, glyph in _CLASSES
        ),
    )


def board() -> KpiBoard:
    """The figures of the mock-up."""
    reported, closed = (9, 14, 22, 27, 24, 19, 12), (6, 11, 17, 25, 26, 20, 10)
    rates = (96.0, 95.2, 94.9, 95.6, 94.1, 93.4, 94.0, 93.2, 92.6, 93.0)
    before = (94.0, 94.4, 94.2, 94.4, 94.0, 94.6, 94.5, 94.3, 94.6, 94.2)
    minutes = (62.0, 59.0, 70.0, 66.0, 54.0, 60.0, 49.0, 51.0, 46.0, 50.0, 46.0, 48.0, 44.0, 47.0)
    return KpiBoard(
        at=NOW - timedelta(seconds=2),
        seq=10,
        reported_today=127,
        closed_today=115,
        open=41,
        overdue=3,
        longest_overdue_min=42.0,
        on_time_rate=93.0,
        on_time_target=95.0,
        on_time_last_week=94.1,
        mean_handling_min=47.0,
        mean_handling_last_week=52.0,
        handling_limit_min=60.0,
        reported_last_week=134,
        by_hour=tuple(
            HourCount(hour=8 + at, reported=r, closed=c) for at, (r, c) in enumerate(zip(reported, closed, strict=True))
        ),
        on_time_by_hour=tuple(Rate(label=str(5 + at), value=value) for at, value in enumerate(rates)),
        on_time_by_hour_last_week=tuple(Rate(label=str(5 + at), value=value) for at, value in enumerate(before)),
        by_department=tuple(
            DepartmentLoad(department_id=str(50 + at), open=open_, overdue=late)
            for at, (open_, late) in enumerate(((14, 0), (9, 2), (8, 1), (5, 0), (3, 0)))
        ),
        handling_by_day=tuple(
            DayMinutes(day=date(2026, 11, 7) + timedelta(days=at), minutes=value) for at, value in enumerate(minutes)
        ),
    )


def detail(of: Case) -> CaseDetail:
    """A trail as in the mock-up."""
    names = (
        ("case.reported", "王秀兰", "照片 2 张"),
        ("case.accepted", "李敏", "查重无重复"),
        ("case.filed", "陈建国", "限 2 工作时"),
        ("case.dispatched", "张伟", ""),
        ("case.signed", "刘强", ""),
        ("case.handling_started", "刘强", "环卫 07 车出发"),
    )
    entries = tuple(
        TrailEntry(
            seq=at + 1,
            name=name,
            happened_at=NOW - timedelta(minutes=107 - 12 * at),
            recorded_at=NOW - timedelta(minutes=107 - 12 * at),
            actor_name=who,
            opinion=words,
            params={"department_id": "50"} if name == "case.dispatched" else {},
        )
        for at, (name, who, words) in enumerate(names)
    )
    return CaseDetail(case=of, description="东门垃圾约 1.5 m³ 落地，占半幅人行道", trail=entries)


@dataclass
class Seat:
    """A context and what must be closed after it."""

    context: Context
    store: Store
    link: StillLink
    api: Api

    def close(self) -> None:
        """No thread stays."""
        self.api.close()


def seat(
    mode: Mode = "dark",
    display: Display = "desk",
    lang: str = "zh",
    roles: tuple[str, ...] = ("duty", "shift_leader", "dispatcher", "broadcaster"),
    entities: tuple[AnyEntity, ...] | None = None,
    base_url: str = "http://127.0.0.1:9",
) -> Seat:
    """A seat on the small city; its server is nobody unless `base_url` says so."""
    api, store = Api(base_url), Store()
    link = StillLink(api, store)
    store.load(Snapshot(seq=10, at=NOW, entities=city() if entities is None else entities))
    link.state = LinkState.CURRENT
    api.adopt(
        Session(token="t", expires_at=NOW + timedelta(hours=8), person_id="90", name="李敏", roles=roles, scope=Scope())
    )
    theme = Theme(mode, display)
    context = Context(store, link, api, Selection(), profile(), theme, display, lang)
    return Seat(context, store, link, api)
