"""Refusals on the wire: a typed code, the field, and parameters. Sentences are the client's business."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Code(StrEnum):
    MALFORMED = "malformed"  # not JSON, not UTF-8, or not of the shape; field and reason say where
    UNKNOWN_COMMAND = "unknown_command"
    UNKNOWN_CLASS = "unknown_class"
    OUT_OF_RANGE = "out_of_range"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"  # a file of a type that is not taken; `params.allowed` lists those that are
    BROKEN_FILE = "broken_file"  # cut short, not decodable, or two files in one
    NOT_FOUND = "not_found"
    WRONG_STATE = "wrong_state"
    WRONG_ROLE = "wrong_role"
    AGAINST_RULE = "against_rule"  # of the life cycle: params.rule is its number (`contract.lifecycle.TEXT`)
    CONFLICT = "conflict"  # somebody else was faster
    DUPLICATE = "duplicate"
    REASON_REQUIRED = "reason_required"
    NOT_LOGGED_IN = "not_logged_in"
    EXPIRED_TOKEN = "expired_token"
    BAD_CREDENTIALS = "bad_credentials"
    TOO_MANY_TRIES = "too_many_tries"
    SECOND_FACTOR = "second_factor"  # the password is right, a code is needed, too
    DUE_FIRST = "due_first"  # change the one-time password or set up the second factor first: params.due
    OVERLOADED = "overloaded"  # 503 with Retry-After
    DISK_FULL = "disk_full"
    PROTOCOL = "protocol"  # 426: both numbers are in params
    UNAVAILABLE = "unavailable"
    DEFECT = "defect"  # a bug of ours; `params.ref` is in the log


HTTP_STATUS: dict[Code, int] = {
    Code.MALFORMED: 400,
    Code.UNKNOWN_COMMAND: 400,
    Code.UNKNOWN_CLASS: 422,
    Code.OUT_OF_RANGE: 422,
    Code.TOO_LARGE: 413,
    Code.UNSUPPORTED: 415,
    Code.BROKEN_FILE: 422,
    Code.NOT_FOUND: 404,
    Code.WRONG_STATE: 409,
    Code.WRONG_ROLE: 403,
    Code.AGAINST_RULE: 409,
    Code.CONFLICT: 409,
    Code.DUPLICATE: 409,
    Code.REASON_REQUIRED: 422,
    Code.NOT_LOGGED_IN: 401,
    Code.EXPIRED_TOKEN: 401,
    Code.BAD_CREDENTIALS: 401,
    Code.TOO_MANY_TRIES: 429,
    Code.SECOND_FACTOR: 401,
    Code.DUE_FIRST: 403,
    Code.OVERLOADED: 503,
    Code.DISK_FULL: 507,
    Code.PROTOCOL: 426,
    Code.UNAVAILABLE: 503,
    Code.DEFECT: 500,
}


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of every answer that is not 2xx."""

    code: Code
    field: str = ""  # $.command.point.lon
    reason: str = ""  # technical English, for logs and integrators
    params: dict[str, str] = {}


class Refused(Exception):
    """Raised by rules and services; becomes a `Problem` at the door."""

    def __init__(self, code: Code, *, field: str = "", reason: str = "", **params: str) -> None:
        super().__init__(f"{code}{': ' + field if field else ''}{': ' + reason if reason else ''}")
        self.problem = Problem(code=code, field=field, reason=reason, params=params)
