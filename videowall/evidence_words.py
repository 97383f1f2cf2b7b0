"""Why nothing is kept, and why nothing could be taken, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from videowall.orders import Lack
from videowall.ring_files import RingFault

translate = QCoreApplication.translate


def lack_words(lack: Lack) -> str:
    """Why there is no evidence."""
    match lack:
        case Lack.NOTHING:
            return translate("Evidence", "Nothing was taken: nothing is kept of that time")
        case Lack.CODEC:
            return translate("Evidence", "Nothing was taken: this camera's codec cannot be cut")
        case Lack.FULL:
            return translate("Evidence", "Nothing was taken: the disk is full")
        case _:
            return translate("Evidence", "Nothing was taken: the folder for evidence cannot be written")


def fault_words(fault: RingFault) -> str:
    """Why nothing, or not everything, is kept; empty while all is well."""
    match fault:
        case RingFault.NONE:
            return ""
        case RingFault.FULL:
            return translate("Evidence", "no replay: the disk is full")
        case RingFault.UNWRITABLE:
            return translate("Evidence", "no replay: its folder cannot be written")
        case RingFault.SLOW:
            return translate("Evidence", "replay with gaps: the disk is too slow")
        case _:
            return translate("Evidence", "no replay: the disk has an error")
