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
    }
    return shipped.get(name, title or name)


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
