"""Names that the room gives to scenes and days. English here; Chinese by translation."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication


def scene_title(name: str, title: str = "") -> str:
    """The name of a shipped scene in the language set; others say their own title or name."""
    shipped = {
        "duty": QCoreApplication.translate("Room", "Duty"),
        "video": QCoreApplication.translate("Room", "Video"),
        "broadcast": QCoreApplication.translate("Room", "Broadcast"),
        "leader": QCoreApplication.translate("Room", "Leader"),
        "kiosk": QCoreApplication.translate("Room", "Meeting room"),
        "evaluation": QCoreApplication.translate("Room", "Evaluation"),
        "health": QCoreApplication.translate("Room", "Health of the cameras"),
        "patrol": QCoreApplication.translate("Room", "Patrol"),
        "work": QCoreApplication.translate("Room", "Cases"),
        "figures": QCoreApplication.translate("Room", "Figures"),
        "report": QCoreApplication.translate("Room", "Report"),
        "hotline": QCoreApplication.translate("Room", "Call"),
        "profile": QCoreApplication.translate("Room", "City profile"),
        "callbacks": QCoreApplication.translate("Room", "Call-backs"),
    }
    return shipped.get(name, title or name)


def post_title(name: str) -> str:
    """The name of a seat by its `--seat` word."""
    titles = {
        "intake": QCoreApplication.translate("Room", "Intake seat"),
        "leader": QCoreApplication.translate("Room", "Shift leader's seat"),
        "dispatch": QCoreApplication.translate("Room", "Dispatcher's seat"),
        "department": QCoreApplication.translate("Room", "Department terminal"),
        "district": QCoreApplication.translate("Room", "District terminal"),
        "inspector": QCoreApplication.translate("Room", "Inspector's desk"),
        "admin": QCoreApplication.translate("Room", "Administrator's seat"),
    }
    return titles.get(name, name)


def weekday(moment: datetime) -> str:
    """星期六 | Saturday."""
    names = (
        QCoreApplication.translate("Room", "Monday"),
        QCoreApplication.translate("Room", "Tuesday"),
        QCoreApplication.translate("Room", "Wednesday"),
        QCoreApplication.translate("Room", "Thursday"),
        QCoreApplication.translate("Room", "Friday"),
        QCoreApplication.translate("Room", "Saturday"),
        QCoreApplication.translate("Room", "Sunday"),
    )
    return names[moment.weekday()]
