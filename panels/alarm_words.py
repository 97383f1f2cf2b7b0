"""Alarms in words: what is wrong, and about what. Codes are the server's; an unknown one is shown as it is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from contract.entities import Alarm, Camera, Case, Pole, Unit, Vehicle
from panelkit import format as fmt
from panelkit.context import Context


def _tr(text: str) -> str:
    return QCoreApplication.translate("alarm_words", text)


def alarm_text(alarm: Alarm) -> str:
    """One line; parameters of the alarm fill the gaps."""
    known = {
        "case_overdue": _tr("Case overdue"),
        "case_urgent": _tr("Urgent case"),
        "camera_offline": _tr("Camera offline"),
        "camera_fault": _tr("Camera fault"),
        "pole_offline": _tr("Pole does not answer"),
        "pole_fault": _tr("Pole fault"),
        "vehicle_offline": _tr("Vehicle offline"),
        "unit_offline": _tr("Unit offline"),
        "gateway_lost": _tr("Broadcast gateway lost"),
        "disk_full": _tr("Server disk full"),
        "disk_low": _tr("Server disk nearly full"),
        "import_failed": _tr("Import failed"),
        "sos": _tr("Call for help"),
        "manhole_open": _tr("Manhole cover open"),
        "water_level": _tr("Water level high"),
    }
    return known.get(alarm.code, alarm.code.replace("_", " "))


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
