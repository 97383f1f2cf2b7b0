"""What happens by the clock: heartbeats, positions, pruning, alarms of the server's own, other servers' events."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import partial

from backend.behind import catch_up
from backend.db import set_meta
from backend.lease import KEEP_S
from backend.outcome import SYSTEM, Outcome
from backend.parts import Parts, settled
from backend.replies import Act
from backend.rules.alarms import HEADS_AWAY, cases_to_settle, disk_needs_settling
from backend.seats import REVOKED
from backend.services.accounts import CACHE_S
from backend.services.alarms import settle_case, settle_disk, settle_heads
from backend.services.attachments import named
from backend.services.checkpoints import LATE_PERIODS
from backend.services.copies import letters
from backend.services.devices import KEEP_BROADCASTS, OVER, forget_broadcast
from backend.services.outages import open_case, overdue
from backend.services.renaming import Renaming, renaming
from backend.services.retention import make_partitions, prune
from backend.tables import to_ms
from backend.transaction import Transaction
from backend.waking import Waking, profile_now
from contract.entities import Alarm, Broadcast, Id
from contract.errors import Code, Refused

log = logging.getLogger(__name__)
CATCH_UP_S = 0.25
TIDY_S = 300.0
RENAMED_S = 30.0
PROBE_S = 2.0
SESSIONS_S = 2.0
ALARMS_AT_ONCE = 200
COUNTING_SHARE, BUSY_ACTS = 0.1, 50
"""Of the time that counting for the evaluation may take in a second with so many acts: they come first."""
_PASSING = frozenset(
    {Code.WRONG_STATE, Code.DUPLICATE, Code.CONFLICT, Code.DISK_FULL, Code.OVERLOADED, Code.UNAVAILABLE}
)
"""Another server was faster, or it cannot be written now: the next look tries again."""


async def every(
    seconds: float, work: Callable[[], Awaitable[None]], failing: Callable[[str], None] = lambda _: None
) -> None:
    """Do `work` again and again; a failure is told to `failing`, logged once per kind and does not end it."""
    failed: str | None = None
    while True:
        try:
            await work()
            if failed is not None:
                log.info("%s works again", getattr(work, "__name__", "a job"))
                failed = None
        except Exception as fault:
            failing(getattr(work, "__name__", "a job"))
            if failed != type(fault).__name__:
                failed = type(fault).__name__
                log.exception("%s failed", getattr(work, "__name__", "a job"))
        await asyncio.sleep(seconds)


def jobs_of(parts: Parts) -> list[Awaitable[None]]:
    """The coroutines of this server's roles."""
    roles, live = parts.settings.roles, parts.settings.live

    async def heartbeat() -> None:
        parts.hub.heartbeat()

    async def positions() -> None:
        parts.samples.tick()

    async def follow_others() -> None:
        await catch_up(parts)

    async def revoked() -> None:
        await drop_revoked(parts)

    async def sessions() -> None:
        await keep_sessions(parts)

    async def leases() -> None:
        await asyncio.to_thread(parts.lease.keep, parts.ids)

    async def probe() -> None:
        await try_to_write(parts)

    async def tidy() -> None:
        if parts.lease.leads:
            await tidy_up(parts)

    async def sweep() -> None:
        await sweep_files(parts)

    async def checkpoint() -> None:
        if parts.lease.leads:
            await asyncio.to_thread(parts.checkpoints.make)

    async def post_heads() -> None:
        if parts.lease.leads:
            await asyncio.to_thread(parts.checkpoints.post)

    async def words() -> None:
        if parts.lease.leads:
            await renew_words(parts)

    async def alarms() -> None:
        await settle_alarms(parts)

    waking = Waking(parts, partial(led, parts))

    async def outages() -> None:
        if parts.lease.leads:
            await open_cases_of_cameras(parts)

    async def due_things() -> None:
        await waking.look()

    def failing(job: str) -> None:
        parts.metrics.jobs.labels(job).inc()

    async def audit_figures() -> None:
        if parts.lease.leads:
            await audited(parts)

    async def count_events() -> None:
        if parts.lease.leads:
            await counted(parts)

    wanted: list[Awaitable[None]] = [every(PROBE_S, probe, failing)]
    if "live" in roles or "api" in roles:
        wanted += [every(live.heartbeat_s, heartbeat), every(live.samples_s, positions)]
    if "live" in roles:
        wanted.append(every(CACHE_S, revoked, failing))
    if not parts.db.is_sqlite:
        wanted += [every(CATCH_UP_S, follow_others, failing), every(KEEP_S, leases, failing)]
    wanted.append(every(SESSIONS_S, sessions, failing))
    if "api" in roles:
        wanted.append(every(TIDY_S, sweep, failing))
    if "jobs" in roles:
        wanted.append(every(RENAMED_S, words, failing))
        wanted += [every(TIDY_S, tidy, failing), every(parts.settings.alarms.period_s, alarms, failing)]
        wanted.append(every(parts.settings.alarms.period_s, outages, failing))
        wanted.append(every(parts.settings.due.period_s, due_things, failing))
        seconds = parts.settings.evidence.checkpoint_s
        wanted += [every(seconds, checkpoint, failing), every(seconds, post_heads, failing)]
        wanted.append(every(parts.settings.figures.audit_period_s, audit_figures, failing))
        wanted.append(every(parts.settings.figures.count_period_s, count_events, failing))
    return wanted


async def try_to_write(parts: Parts) -> None:
    """While writing fails, try it: whoever asks for the health is told of its end though nobody acts."""
    if parts.writer.failing is None:
        return

    def touch(tx: Transaction) -> None:
        set_meta(tx.connection, "probe", str(to_ms(tx.now)))

    with contextlib.suppress(Refused):
        await settled(parts.writer.bulk(touch))


async def audited(parts: Parts) -> None:
    """A stretch of the audit of the sums behind the boards."""
    try:
        await parts.audit.run(parts.settings.figures.audit_s)
        while parts.audit.building:
            await parts.audit.run(parts.settings.figures.audit_s)
    except Refused as refused:
        if refused.problem.code not in _PASSING:
            raise


async def counted(parts: Parts) -> None:
    """A stretch of counting for the evaluation; after an import or an upgrade it takes several."""
    try:
        finished = False
        acts = parts.writer.commands
        while not finished:
            busy, acts = parts.writer.commands - acts > BUSY_ACTS, parts.writer.commands
            finished = await parts.counting.catch_up(1.0, share=COUNTING_SHARE if busy else 0.5)
        await parts.counting.tidy()
    except Refused as refused:
        if refused.problem.code not in _PASSING:
            raise


def led(parts: Parts, act: Act) -> Act:
    """The act of a job, refused where another server leads by the time it is written."""

    def fenced(tx: Transaction) -> Outcome:
        parts.lease.check_leading(tx.connection)
        return act(tx)

    return fenced


async def drop_revoked(parts: Parts) -> None:
    """Drop the seats whose session ended somewhere else: on another server, or by hand in the database."""
    holders = {one.holder for one in parts.hub.subscriptions if one.holder}
    if holders:
        for holder in await asyncio.to_thread(parts.accounts.over, holders):
            parts.hub.drop(REVOKED, holder=holder)


async def keep_sessions(parts: Parts) -> None:
    """Write what sessions have to write: at once what a full disk held back, now and then when they were last seen."""
    if parts.accounts.sessions.wants_to_write():
        try:
            await asyncio.to_thread(parts.accounts.sessions.tidy)
        except Refused as refused:
            if refused.problem.code not in _PASSING:
                raise


async def tidy_up(parts: Parts) -> None:
    """Prune the outbox and old answers; let day-old broadcasts leave the live state."""
    now = datetime.now(UTC)
    before = now - timedelta(days=parts.settings.database.outbox_days)

    def forget(tx: Transaction) -> None:
        parts.lease.check_leading(tx.connection)
        prune(tx.connection, before)
        parts.accounts.lockouts.prune(tx)
        make_partitions(tx.connection, now)

    try:
        await settled(parts.writer.bulk(forget))
        for one in tuple(parts.hub.live["broadcast"].values()):
            over = isinstance(one, Broadcast) and one.state in OVER
            if over and isinstance(one, Broadcast) and (one.ended_at or one.started_at or now) < now - KEEP_BROADCASTS:
                await settled(parts.writer.act(led(parts, partial(forget_broadcast, broadcast_id=one.id)), SYSTEM))
    except Refused as refused:
        if refused.problem.code not in _PASSING:
            raise


async def sweep_files(parts: Parts) -> None:
    """Remove files that no case names, broken-off uploads, and exports whose day is over."""

    def known(hashes: Collection[str]) -> set[str]:
        with parts.db.read() as connection:
            return named(connection, hashes) | letters(connection, sorted(hashes))

    def work() -> None:
        parts.exports.tell_lost()
        parts.exports.expire(datetime.now(UTC))
        gone = parts.files.sweep(known)
        if gone:
            log.info("%d files that belong to no case were removed", gone)

    await asyncio.to_thread(work)


async def renew_words(parts: Parts) -> None:
    """Where a class or a department has got another name, make its cases findable by it."""

    def look() -> Renaming | None:
        with parts.db.read() as connection:
            return renaming(connection, parts.city.profile(connection))

    found = await asyncio.to_thread(look)
    if found is None:
        return
    for one in found.changed:
        count, last = await settled(parts.writer.bulk(partial(found.chunk, only=one, after=0)))
        while count:
            count, last = await settled(parts.writer.bulk(partial(found.chunk, only=one, after=last)))
    await settled(parts.writer.bulk(found.keep))


async def settle_alarms(parts: Parts) -> None:
    """Raise what the server alarms about, and clear what is over."""
    live, limit, server = parts.hub.live, parts.settings.alarms.disk_low_bytes, str(parts.ids.node)
    free = (await asyncio.to_thread(shutil.disk_usage, parts.data_dir)).free
    acts: list[Act] = []
    if parts.lease.leads:
        ladder = (await asyncio.to_thread(profile_now, parts)).rules.ladder
        late = cases_to_settle(live["case"], live["alarm"].values(), datetime.now(UTC), ladder)[:ALARMS_AT_ONCE]
        acts += [led(parts, partial(settle_case, case_id=one)) for one in late]
        standing = {one.code for one in live["alarm"].values() if isinstance(one, Alarm)}
        away = parts.checkpoints.away(LATE_PERIODS * parts.settings.evidence.checkpoint_s)
        changed = [place for place, due in away.items() if due != (HEADS_AWAY[place] in standing)]
        acts += [led(parts, partial(settle_heads, place=place, due=away[place])) for place in changed]
    if disk_needs_settling(live["alarm"].values(), server, free, limit):
        acts.insert(0, partial(settle_disk, server=server, free_bytes=free, limit_bytes=limit))
    # All at once, for the writer commits together what waits together.
    waiting = [asyncio.ensure_future(_quietly(parts, act)) for act in acts]
    for outcome in await asyncio.gather(*waiting, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


async def open_cases_of_cameras(parts: Parts) -> None:
    """A case about each camera that has been out for longer than its limit; none is ever closed from here."""
    limit_s, class_code = parts.settings.alarms.camera_case_s, parts.settings.alarms.camera_case_class
    if not limit_s:
        return

    def look() -> list[Id]:
        with parts.db.read() as connection:
            return overdue(connection, datetime.now(UTC), limit_s)

    for camera in await asyncio.to_thread(look):
        await _quietly(parts, led(parts, partial(open_case, camera_id=camera, class_code=class_code, limit_s=limit_s)))


async def _quietly(parts: Parts, act: Act) -> None:
    try:
        await settled(parts.writer.act(act, SYSTEM))
    except Refused as refused:
        if refused.problem.code not in _PASSING:
            raise
