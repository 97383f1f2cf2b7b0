"""The tables of a profile folder, each column in its one place.

From here come the checks of a folder, the page docs/profile-folder.md, the templates and the table editor of the wall.
"""

from __future__ import annotations

from typing import get_args

from contract.entities import CaseState
from contract.evaluation import Object
from contract.lifecycle import COMMANDS, Role
from contract.limits import ASIDE, GRADES, PAUSES
from contract.profile_files.cells import (
    CLASS,
    CLASS_PART,
    CODE,
    COLOUR,
    NAME,
    NUMERAL,
    Choice,
    Day,
    Listed,
    Number,
    Span,
    Steps,
    Thresholds,
    Words,
    YesNo,
)
from contract.profile_files.schema import SETTINGS, Field, Table

URGENCIES = ("normal", "urgent", "major")
OBJECTS: tuple[str, ...] = get_args(Object)
_ROLES = tuple(str(role) for role in Role)
_GRADE = Field("grade", Choice(GRADES), "Grade", help="management level of the cell; empty: any")
_URGENCY = Field("urgency", Choice(URGENCIES), "Urgency", help="empty: any")
_NAME = Field("name", Words(), "Name", needed=True)
_NAME_EN = Field("name_en", Words(), "English name")
_LIMIT = Field("limit", Span(), "Limit", needed=True)
_OF = Field("of", CODE, "Of", needed=True, refers=("classes", "conditions"), help="a class or a filing condition")
_LIMITS = (
    Field("limit", Span(), "Limit", help="how long a department has, in cells of any grade"),
    *(Field(f"limit_{one.lower()}", Span(), f"Limit {one}", help=f"in cells of grade {one}") for one in GRADES),
)

TABLES: tuple[Table, ...] = (
    Table(
        SETTINGS,
        "Settings",
        "Single values: the city, its working time, its habits.",
        (
            Field("name", Words(80), "Setting", needed=True),
            Field("value", Words(2000), "Value"),
        ),
        ("name",),
        500,
    ),
    Table(
        "departments",
        "Departments",
        "Bodies that handle cases (专业部门).",
        (
            Field("code", CODE, "Code", needed=True),
            _NAME,
            _NAME_EN,
            Field("short_name", Words(), "Short name"),
            Field("parent_code", CODE, "Part of", refers=("departments",)),
        ),
        ("code",),
        optional=True,
    ),
    Table(
        "people",
        "People",
        "Who acts here. Accounts, passwords and their rights are the security officer's and not part of a profile.",
        (
            Field("id", NUMERAL, "Number", help="the server's; empty: found by name, department and area, or new"),
            _NAME,
            Field("roles", Listed(Choice(_ROLES)), "Posts"),
            Field("department_code", CODE, "Department", refers=("departments",)),
            Field("area_code", CODE, "Area", help="of a responsibility grid, community, street or district"),
        ),
        ("id", "name", "department_code", "area_code"),
        100_000,
        optional=True,
    ),
    Table(
        "classes",
        "Classes",
        "Minor classes (小类) of components (C) and events (E).",
        (
            Field("code", CLASS, "Code", needed=True),
            Field("name", Words(), "Name", help="needed unless the code is reserved"),
            _NAME_EN,
            Field("major", Words(), "Major class", needed=True),
            Field("major_en", Words(), "Major class (English)"),
            Field("glyph", Words(1), "Glyph", help="the one character in the map's disc"),
            Field("edition", Words(60), "Edition", help="of the class list; empty: the profile's"),
            Field(
                "status",
                Choice(("standard", "extension", "reserved")),
                "Status",
                needed=True,
                help="`reserved`: a code of the list whose name nobody knows yet; no case can have it",
            ),
            *_LIMITS,
        ),
        ("code",),
        ordered=True,
    ),
    Table(
        "conditions",
        "Filing conditions",
        "What must be the matter for a case to be filed (立案条件), and what ends it (结案条件).",
        (
            Field("id", CODE, "Code", needed=True),
            Field("class_code", CLASS, "Class", needed=True, refers=("classes",)),
            Field("triggers", Listed(Words()), "Triggers", needed=True),
            Field("triggers_en", Listed(Words()), "Triggers (English)"),
            Field("thresholds", Thresholds(), "Thresholds", help="`&`: and, `|`: or"),
            *_LIMITS,
            Field("severity", Choice(URGENCIES), "Severity", needed=True),
            Field("closing", Listed(Words()), "Closing"),
            Field("closing_en", Listed(Words()), "Closing (English)"),
            Field("note", Words(1000), "Note"),
        ),
        ("id",),
        ordered=True,
    ),
    Table(
        "limits",
        "Further limits",
        "Handling limits of a class or condition for an urgency; the others stand in their own rows.",
        (_OF, _GRADE, Field("urgency", Choice(URGENCIES), "Urgency", needed=True), _LIMIT),
        ("of", "grade", "urgency"),
    ),
    Table(
        "milestones",
        "Milestones",
        "Several deadlines in a row (stop the work, fine, demolish) of one handling limit; the last is its end.",
        (
            _OF,
            _GRADE,
            _URGENCY,
            Field("number", Number(1, 100, whole=True), "Number", needed=True),
            _NAME,
            _NAME_EN,
            _LIMIT,
            Field("after_previous", YesNo(), "After the one before", help="else counted from the dispatch"),
        ),
        ("of", "grade", "urgency", "number"),
    ),
    Table(
        "step_limits",
        "Step limits",
        "How long one post may take for one step: a state and the way out of it, or a clock beside it.",
        (
            Field("step", Choice((*(str(one) for one in CaseState), *ASIDE)), "Step", needed=True),
            Field("post", Choice(_ROLES), "Post", help="empty: whoever it is"),
            _URGENCY,
            _GRADE,
            _LIMIT,
        ),
        ("step", "post", "urgency", "grade"),
        ordered=True,
    ),
    Table(
        "pauses",
        "Pauses",
        "For which reasons the handling clock stands still. A reason without a row does not stop it.",
        (
            Field("reason", Choice(PAUSES), "Reason", needed=True),
            Field("maximum", Span(), "At most", help="of one pause; after it the clock runs again"),
            Field(
                "times",
                Number(0, 1000, whole=True),
                "Times",
                help="how often for one case; empty: any",
            ),
        ),
        ("reason",),
        ordered=True,
    ),
    Table(
        "ladder",
        "Escalation",
        "Who is alarmed after how many minutes about a case that nobody takes up.",
        (
            Field("post", Choice(("person", *_ROLES)), "Post", needed=True, help="`person`: whose turn it is"),
            Field("after_min", Number(0, 100_000), "After minutes", needed=True),
        ),
        ("post", "after_min"),
        100,
        ordered=True,
    ),
    Table(
        "orders",
        "Orders of 12345",
        "Clocks of an order of the citizens' hotline, beside ours and counted from its receipt.",
        (
            _URGENCY,
            Field("sign", Span(), "Sign for"),
            Field("send_back", Span(), "Send back"),
            Field("answer", Span(), "Answer"),
        ),
        ("urgency",),
        ordered=True,
    ),
    Table(
        "calendar",
        "Calendar",
        "Days off, and weekends that are worked in exchange.",
        (
            Field("day", Day(), "Day", needed=True),
            Field("kind", Choice(("holiday", "workday")), "Kind", needed=True),
            Field("name", Words(), "Name"),
            _NAME_EN,
        ),
        ("day",),
    ),
    Table(
        "responsibility",
        "Responsibility",
        "Who owns a class in an area (权属). The most particular row holds: class before major class before area.",
        (
            Field("class_code", CLASS_PART, "Class", help="a class, a major class `C01`, `C`, `E`; empty: every class"),
            Field("area_code", CODE, "Area", help="empty: everywhere"),
            Field("department_code", CODE, "Department", needed=True, refers=("departments",)),
        ),
        ("class_code", "area_code"),
        ordered=True,
    ),
    Table(
        "phrases",
        "Phrases",
        "Sentences that are said often (常用语), offered with a command.",
        (
            Field("command", Choice(tuple(sorted(("report_case", *COMMANDS)))), "Command", needed=True),
            Field("text", Words(500), "Text", needed=True),
            Field("text_en", Words(500), "English text"),
        ),
        ("command", "text"),
        ordered=True,
    ),
    Table(
        "indicators",
        "Indicators",
        "What is judged, by which formula and with which weight. The weights of an object are all 0 or sum to 1.",
        (
            Field("object", Choice(OBJECTS), "Object", needed=True),
            Field("code", NAME, "Code", needed=True),
            _NAME,
            _NAME_EN,
            Field("formula", Words(400), "Formula", needed=True),
            Field("unit", Choice(("count", "percent", "minute", "times")), "Unit", needed=True),
            Field("better", Choice(("higher", "lower")), "Better"),
            Field("weight", Number(0, 1), "Weight", help="empty: 0, shown and not scored"),
            Field("steps", Steps(), "Score steps"),
            Field("score", Words(400), "Score", help="a formula of `x`, where there are no steps"),
            Field("confidence", Choice(("F", "G", "U", "own")), "Confidence"),
            Field("note", Words(), "Note"),
        ),
        ("object", "code"),
        ordered=True,
    ),
    Table(
        "grades",
        "Grades",
        "Classes of scores (等级), best first.",
        (
            Field("code", Words(8), "Code", needed=True),
            Field("from_score", Number(0, 100), "From score", needed=True),
            Field("colour", COLOUR, "Colour", needed=True),
            Field("name", Words(), "Name"),
            _NAME_EN,
        ),
        ("code",),
        100,
        ordered=True,
    ),
)
BY_NAME: dict[str, Table] = {one.name: one for one in TABLES}
BY_FILE: dict[str, Table] = {one.file: one for one in TABLES}
