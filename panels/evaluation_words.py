"""Words of an evaluation: kinds of objects, levels of areas, periods."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from contract.periods import period_of


def object_name(of: str) -> str:
    """区域, 部门, 监督员, ..."""
    return {
        "area": QCoreApplication.translate("EvaluationWords", "Areas"),
        "department": QCoreApplication.translate("EvaluationWords", "Departments"),
        "supervisor": QCoreApplication.translate("EvaluationWords", "Inspectors"),
        "acceptor": QCoreApplication.translate("EvaluationWords", "Intake"),
        "shift_leader": QCoreApplication.translate("EvaluationWords", "Shift leaders"),
        "dispatcher": QCoreApplication.translate("EvaluationWords", "Dispatchers"),
    }.get(of, of)


def level_name(level: str) -> str:
    """责任网格, 社区, 街道, 区, 全市."""
    return {
        "grid": QCoreApplication.translate("EvaluationWords", "Grids"),
        "community": QCoreApplication.translate("EvaluationWords", "Communities"),
        "street": QCoreApplication.translate("EvaluationWords", "Streets"),
        "district": QCoreApplication.translate("EvaluationWords", "Districts"),
        "city": QCoreApplication.translate("EvaluationWords", "City"),
    }.get(level, level)


def period_name(label: str) -> str:
    """The label of a period with its kind."""
    kind = period_of(label).kind
    words = {
        "day": QCoreApplication.translate("EvaluationWords", "Day {label}"),
        "week": QCoreApplication.translate("EvaluationWords", "Week {label}"),
        "month": QCoreApplication.translate("EvaluationWords", "Month {label}"),
        "quarter": QCoreApplication.translate("EvaluationWords", "Quarter {label}"),
        "year": QCoreApplication.translate("EvaluationWords", "Year {label}"),
    }[kind]
    return words.format(label=label)
