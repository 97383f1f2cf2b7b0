"""The way in: user name and password, then what the server wants first: a code, another password, a second factor.

A seat of one post asks for the account, too, and lets nobody in who does not hold that post.
"""

from __future__ import annotations

import logging

import msgspec
from PySide6.QtCore import QObject, Signal

from backend_client.api import Api
from backend_client.asking import Pending
from contract.errors import Code, Problem
from contract.people import FactorCode, PasswordChange, SecondFactor
from contract.protocol import Session

log = logging.getLogger(__name__)
ACCOUNT, CODE, PASSWORD, FACTOR = "account", "code", "password", "second_factor"
_UNSURE = frozenset({Code.UNAVAILABLE, Code.OVERLOADED, Code.BAD_CREDENTIALS, Code.NOT_LOGGED_IN, Code.EXPIRED_TOKEN})
"""Refusals after which a change of the password may have been made all the same: it is sent again until answered."""


class _Nothing(msgspec.Struct, frozen=True):
    """An empty body."""


class Entry(QObject):
    """`opened` once nothing is due; `asked(step, factor, problem)` where a person is needed: `account` (the factor is
    then the user name to begin with), `code`, `password` or `second_factor` (with the `SecondFactor`, told once);
    `problem`: what was wrong with the last answer, or None. `failed(Problem)` else. `password_changed(str)`: the
    account has this password now; whoever keeps the old one must write it down."""

    opened = Signal()
    asked = Signal(str, object, object)
    failed = Signal(object)
    password_changed = Signal(str)

    def __init__(self, api: Api, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._api = api
        self.post = ""  # the role that an account must hold here; empty: any
        self._username = self._password = self._wanted = self._perhaps = ""
        self._factor: SecondFactor | None = None
        self._by_person = False
        self.step = ""

    @property
    def by_person(self) -> bool:
        """Whether a person logs in here, and no account file."""
        return self._by_person

    def ask_account(self, username: str = "", problem: Problem | None = None) -> None:
        """Let a person log in; nothing is kept on the disk."""
        self._by_person, self._username = True, username
        self._ask(ACCOUNT, problem)

    def give_account(self, username: str, password: str) -> None:
        """Who logs in."""
        self.begin(username.strip(), password)

    def begin(self, username: str, password: str, code: str = "") -> None:
        """Log in."""
        self._username, self._password = username, password
        self._wait(self._api.login(username, password, code), self._in)

    def give_code(self, code: str) -> None:
        """The code of the authenticator, or a recovery code."""
        self.begin(self._username, self._password, code.strip())

    def give_password(self, new: str) -> None:
        """The password that this account shall have."""
        self._wanted = new
        change = PasswordChange(old=self._password, new=new)
        self._wait(self._api.post("/api/password", change, lane="commands"), self._changed)

    def give_factor(self, code: str) -> None:
        """The first code of the new authenticator."""
        answer = FactorCode(code=code.strip())
        self._wait(self._api.post("/api/second-factor/confirm", answer, lane="commands"), self._confirmed)

    def _wait(self, pending: Pending, then: object) -> None:
        pending.succeeded.connect(then)
        pending.failed.connect(self._refused)

    def _in(self, session: object) -> None:
        assert isinstance(session, Session)
        if self.post and self.post not in session.roles:
            self._strange()
        elif session.due == PASSWORD:
            self._ask(PASSWORD, None)
        elif session.due == FACTOR:
            self._wait(self._api.post("/api/second-factor", _Nothing(), SecondFactor, lane="commands"), self._told)
        else:
            self.step = ""
            self.opened.emit()

    def _strange(self) -> None:
        """An account of another post: its session is not used here."""
        pending = self._api.post("/api/logout", _Nothing(), lane="commands")
        pending.succeeded.connect(self._turned_away)
        pending.failed.connect(self._turned_away)

    def _turned_away(self, _answer: object) -> None:
        self._api.leave()
        self.step = ACCOUNT if self._by_person else ""
        self._refused(Problem(code=Code.WRONG_ROLE, field="Authorization", params={"roles": self.post}))

    def _told(self, factor: object) -> None:
        assert isinstance(factor, SecondFactor)
        self._factor = factor
        self._ask(FACTOR, None)

    def _changed(self, _answer: object) -> None:
        self._has(self._wanted)
        self._confirmed(None)

    def _has(self, password: str) -> None:
        self._password, self._wanted = password, ""
        self._api.renew_with(self._username, password)
        self.password_changed.emit(password)

    def _try_the_new(self) -> None:
        """The answer to a change was lost; the change itself may not be."""
        new, self._perhaps = self._perhaps, ""

        def entered(session: object) -> None:
            self._has(new)
            self._in(session)

        pending = self._api.login(self._username, new)
        pending.succeeded.connect(entered)
        pending.failed.connect(self._refused)

    def _confirmed(self, _answer: object) -> None:
        self._wait(self._api.get("/api/session", None, Session, lane="commands"), self._in)

    def _refused(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        tried = self.step
        if self._wanted and problem.code in _UNSURE:
            self._perhaps = self._wanted
        self._wanted = ""
        if problem.code is Code.BAD_CREDENTIALS and self._perhaps:
            self._try_the_new()
        elif problem.code is Code.SECOND_FACTOR:
            self._ask(CODE, None)  # none was sent: an outage in between
        elif tried and problem.code not in (Code.UNAVAILABLE, Code.OVERLOADED):
            self._ask(tried, problem)
        elif self._by_person:
            self._ask(ACCOUNT, problem)
        else:
            self.failed.emit(problem)

    def _ask(self, step: str, problem: Problem | None) -> None:
        log.info("log-in waits for a person: %s%s", step, f" ({problem.code})" if problem is not None else "")
        self.step = step
        about: object = self._username if step == ACCOUNT else self._factor if step == FACTOR else None
        self.asked.emit(step, about, problem)
