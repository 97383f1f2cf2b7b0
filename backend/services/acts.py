"""The table of commands: which service does each, and whose act it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec

from backend.door import read_id
from backend.outcome import Actor, Outcome
from backend.records import whole_ms
from backend.replies import CommandJob
from backend.services import (
    alarms,
    case_applications,
    case_dispatch,
    case_ends,
    case_handling,
    case_kin,
    case_orders,
    case_voices,
    cases,
    devices,
    places,
    presets,
    scenes,
)
from backend.services.personal import FIELDS, Vault, check_spoken, check_words
from backend.transaction import Transaction
from contract import commands as c
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.personal import Caller

AHEAD = timedelta(minutes=1)
BACK = timedelta(days=30)
_SPOKEN = ("opinion", "description", "place")
YEARS = range(1990, 2201)
"""Of any time in a command; near the ends of the calendar a change of zone leaves it."""
Service = Callable[[Transaction, Any, Actor, datetime], Outcome]

_HALL = frozenset({Role.ADMIN, Role.DUTY, Role.SHIFT_LEADER})
_SEEN = _HALL | {Role.DISPATCHER, Role.INTAKE, Role.BROADCASTER, Role.SECURITY}
_BY_LIFECYCLE: frozenset[Role] | None = None  # `contract.lifecycle` decides, by the state of the case

TABLE: dict[type[c.Command], tuple[Service, frozenset[Role] | None]] = {
    c.ReportCase: (cases.report_case, cases.REPORTERS),
    c.ConfirmCase: (cases.confirm_case, _BY_LIFECYCLE),
    c.AcceptCase: (cases.accept_case, _BY_LIFECYCLE),
    c.RefuseCase: (cases.refuse_case, _BY_LIFECYCLE),
    c.AuditSelfHandled: (cases.audit_self_handled, _BY_LIFECYCLE),
    c.AskOrderReturn: (case_orders.ask_order_return, _BY_LIFECYCLE),
    c.DecideOrderReturn: (case_orders.decide_order_return, _BY_LIFECYCLE),
    c.AmendCase: (cases.amend_case, _BY_LIFECYCLE),
    c.RequestVerification: (cases.request_verification, _BY_LIFECYCLE),
    c.AnswerVerification: (cases.answer_verification, _BY_LIFECYCLE),
    c.FileCase: (cases.file_case, _BY_LIFECYCLE),
    c.DeclineCase: (cases.decline_case, _BY_LIFECYCLE),
    c.SendBack: (cases.send_back, _BY_LIFECYCLE),
    c.DispatchCase: (case_dispatch.dispatch_case, _BY_LIFECYCLE),
    c.EntrustCase: (case_dispatch.entrust_case, _BY_LIFECYCLE),
    c.DispatchUnit: (case_dispatch.dispatch_unit, _BY_LIFECYCLE),
    c.RedispatchCase: (case_dispatch.redispatch_case, _BY_LIFECYCLE),
    c.HandOverCase: (case_dispatch.hand_over_case, _BY_LIFECYCLE),
    c.SignCase: (case_handling.sign_case, _BY_LIFECYCLE),
    c.Depart: (case_handling.depart, _BY_LIFECYCLE),
    c.Arrive: (case_handling.arrive, _BY_LIFECYCLE),
    c.StartHandling: (case_handling.start_handling, _BY_LIFECYCLE),
    c.PassMilestone: (case_handling.pass_milestone, _BY_LIFECYCLE),
    c.FeedBack: (case_handling.feed_back, _BY_LIFECYCLE),
    c.AskReturn: (case_applications.ask_return, _BY_LIFECYCLE),
    c.DecideReturn: (case_applications.decide_return, _BY_LIFECYCLE),
    c.AskExtension: (case_applications.ask_extension, _BY_LIFECYCLE),
    c.DecideExtension: (case_applications.decide_extension, _BY_LIFECYCLE),
    c.AskSuspension: (case_applications.ask_suspension, _BY_LIFECYCLE),
    c.DecideSuspension: (case_applications.decide_suspension, _BY_LIFECYCLE),
    c.ResumeCase: (case_applications.resume_case, _BY_LIFECYCLE),
    c.MarkShirking: (case_applications.mark_shirking, _BY_LIFECYCLE),
    c.RequestCheck: (cases.request_check, _BY_LIFECYCLE),
    c.CheckCase: (case_ends.check_case, _BY_LIFECYCLE),
    c.CloseCase: (case_ends.close_case, _BY_LIFECYCLE),
    c.ArchiveCase: (case_ends.archive_case, _BY_LIFECYCLE),
    c.ReopenCase: (case_ends.reopen_case, _BY_LIFECYCLE),
    c.AppealCase: (case_ends.appeal_case, _BY_LIFECYCLE),
    c.DecideAppeal: (case_ends.decide_appeal, _BY_LIFECYCLE),
    c.VoidCase: (cases.void_case, _BY_LIFECYCLE),
    c.MergeCase: (case_kin.merge_case, _BY_LIFECYCLE),
    c.SplitCase: (case_kin.split_case, _BY_LIFECYCLE),
    c.AdoptCase: (case_kin.adopt_case, _BY_LIFECYCLE),
    c.UrgeCase: (case_voices.urge_case, _BY_LIFECYCLE),
    c.SuperviseCase: (case_voices.supervise_case, _BY_LIFECYCLE),
    c.ReplySupervision: (case_voices.reply_supervision, _BY_LIFECYCLE),
    c.Instruct: (case_voices.instruct, _BY_LIFECYCLE),
    c.SignInstruction: (case_voices.sign_instruction, _BY_LIFECYCLE),
    c.AnswerInstruction: (case_voices.answer_instruction, _BY_LIFECYCLE),
    c.ReplyCaller: (case_voices.reply_caller, _BY_LIFECYCLE),
    c.RevisitCaller: (case_voices.revisit_caller, _BY_LIFECYCLE),
    c.AcknowledgeAlarm: (alarms.acknowledge_alarm, _SEEN),
    c.RaiseAlarm: (alarms.raise_alarm, _HALL | {Role.DEVICE}),
    c.ClearAlarm: (alarms.clear_alarm, _HALL | {Role.DEVICE}),
    c.SaveScene: (scenes.save_scene, _HALL),
    c.ShowScene: (scenes.show_scene, _HALL | {Role.LEADER}),
    c.ArrangeWall: (presets.arrange_wall, _HALL | {Role.LEADER}),
    c.SavePreset: (presets.save_preset, _HALL),
    c.CallPreset: (presets.call_preset, _HALL | {Role.LEADER}),
    c.RemovePreset: (presets.remove_preset, _HALL),
    c.SaveDepartment: (places.save_department, frozenset({Role.ADMIN})),
    c.SaveArea: (places.save_area, frozenset({Role.ADMIN})),
    c.SaveCamera: (devices.save_camera, frozenset({Role.ADMIN})),
    c.SavePole: (devices.save_pole, frozenset({Role.ADMIN})),
    c.ReportPole: (devices.report_pole, frozenset({Role.ADMIN, Role.DEVICE})),
    c.ReportLink: (devices.report_link, _HALL | {Role.DEVICE}),
    c.RecordBroadcast: (devices.record_broadcast, frozenset({Role.ADMIN, Role.DEVICE})),
}


def roles_of(kind: type[c.Command]) -> frozenset[Role] | None:
    """Who may send this command; None where the life cycle's table says it by state."""
    return TABLE[kind][1]


def job_of(envelope: c.Envelope, by: Actor, vault: Vault | None = None) -> CommandJob:
    """The writer's job for a command. Refused at once for what needs no database to be wrong."""
    command, caller = _apart(envelope.command)
    service, roles = TABLE[type(command)]
    if roles is not None and not roles & by.roles_as_posts:
        raise Refused(
            Code.WRONG_ROLE, field="$.command.type", reason="not an act of your post", roles=",".join(sorted(roles))
        )
    check_fields(command, "$.command")
    if isinstance(command, c.OnCase | c.ReportCase):
        check_spoken({name: text for name in _SPOKEN if (text := getattr(command, name, None))})
    if envelope.happened_at is not None and envelope.happened_at.tzinfo is None:
        raise Refused(Code.MALFORMED, field="$.happened_at", reason="a time without its zone")

    def act(tx: Transaction) -> Outcome:
        outcome = service(tx, command, by, _moment(tx, envelope.happened_at))
        return outcome if caller is None or vault is None else vault.attach(tx, outcome, caller)

    content = msgspec.json.encode((command, envelope.happened_at))
    if caller is not None:
        if vault is None:
            raise Refused(Code.UNAVAILABLE, field="$.command.caller", reason="nothing here keeps personal data")
        content += vault.fingerprint(caller).encode()
    return CommandJob(
        act,
        by,
        command_id=envelope.id,
        fingerprint=hashlib.sha256(content).hexdigest(),
        case_id=command.case_id if isinstance(command, c.OnCase) else None,
        name=str(command.__struct_config__.tag),
    )


def _apart(command: c.Command) -> tuple[c.Command, Caller | None]:
    """A command without its caller, so that nothing behind this door can write him down."""
    if not isinstance(command, c.ReportCase) or command.caller is None:
        return command, None
    caller = command.caller
    check_words(caller, {"place": command.place, "description": command.description})
    bare = msgspec.structs.replace(command, caller=None)
    return bare, caller if any(getattr(caller, field).strip() for field in FIELDS) else None


def _moment(tx: Transaction, happened_at: datetime | None) -> datetime:
    if happened_at is None:
        return tx.now
    if happened_at > tx.now + AHEAD:
        raise Refused(Code.OUT_OF_RANGE, field="$.happened_at", reason="more than a minute ahead of the server's clock")
    if happened_at < tx.now - BACK:
        raise Refused(Code.OUT_OF_RANGE, field="$.happened_at", reason="more than 30 days ago")
    return whole_ms(happened_at)


def check_fields(value: msgspec.Struct, path: str) -> None:
    """Ids are ids and times are of a zone and a year that can be. Refused(malformed | out_of_range)."""
    for name in value.__struct_fields__:
        _check(getattr(value, name), name, path, "")


def _check(one: object, name: str, path: str, index: str) -> None:
    # Nearly every field passes: where it stands is put into words only for one that does not.
    if one is None or type(one) in _HARMLESS:
        return
    if isinstance(one, str):
        if _is_id(name):
            read_id(one, f"{path}.{name}{index}")
    elif isinstance(one, datetime):
        if one.tzinfo is None:
            raise Refused(Code.MALFORMED, field=f"{path}.{name}{index}", reason="a time without its zone")
        if one.year not in YEARS:
            reason = f"a year is within {YEARS[0]}..{YEARS[-1]}"
            raise Refused(Code.OUT_OF_RANGE, field=f"{path}.{name}{index}", reason=reason)
    elif isinstance(one, msgspec.Struct):
        check_fields(one, f"{path}.{name}{index}")
    elif isinstance(one, tuple):
        for at, part in enumerate(one):
            _check(part, name, path, f"{index}[{at}]")
    elif isinstance(one, dict):
        for key, part in one.items():
            _check(part, name, path, f"{index}[{key}]")


_HARMLESS = frozenset({bool, int, float})


@cache
def _is_id(name: str) -> bool:
    return name.endswith(("_id", "_ids")) and name != "about_id"
