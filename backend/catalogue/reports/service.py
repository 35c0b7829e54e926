"""Take a report about a page, list what waits, answer it; who is signed in reads the answer in the inbox."""

import re
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from uuid import UUID, uuid4

import msgspec

from backend.audit.log import note
from backend.catalogue.drafting.service_parts import PARTS, Part
from backend.catalogue.lint.wording import texts
from backend.catalogue.published import PublishedCatalogue, Version
from backend.catalogue.reports import store
from backend.catalogue.reports.types import PageReport, Sentence
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.problems import Conflict, NotThere, NotUnderstood, Refusal
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.residents import separation
from backend.residents.types import Staff

ANSWERED = Messages.beside(__file__).take("answered")
MOST_OPEN = 200
SHOWN: dict[Part, frozenset[str]] = {
    "about": frozenset({"name", "purpose"}), "who": frozenset({"who", "not_who"}),
    "papers": frozenset({"name", "what", "where", "sample"}), "steps": frozenset({"says", "note", "visit_reason"}),
    "money": frozenset({"says"}), "questions": frozenset({"q", "a"}), "status": frozenset({"says"}),
}  # fmt: skip
"""Fields that the page of a service shows as sentences, by part."""
NUMBER = re.compile(r"(?:\d[ -]?){10}\d")  # eleven digits: a phone, an identity or an account number


class PrivateNumber(Refusal):
    """The text holds what looks like somebody's number."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class AlreadyAnswered(Conflict):
    """Another editor has answered this report."""


def sentences_of(service: Service) -> list[Sentence]:
    """Return the sentences of a page, in its order."""
    return list(_sentences(service))


def _sentences(service: Service) -> Iterator[Sentence]:
    table = msgspec.to_builtins(service)
    for part, shown in SHOWN.items():
        for name in PARTS[part]:
            for path, text in texts(table[name], (name,)):
                last = next(step for step in reversed(path) if isinstance(step, str))
                if text and last in shown:
                    yield Sentence(".".join(map(str, path)), part, text)


def version_shown(catalogue: PublishedCatalogue, code: str) -> Version:
    """Return the version that the page shows; raises NotThere."""
    version = catalogue.get(code)
    if version is None:
        raise NotThere
    return version


async def report(
    db: Db, catalogue: PublishedCatalogue, code: str, place: str, says: str, person: UUID | None, now: datetime
) -> None:
    """Store what a visitor says is wrong; `place` "" is the page as a whole. Raises ReasonNeeded, PrivateNumber, NotUnderstood."""
    version, says = version_shown(catalogue, code), need_reason(says, "objection")
    if NUMBER.search(says):
        raise PrivateNumber
    known = {one.place: one.text for one in sentences_of(version.service)}
    if place and place not in known:
        raise NotUnderstood("fields", what=place[:60])
    await store.add(
        db, id=uuid4(), code=code, digest=version.digest, place=place, sentence=known.get(place, ""), says=says, person=person, at=now
    )  # fmt: skip


async def open_reports(db: Db) -> list[PageReport]:
    """Return what waits for an answer, the oldest first; never whose it is."""
    return await store.open_reports(db, most=MOST_OPEN)


async def open_counts(db: Db) -> dict[str, int]:
    """Return how many reports wait, by service."""
    return {one.code: one.open for one in await store.open_counts(db)}


async def answer(db: Db, catalogue: PublishedCatalogue, id: UUID, words: str, staff: Staff, now: datetime) -> None:
    """Answer a report; raises ReasonNeeded, AlreadyAnswered."""
    words = need_reason(words, "answer")
    await separation.authorize(db, staff, "report.answered", f"report:{id}", now)
    found = await store.answer(db, id=id, answer=words, by=staff.signature, at=now)
    if found is None:
        raise AlreadyAnswered
    await note(db, staff.actor, "catalogue.report_answered", f"service:{found.code}", now, report=str(id))
    if found.person is not None:
        live = catalogue.get(found.code)
        name = live.service.name if live else found.code
        await notify(db, found.person, "other", ANSWERED(service=name, answer=words), f"/services/{found.code}", now)
