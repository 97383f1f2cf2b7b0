"""The language of the seat, switchable while it runs: English is in the source, Chinese in assets/i18n/zh_CN.qm."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

log = logging.getLogger(__name__)


def assets() -> Path:
    """The folder `assets`, from source or in the bundle."""
    root = Path(getattr(sys, "_MEIPASS", "") or Path(__file__).resolve().parent.parent)
    return root / "assets"


class Languages(QObject):
    """Installs and removes translators; every widget hears of it by a LanguageChange event."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._installed: list[QTranslator] = []
        self.lang = "en"

    def use(self, lang: str) -> None:
        """Speak `zh` or `en` from now on."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed.clear()
        self.lang = lang
        if lang != "zh":
            QLocale.setDefault(QLocale(QLocale.Language.English))
            return
        QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        path = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for folder, name in ((path, "qtbase_zh_CN"), (str(assets() / "i18n"), "zh_CN")):
            translator = QTranslator(self)
            if translator.load(name, folder):
                QCoreApplication.installTranslator(translator)
                self._installed.append(translator)
            elif name == "zh_CN":
                log.warning("no Chinese translation in %s; python -m installers.translations makes it", folder)
