"""Words of the video patrol and its table as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from contract.patrol import PatrolRound

_BOM = b"\xef\xbb\xbf"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


translate = QCoreApplication.translate


def state_words(state: str) -> str:
    """How a round stands."""
    return {
        "coming": translate("patrol", "to come"),
        "running": translate("patrol", "running"),
        "whole": translate("patrol", "seen"),
        "partly": translate("patrol", "partly missed"),
        "missed": translate("patrol", "missed"),
    }.get(state, state)


def reason_words(reason: str) -> str:
    """Why a camera does not count as seen."""
    return {
        "not_looked": translate("patrol", "nobody looked"),
        "short": translate("patrol", "looked at too shortly"),
        "unattended": translate("patrol", "no key was pressed"),
        "suspect": translate("patrol", "the picture is doubted"),
        "recorded": translate("patrol", "a recording"),
        "not_found": translate("patrol", "no such stream"),
        "auth_failed": translate("patrol", "wrong password"),
    }.get(reason, translate("patrol", "no live picture"))


def mark_words(here: bool, state: str) -> str:
    """The sign before a camera that is not seen yet: `●` before the eyes, `○` to be seen, `✕` missed."""
    return "●" if here else "○" if state in ("running", "coming") else "✕"


def csv_of(
    rounds: Sequence[PatrolRound], camera: Callable[[str], str], person: Callable[[str], str], timezone: str
) -> bytes:
    """One line for each camera of each round, UTF-8 with its mark; harmless in a spreadsheet."""
    zone = ZoneInfo(timezone)
    out = io.StringIO()
    sheet = csv.writer(out)
    head = (
        translate("patrol", "plan"),
        translate("patrol", "begins"),
        translate("patrol", "ends"),
        translate("patrol", "round"),
        translate("patrol", "camera"),
        translate("patrol", "seen"),
        translate("patrol", "by"),
        translate("patrol", "from"),
        translate("patrol", "until"),
        translate("patrol", "why not"),
        translate("patrol", "cases of the round"),
    )
    sheet.writerow(head)
    for one in rounds:
        begins, ends = (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (one.begins_at, one.ends_at))
        first = (one.name, begins, ends, state_words(one.state))
        cases = str(len(one.case_ids))
        for seen in one.seen:
            since, until = (f"{at.astimezone(zone):%H:%M:%S}" for at in (seen.from_at, seen.until_at))
            row = (
                *first,
                camera(seen.camera_id),
                translate("patrol", "yes"),
                person(seen.person_id),
                since,
                until,
                "",
                cases,
            )
            sheet.writerow([_safe(text) for text in row])
        for missed in one.missed:
            row = (
                *first,
                camera(missed.camera_id),
                translate("patrol", "no"),
                "",
                "",
                "",
                reason_words(missed.reason),
                cases,
            )
            sheet.writerow([_safe(text) for text in row])
    return _BOM + out.getvalue().encode()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
