"""The files of cases out of a folder: found, looked at by their content, attached; missing and wrong ones are told."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import select

from backend.imports.cases import BadRow
from backend.imports.takeover.desk import Desk
from backend.imports.takeover.mapping import AttachmentsOf, Fields, inside
from backend.services.attachments import Found, attach
from backend.services.filestore import FileStore
from backend.services.received import look, most_bytes
from backend.settings import Files
from backend.tables import cases
from backend.transaction import Transaction
from contract.attachments import AttachmentKind
from contract.errors import Code, Refused
from contract.takeover import Filed

_BLOCK = 1 << 20


def bring_files(desk: Desk, store: FileStore, limits: Files) -> None:
    """The table of attachments and the files it names."""
    table = desk.open("attachments")
    if table is None:
        return
    assert isinstance(table.of, AttachmentsOf)
    fields, listed = Fields(table.of, table.columns), set[Path]()
    folder = desk.folder / table.of.folder
    numbers = {one.old: one.case_id for one in desk.ledger.numbers}
    for line, row in desk.rows(table):
        key, name = fields.raw("case", row), fields.raw("file", row)
        try:
            path = inside(folder, name)
            if path is not None:
                listed.add(path)
            result = _bring(desk, store, limits, key in numbers, key, fields, row, path)
            desk.ledger.files.append(Filed(line=line, case=key, file=name, result=result))
            fresh = result == "taken"
            desk.count("attachments", accepted=int(fresh), unchanged=int(not fresh))
            desk.ground.report.count(accepted=int(fresh), unchanged=int(not fresh))
        except BadRow as bad:
            result = bad.field if bad.field in ("missing", "wrong_hash") else "refused"
            desk.ledger.files.append(Filed(line=line, case=key, file=name, result=result, reason=bad.reason))
            desk.refuse("attachments", line, key, BadRow("file", bad.reason))
    for path in sorted(one for one in folder.rglob("*") if one.is_file() and one not in listed):
        name = path.relative_to(folder).as_posix()
        desk.ledger.files.append(Filed(line=0, case="", file=name, result="not_listed"))


def _bring(
    desk: Desk,
    store: FileStore,
    limits: Files,
    came: bool,
    key: str,
    fields: Fields,
    row: list[str],
    path: Path | None,
) -> str:
    """`taken` or `unchanged`. BadRow: missing, wrong_hash, or the reason it is refused for."""
    if not came:
        raise BadRow("case", "this case did not come in")
    if path is None or not path.is_file() or path.is_symlink():
        raise BadRow("missing", "there is no such file")
    of = desk.tables["attachments"].of
    said = fields.text("kind", row) or getattr(of, "kind", "document")
    if said not in list(AttachmentKind):
        raise BadRow("kind", f"{said[:40]!r} is not one of {', '.join(AttachmentKind)}")
    kind = AttachmentKind(said)
    if path.stat().st_size > most_bytes(kind, limits):
        raise BadRow("file", f"larger than {most_bytes(kind, limits):,} bytes")
    if path.stat().st_size == 0:
        raise BadRow("file", "the file is empty")
    incoming = store.incoming()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                incoming.write(block)
        wanted = fields.text("sha256", row).lower()
        if wanted and wanted != incoming.sha256:
            raise BadRow("wrong_hash", f"its SHA-256 is {incoming.sha256}, the table says {wanted[:64]}")
        try:
            found = look(store, incoming, kind, fields.text("name", row) or path.name, limits, keep=not desk.dry)
            return "taken" if desk.dry or _attached(desk, key, found) else "unchanged"
        except Refused as refused:
            raise BadRow("file", refused.problem.reason) from None
    finally:
        incoming.drop()


def _attached(desk: Desk, key: str, found: Found) -> bool:
    """Whether it is new. Refused."""

    def work(tx: Transaction) -> bool:
        query = select(cases.c.id).where(cases.c.import_key == f"{desk.mapping.name}:{key}")
        case_id = tx.connection.execute(query).scalar_one()
        try:
            outcome = attach(tx, case_id, found, desk.ground.actor, tx.now)
        except Refused as refused:
            if refused.problem.code is Code.DUPLICATE:
                return False
            raise
        told = {**outcome.params, "import": desk.ground.report.id}
        tx.record(replace(outcome, params=told), desk.ground.actor)
        return True

    return desk.ground.write(work)
