"""Alarms in words: what is wrong, and about what. Codes are the server's; an unknown one is shown as it is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from contract.entities import Alarm, Camera, Case, Pole, Unit, Vehicle
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.words import role_name

translate = QCoreApplication.translate


def alarm_text(alarm: Alarm) -> str:
    """One line; of an alarm that has climbed also to whom."""
    known = {
        "case_overdue": translate("alarm_words", "Case overdue"),
        "case_urgent": translate("alarm_words", "Urgent case"),
        "camera_offline": translate("alarm_words", "Camera offline"),
        "camera_fault": translate("alarm_words", "Camera fault"),
        "pole_offline": translate("alarm_words", "Pole does not answer"),
        "pole_fault": translate("alarm_words", "Pole fault"),
        "vehicle_offline": translate("alarm_words", "Vehicle offline"),
        "unit_offline": translate("alarm_words", "Unit offline"),
        "gateway_lost": translate("alarm_words", "Broadcast gateway lost"),
        "disk_full": translate("alarm_words", "Server disk full"),
        "disk_low": translate("alarm_words", "Server disk nearly full"),
        "account_locked": translate("alarm_words", "Log-in locked after failed tries"),
        "figures_wrong": translate("alarm_words", "Figures were wrong"),
        "heads_file_away": translate("alarm_words", "Evidence file cannot be written"),
        "heads_url_away": translate("alarm_words", "Evidence address does not answer"),
        "import_failed": translate("alarm_words", "Import failed"),
        "sos": translate("alarm_words", "Call for help"),
        "manhole_open": translate("alarm_words", "Manhole cover open"),
        "water_level": translate("alarm_words", "Water level high"),
    }
    text = known.get(alarm.code, alarm.code.replace("_", " "))
    post = alarm.params.get("post", "") if alarm.params.get("rung", "1") != "1" else ""
    return f"{text} · {role_name(post)}" if post else text


def alarm_about(context: Context, alarm: Alarm) -> str:
    """The thing it is about: `097 井盖破损`, `37 长兴路市场东门`."""
    store = context.store
    if alarm.about_kind == "case":
        case = store.of(Case, alarm.about_id)
        if case is not None:
            return f"{fmt.short(case.short)} {context.class_name(case.class_code)}"
    for struct in (Camera, Pole, Vehicle, Unit):
        if alarm.about_kind == struct.__struct_config__.tag:
            thing = store.get(alarm.about_kind, alarm.about_id)  # type: ignore[arg-type]  # checked just above
            if isinstance(thing, Camera | Pole | Vehicle | Unit):
                return f"{thing.number} {thing.name}".strip()
    return " ".join(alarm.params.values())
