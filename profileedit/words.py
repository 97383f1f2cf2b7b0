"""What the editor says about tables, columns, faults and changes, in the language that is set."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from contract.profile_files.differing import RowChange
from contract.profile_files.faults import SENTENCES, Fault, worded
from contract.profile_files.schema import SETTINGS, Field
from contract.profile_files.settings import SETTINGS as KNOWN
from contract.profile_files.tables import BY_FILE, BY_NAME
from profileedit.values import shown


def said(text: str) -> str:
    """A title, an explanation or a sentence of the schema (`profileedit.schema_words`)."""
    return QCoreApplication.translate("Profile", text).replace("`", "") if text else ""


def table_title(name: str) -> str:
    """What a table is called."""
    return said(BY_NAME[name].title)


def fault_words(fault: Fault) -> str:
    """What is wrong, without the place. A code of a newer server comes in its own words."""
    params = dict(fault.params)
    if fault.code == "unknown" and params.get("table"):
        names = params["table"].split(" / ")
        params["table"] = " / ".join(table_title(one) if one in BY_NAME else one for one in names)
    return worded(said(SENTENCES[fault.code]), params) if fault.code in SENTENCES else fault.sentence


def fault_line(fault: Fault) -> str:
    """What is wrong and where: the table, the row from 1, the column."""
    table = BY_FILE.get(fault.file)
    where = [table_title(table.name) if table is not None else fault.file]
    if fault.line > 1:
        where.append(QCoreApplication.translate("ProfilePanel", "row {n}").format(n=fault.line - 1))
    if table is not None and fault.column in table.columns:
        where.append(said(table.fields[table.at(fault.column)].title))
    elif fault.column:
        where.append(fault.column)
    return f"{' · '.join(part for part in where if part)}: {fault_words(fault)}"


def change_line(change: RowChange) -> str:
    """A change in one line."""
    table = table_title(change.table)
    key = ", ".join(part for part in change.key if part)
    if change.kind == "moved":
        moved = QCoreApplication.translate("ProfilePanel", "rows in another order")
        return f"{table}: {moved}"
    cells = []
    fields = BY_NAME[change.table].fields
    titles = {one.name: said(one.title) for one in fields}
    kinds = {one.name: one.kind for one in fields}
    if change.table == SETTINGS and change.key[0] in KNOWN:
        kinds["value"] = KNOWN[change.key[0]].kind
    for cell in change.cells:
        before, after = (
            shown(kinds[cell.column], one) if cell.column in kinds else one for one in (cell.before, cell.after)
        )
        title = "" if change.table == SETTINGS else f"{titles.get(cell.column, cell.column)} "
        if change.kind == "changed":
            cells.append(f"{title}{_shown(before)} → {_shown(after)}")
        elif cell.column not in BY_NAME[change.table].key:
            cells.append(f"{title}{_shown(before or after)}")
    return f"{table} {key}: {'; '.join(cells)}" if cells else f"{table} {key}"


def column_help(column: Field) -> str:
    """What a column holds."""
    parts = [said(column.title), said(column.help), ", ".join(column.kind.choices)]
    return "\n".join(part for part in parts if part)


def setting_help(name: str) -> str:
    """What a setting means."""
    one = KNOWN.get(name)
    return said(one.help) if one is not None else ""


def _shown(text: str) -> str:
    return text or "∅"
