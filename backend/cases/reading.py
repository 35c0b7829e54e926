"""Pre-review of a paper, in the worker: read it, compare it, write down what was seen; a doubt goes to a person."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

import msgspec

from backend.cases import store
from backend.cases.office import Office
from backend.cases.opening import answers_of, refresh
from backend.cases.papers import Kept, asked_for
from backend.cases.types import Case
from backend.catalogue.types import Material as Asked
from backend.kit.clock import local_date
from backend.kit.failpoints import failpoint
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.reading.review import review
from backend.materials.reading.types import DocumentClass, Expected, Finding, Outcome, Reading
from backend.materials.types import Material
from backend.materials.vault import Shelf
from backend.notices.service import owe
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance

Transaction = Callable[[], AbstractAsyncContextManager[Db]]


class Reader(Protocol):
    """Whoever reads a file within bounds of time and memory."""

    async def read(self, data: bytes, expected: Expected | None = None) -> Reading:
        """What is on it; a failure of the machine is an answer too."""
        ...


async def read_one(transaction: Transaction, office: Office, shelf: Shelf, reader: Reader, material: UUID, now: datetime) -> None:
    """The reading job: read outside any transaction, then write once; a second delivery finds it done."""
    async with transaction() as db:
        paper = await materials.to_read(db, id=material)
        if paper is None or paper.state != "waiting":
            return
        case = await store.held(db, id=paper.case_id, principal=paper.principal)
        asked = await asked_for(db, office, case, paper.slot)
        expected = await expectation(db, office, case, paper, asked.document)
    content = await shelf.get(paper.id, paper.stored_as)
    reading = await reader.read(content, expected)
    failpoint("reading-before-write")
    findings = look(reading, asked, expected, local_date(now))
    for number, clean in enumerate(reading.pages, 1):
        await shelf.put_page(paper.id, paper.stored_as, number, clean.jpeg)
    async with transaction() as db:
        await write_down(db, office, case, paper, reading, findings, now)
    if reading.pages:  # only the pictures that were made of it stay; what else the file held is gone
        await shelf.drop(paper.stored_as)


async def expectation(db: Db, office: Office, case: Case, paper: Material, kind: DocumentClass) -> Expected:
    """What the account and the form say, to compare with."""
    who = await residents.identity_of(db, office.vault, paper.principal)
    profile = {"name": who.name, "number": who.id_number, "address": who.hukou_address}
    answers = {k: v for k, v in answers_of(office, case).items() if isinstance(v, str)}
    return Expected(kind=kind, profile={k: v for k, v in profile.items() if v}, form=answers)


def look(reading: Reading, asked: Asked, expected: Expected, today: date) -> tuple[Finding, ...]:
    """All findings at once, by the checks that this material names."""
    return tuple(review(reading, asked.checks, expected, today))


def verdict(reading: Reading, findings: tuple[Finding, ...]) -> Outcome:
    """One word for all findings: one failure fails, one doubt leaves it to a person."""
    outcomes = {f.outcome for f in findings}
    if reading.status == "unreadable" or "failed" in outcomes:
        return "failed"
    return "could_not_tell" if reading.status == "could_not_tell" or "could_not_tell" in outcomes else "passed"


async def write_down(
    db: Db, office: Office, case: Case, paper: Material, reading: Reading, findings: tuple[Finding, ...], now: datetime
) -> None:
    """Keep what was found, prove who it is where this was the identity card, and say what needs another photo."""
    result = verdict(reading, findings)
    kept = Kept(reading.kind, reading.fields, findings, reading.says)
    written = await materials.save_reading(
        db, id=paper.id, verdict=result, pages=len(reading.pages), at=now,
        findings=[{"check": f.check, "outcome": f.outcome} for f in findings],
        reading=office.vault.seal(msgspec.json.encode(kept), f"reading:{paper.id}"),
    )  # fmt: skip
    if not written:
        return
    if result == "passed" and reading.kind == "id_card_front":
        await prove_document(db, office, case, reading, now)
    if result == "failed":
        await owe(db, paper.principal, "correction", "有一张照片需要重拍", "我们看了您上传的材料，有一张需要再拍一次，打开就能看到怎么拍更好。其他内容都已保存。",
                  f"/cases/{case.id}/papers/{paper.slot}", now, case.id)  # fmt: skip


async def prove_document(db: Db, office: Office, case: Case, reading: Reading, now: datetime) -> None:
    """An identity card that was read with confidence and that the register knows raises the assurance (NIST 800-63A)."""
    number, name = reading.fields.get("number"), reading.fields.get("name")
    who = await residents.identity_of(db, office.vault, case.principal)
    if who.id_number or number is None or name is None or not number.confirmed:
        return
    if await people.by_id_number(db, id_hash=office.vault.fingerprint("id_number", number.value)):
        return  # somebody already proved this number here: a person sorts that out, and nothing is told
    told = await office.registers.ask(case.service, number.value, name.value, ("birth_date", "alive"))
    if not told.get("birth_date"):
        return
    proven = msgspec.structs.replace(who, name=name.value, id_number=number.value)
    await residents.save_identity(db, office.vault, case.principal, proven)
    await people.raise_assurance(db, person=case.principal, assurance=Assurance.DOCUMENT)
    await refresh(db, office, case.principal, await office.book.version(db, case.service_version), now)
