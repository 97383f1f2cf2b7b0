"""Accounts, sessions, second factors, pairings and the security log, as routes take and give them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from contract.entities import Id
from contract.lifecycle import Role
from contract.scope import View

Username = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._@-]{1,64}$")]
Password = Annotated[str, msgspec.Meta(max_length=200)]
PersonName = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Group = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/accounts`."""

    username: Username
    password: Password
    name: PersonName
    roles: tuple[Role, ...]
    view: View = View.FULL
    department_id: Id | None = None
    area_ids: tuple[Id, ...] = ()
    device_groups: tuple[Group, ...] = ()
    person_id: Id | None = None


class FirstAccount(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/setup`."""

    setup_token: str
    username: Username
    password: Password
    name: PersonName


class Recovery(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/recover`: an administrator with a new password, by the token of `serve recover-admin`."""

    token: str
    username: Username
    password: Password


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """Whose account was made."""

    person_id: Id


class Rights(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/accounts/{person_id}/rights`: what an account may do and see from now on, whole."""

    roles: tuple[Role, ...]
    view: View = View.FULL
    department_id: Id | None = None
    area_ids: tuple[Id, ...] = ()
    device_groups: tuple[Group, ...] = ()


class AccountState(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/accounts/{person_id}/state`."""

    disabled: bool


class Account(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of `GET /api/accounts`."""

    person_id: Id
    username: str
    name: str
    roles: tuple[str, ...]
    view: View
    created_at: datetime
    department_id: Id | None = None
    area_ids: tuple[Id, ...] = ()
    device_groups: tuple[str, ...] = ()
    disabled: bool = False
    must_change: bool = False
    second_factor: bool = False
    failures: int = 0
    locked_until: datetime | None = None
    sessions: int = 0


class OneTimePassword(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/accounts/{person_id}/password`: told once, must be changed at the first log-in."""

    password: str
    expires_at: datetime


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/password`: the own one."""

    old: Password
    new: Password


class OpenSession(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of `GET /api/sessions`."""

    id: str  # of the session, no part of its token
    person_id: Id
    name: str
    issued_at: datetime
    expires_at: datetime
    last_seen_at: datetime
    address: str = ""
    program: str = ""
    own: bool = False  # the session that asks


class SecondFactor(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/second-factor`: for the authenticator and for the drawer; told once. It holds after its first code."""

    uri: str
    secret: str
    recovery_codes: tuple[str, ...]


class FactorCode(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/second-factor/confirm` and `/remove`: six digits, or a recovery code."""

    code: Annotated[str, msgspec.Meta(max_length=40)]


class SecurityLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the security log."""

    id: Id
    at: datetime
    what: str  # session.opened
    result: str  # ok | refused
    person_id: Id | None = None
    name: str = ""
    address: str = ""
    about: str = ""  # person:17
    detail: dict[str, str] = {}


class SecurityPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/security/log`, newest first; `cursor` is `before` of the next page."""

    lines: tuple[SecurityLine, ...]
    cursor: str = ""


class Pairing(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/kiosk/pairings`: the kiosk shows `code` and keeps `claim`."""

    code: str
    claim: str
    expires_at: datetime


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/kiosk/claims`: 409 `wrong_state` until somebody confirmed."""

    claim: Annotated[str, msgspec.Meta(max_length=200)]


class PairingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/kiosk/confirmations`: this screen, by the code it shows, may see this much of the public view."""

    code: Annotated[str, msgspec.Meta(max_length=20)]
    name: PersonName
    area_ids: tuple[Id, ...] = ()
    device_groups: tuple[Group, ...] = ()


class DeviceAddress(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/cameras/{id}/address` and `GET /api/poles/{id}/address`: whole, passwords and all."""

    main_url: str = ""
    sub_url: str = ""
    address: str = ""
