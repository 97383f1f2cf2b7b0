"""Why a camera gave no true picture, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from contract.outages import OutageReason as R

translate = QCoreApplication.translate


def reason_words(reason: R) -> str:
    """A few words; the tile itself says it at length."""
    words = {
        R.ADDRESS: translate("outage_words", "Address does not exist"),
        R.UNREACHABLE: translate("outage_words", "No way to the device"),
        R.REFUSED: translate("outage_words", "Port closed"),
        R.SILENT: translate("outage_words", "Device silent"),
        R.AUTH: translate("outage_words", "Password refused"),
        R.NOT_FOUND: translate("outage_words", "Stream does not exist"),
        R.TRANSPORT: translate("outage_words", "Transport refused"),
        R.NO_VIDEO: translate("outage_words", "No video stream"),
        R.NO_BYTES: translate("outage_words", "No bytes"),
        R.NO_KEY: translate("outage_words", "No key frame"),
        R.UNDECODABLE: translate("outage_words", "Cannot be decoded"),
        R.CLOSED: translate("outage_words", "Connection ended"),
        R.OTHER: translate("outage_words", "Fault"),
        R.BLANK: translate("outage_words", "One colour"),
        R.SAME: translate("outage_words", "Picture stands still"),
        R.LOOP: translate("outage_words", "Old recording"),
        R.TWIN: translate("outage_words", "Another camera's picture"),
        R.COVERED: translate("outage_words", "Lens covered"),
        R.BLURRED: translate("outage_words", "Out of focus"),
        R.JUMP: translate("outage_words", "Clock jumped"),
        R.FAST: translate("outage_words", "Clock runs fast"),
        R.DELAY: translate("outage_words", "Delay grows"),
    }
    return words[reason]
