"""Author, approve, publish and retire versions of a service; a published version never changes."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.catalogue import store
from backend.catalogue.check import check_service
from backend.catalogue.lint.cases import check_cases
from backend.catalogue.lint.lint_finding import SAYS, LintFinding
from backend.catalogue.lint.overlap import check_overlap
from backend.catalogue.lint.references import check_whole_catalogue
from backend.catalogue.published import Content, Version, read_version
from backend.catalogue.types import Service
from backend.kit.clock import local_date
from backend.kit.problems import Conflict, Refusal
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.separation import by_name
from backend.rules.diagnostics import SourceLocation
from backend.rules.lint import lint
from backend.rules.rule import RuleFile

Services = Mapping[str, Service]


class DraftChanged(Conflict):
    """The draft was saved, published or discarded meanwhile."""


class NotReady(Refusal):
    """The draft has errors that prevent publication."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, findings: tuple[LintFinding, ...]) -> None:
        super().__init__(count=len(findings), first=findings[0].says)
        self.findings = findings


class DayPassed(Refusal):
    """A version can't start in the past, because cases have been decided by the one in force then."""


class NothingToEnd(Conflict):
    """There is no version to retire or withdraw."""


class PublishedVersion(Struct, frozen=True):
    """Version with its first day; `until` if a later version is scheduled."""

    version: Version
    until: date | None


async def save_draft(
    db: Db,
    content: Content,
    *,
    author: str,
    now: datetime,
    valid_from: date | None = None,
    reason: str = "",
    seen: str = "",
) -> UUID:
    """Save a draft; `seen` is the digest of the draft that was edited, empty for a new one. Raises DraftChanged.

    A draft may have mistakes: they are told (`check_draft`) and keep it from being published, not from being saved.
    """
    values: dict[str, Any] = {
        "code": content.service.code, "digest": content.digest(), "content": msgspec.to_builtins(content), "author": author,
        "valid_from": valid_from or local_date(now), "reason": reason, "at": now,
    }  # fmt: skip
    id = await (store.change_draft(db, seen=seen, **values) if seen else store.begin_draft(db, **values))
    if id is None:
        raise DraftChanged
    await separation.authorize(db, by_name(author), "catalogue.edited", f"draft:{id}", now)
    await note(
        db,
        Actor.staff(author),
        "catalogue.draft_saved",
        f"service:{content.service.code}",
        now,
        digest=values["digest"],
    )
    return id


async def discard_draft(db: Db, code: str, *, seen: str, by: str, now: datetime) -> None:
    """Delete a draft; raises DraftChanged if it isn't the one that was seen."""
    if not await store.discard_draft(db, code=code, seen=seen):
        raise DraftChanged
    await separation.authorize(db, by_name(by), "catalogue.discarded", f"service:{code}", now)
    await note(db, Actor.staff(by), "catalogue.draft_discarded", f"service:{code}", now)


def check_draft(content: Content, others: Services, today: date) -> tuple[LintFinding, ...]:
    """Return the findings of a draft, alone and against the services in force."""
    code = content.service.code
    beside = {**others, code: content.service}
    file = RuleFile(service=code, enabled=content.instant, rules=content.rules)
    return (
        *check_service(content.service, today),
        *(finding for about, finding in (*check_whole_catalogue(beside), *check_overlap(beside)) if about == code),
        *(
            LintFinding(("rule",), SAYS("in_place", place=m.path, says=m.says))
            for m in (lint(file, SourceLocation(code)) if content.rules else ())
        ),
        *check_cases(content),
        *([LintFinding(("instant",), SAYS("instant_without_rules"))] if content.instant and not content.rules else []),
    )


async def publish(
    db: Db, code: str, others: Services, *, approver: str, seen: str, now: datetime,
    valid_from: date | None = None, reason: str = "",
) -> PublishedVersion:  # fmt: skip
    """Publish the draft that the approver (another person) has seen; all processes are notified.

    Raises DraftChanged, AnotherPersonNeeded, DayPassed, NotReady. Running cases stay on the version they started with.
    """
    draft = await store.draft_for_change(db, code=code)
    if draft is None or draft.digest != seen:
        raise DraftChanged
    await separation.authorize(db, by_name(approver), "catalogue.published", f"draft:{draft.id}", now)
    day, today = valid_from or max(draft.valid_from, local_date(now)), local_date(now)
    if day < today:
        raise DayPassed
    found = await asyncio.to_thread(check_draft, msgspec.convert(draft.content, Content), others, today)
    if wrong := tuple(f for f in found if not f.advice):
        raise NotReady(wrong)
    await store.close_earlier(db, code=code, valid_from=day)
    until = await store.next_start(db, code=code, valid_from=day)
    published = await store.publish_draft(
        db, id=draft.id, approver=approver, reason=reason or draft.reason, valid_from=day, valid_to=until, at=now
    )
    await record_and_notify(db, code, now, approver, "catalogue.published", digest=published.digest, valid_from=day)
    return PublishedVersion(read_version(published), until)


async def retire(db: Db, code: str, *, by: str, approver: str, on: date, reason: str, now: datetime) -> None:
    """End a service from a day on, with two people; running cases continue."""
    affair = f"retirement:{code}:{now.isoformat()}"
    await separation.authorize(db, by_name(by), "catalogue.retirement_proposed", affair, now)
    await separation.authorize(db, by_name(approver), "catalogue.retired", affair, now)
    if on < local_date(now):
        raise DayPassed
    if not await store.retire(db, code=code, on=on, by=by, approver=approver, reason=reason, at=now):
        raise NothingToEnd
    await record_and_notify(db, code, now, approver, "catalogue.retired", on=on, reason=reason)


async def withdraw(db: Db, id: UUID, *, by: str, reason: str, now: datetime) -> None:
    """Withdraw a scheduled version; the one before it continues. Raises ReasonNeeded, NothingToEnd."""
    reason = need_reason(reason)
    await separation.authorize(db, by_name(by), "catalogue.withdrawn", f"version:{id}", now)
    gone = await store.withdraw(db, id=id, today=local_date(now), by=by, reason=reason, at=now)
    if gone is None:
        raise NothingToEnd
    await store.reopen(db, code=gone.code, valid_from=gone.valid_from, valid_to=gone.valid_to)
    await record_and_notify(db, gone.code, now, by, "catalogue.withdrawn", digest=gone.digest, reason=reason)


async def history(db: Db, code: str) -> list[store.VersionHistoryEntry]:
    """Return the history of a service, newest first."""
    return await store.history(db, code=code)


async def record_and_notify(db: Db, code: str, now: datetime, who: str, action: str, **detail: Any) -> None:
    """Write the audit log and notify all processes when this transaction commits."""
    await note(db, Actor.staff(who), action, f"service:{code}", now, **msgspec.to_builtins(detail))
    await store.announce(db, code=code)
