"""The one QSS of the product, from the tokens. Controls carry a `role` property; nothing sets colours itself."""

from __future__ import annotations

from collections.abc import Mapping

_SHEET = """
QWidget {{ color: {tx-1}; font-size: {body}px; }}
QToolTip {{ background: {bg-3}; color: {tx-1}; border: 1px solid {line-2}; padding: 4px 6px; }}
#panel {{ background: {bg-1}; border: 1px solid {line-1}; border-radius: 3px; }}
#panel[focused="true"] {{ border: 1px solid {acc}; }}
#panel-header {{ background: {bg-2}; border: 0; border-top-left-radius: 3px; border-top-right-radius: 3px;
                 border-bottom: 1px solid {line-1}; }}
QFrame[role="rule"] {{ background: {line-1}; border: 0; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {title}px; font-weight: 500; }}
QLabel[role="strong"] {{ font-size: {strong}px; font-weight: 500; }}
QLabel[role="figure"] {{ font-size: {figure}px; font-weight: 500; }}
QLabel[role="second"] {{ color: {tx-2}; }}
QLabel[role="label"] {{ color: {tx-3}; font-size: {label}px; }}
QLabel[role="subtitle"] {{ color: {tx-2}; font-size: {label}px; }}
QLabel[role="caption"] {{ color: {tx-3}; font-size: {caption}px; }}
QLabel[role="unit"] {{ color: {tx-2}; font-size: {body}px; }}
QLabel[role="reason"] {{ color: {tx-2}; font-size: {label}px; }}
QLabel[role="fault"] {{ color: {tx-1}; background: {bg-3}; border-left: 3px solid {tx-2}; padding: 1px 6px;
                       font-size: {label}px; }}
QLabel[role="tag"] {{ color: {tx-2}; border: 1px solid {line-2}; border-radius: 2px; padding: 0 5px;
                      font-size: {caption}px; }}
#panel[stale="true"] QLabel[role="figure"], #panel[stale="true"] QLabel[role="strong"],
#panel[stale="true"] QLabel[role="value"] {{ color: {tx-2}; }}
QFrame[role="banner"] {{ background: {bg-3}; border: 0; border-left: 3px solid {tx-2}; }}
QFrame[role="card"] {{ background: {bg-1}; border: 0; }}
QFrame[role="plate"] {{ background: {bg-2}; border: 1px solid {line-1}; border-radius: 3px; }}
QFrame[role="onair"] {{ background: {bg-1}; border: 2px solid {air}; border-radius: 3px; }}
QLabel[role="onair"] {{ background: {air}; color: {air-on}; border-radius: 3px; padding: 2px 10px;
                        font-size: {title}px; font-weight: 500; }}
QLabel[role="badge"] {{ background: {bg-3}; color: {tx-1}; border: 1px solid {line-2}; border-radius: 2px;
                        padding: 1px 6px; font-size: {caption}px; }}
QPushButton {{ background: {bg-3}; color: {tx-1}; border: 1px solid {line-2}; border-radius: 3px; padding: 4px 12px; }}
QPushButton:hover {{ background: {bg-4}; }}
QPushButton:focus {{ border: 2px solid {acc}; }}
QPushButton:disabled {{ background: {bg-2}; color: {tx-off}; border: 1px solid {line-1}; }}
QPushButton[role="primary"] {{ background: {acc-fill}; color: {acc-tx}; border: 1px solid {acc}; }}
QPushButton[role="primary"]:disabled {{ background: {bg-2}; color: {tx-off}; border: 1px solid {line-1}; }}
QPushButton[role="chip"] {{ background: transparent; color: {tx-2}; padding: 1px 7px; font-size: {label}px;
                            min-height: {chip}px; max-height: {chip}px; }}
QPushButton[role="chip"]:hover {{ background: {bg-3}; }}
QPushButton[role="chip"]:checked {{ background: {acc-fill}; color: {acc-tx}; border: 1px solid {acc}; }}
QPushButton[role="flat"] {{ background: transparent; border: 1px solid {line-2}; padding: 2px 8px;
                            font-size: {label}px; }}
QLineEdit, QPlainTextEdit, QComboBox {{ background: {bg-0}; color: {tx-1}; border: 1px solid {line-2};
    border-radius: 3px; padding: 4px 8px; selection-background-color: {acc-fill}; selection-color: {acc-tx}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 2px solid {acc}; padding: 3px 7px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ background: {bg-2}; color: {tx-off};
    border: 1px solid {line-1}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QListWidget[wrong="true"] {{ border: 1px solid {tx-1}; }}
QLineEdit[wrong="true"]:focus, QPlainTextEdit[wrong="true"]:focus {{ border: 2px solid {acc}; padding: 3px 7px; }}
QComboBox QAbstractItemView {{ background: {bg-2}; border: 1px solid {line-2}; }}
QTableView, QListView, QTreeView {{ background: {bg-1}; border: 0; outline: 0; gridline-color: {line-1};
    selection-background-color: {acc-fill}; selection-color: {acc-tx}; }}
QListView::item {{ border-bottom: 1px solid {line-1}; padding: 4px 8px; }}
QListView::item:selected {{ background: {acc-fill}; color: {acc-tx}; }}
QListWidget[role="found"] {{ background: {bg-2}; border: 1px solid {line-2}; }}
QHeaderView {{ background: {bg-1}; border: 0; }}
QHeaderView::section {{ background: {bg-1}; color: {tx-3}; border: 0; border-bottom: 1px solid {line-1};
    padding: 0 6px; font-size: {label}px; font-weight: 400; }}
QHeaderView[role="names"]::section {{ color: {tx-1}; border-right: 1px solid {line-1}; padding: 0 12px;
    font-size: {body}px; }}
QTableCornerButton::section {{ background: {bg-1}; border: 0; }}
QScrollBar:vertical {{ background: {bg-1}; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {bg-4}; min-height: 28px; border-radius: 2px; margin: 1px 2px; }}
QScrollBar:horizontal {{ background: {bg-1}; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {bg-4}; min-width: 28px; border-radius: 2px; margin: 2px 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea {{ background: transparent; border: 0; }}
QPushButton[role="flat"]:checked {{ background: {acc-fill}; color: {acc-tx}; border: 1px solid {acc}; }}
QCheckBox {{ spacing: 6px; }}
QCheckBox::indicator {{ width: 12px; height: 12px; background: {bg-0}; border: 1px solid {line-2}; }}
QCheckBox::indicator:checked {{ background: {acc}; border: 1px solid {acc}; }}
QCheckBox::indicator:focus {{ border: 1px solid {acc}; }}
"""


def stylesheet(values: Mapping[str, str]) -> str:
    """The sheet with colours by token, letter heights by type role, and `chip` (height of a chip) filled in."""
    return _SHEET.format_map(dict(values))
