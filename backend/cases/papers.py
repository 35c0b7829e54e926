"""Papers of a case: handing one in, taking it back, insisting on it; and reading it in the background."""

from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.catalogue.types import Material as Asked
from backend.cases import flow, store
from backend.cases.office import Office
from backend.cases.opening import answers_of, happened, refresh
from backend.cases.types import Case
from backend.kit.failpoints import failpoint
from backend.kit.jobs import enqueue
from backend.kit.problems import NotThere, NotUnderstood
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.reading.types import Expected, Field, Finding, Outcome, Reading
from backend.materials.types import Material, ToRead
from backend.materials.vault import Shelf
from backend.notices.service import owe
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting, Assurance

READ = "read-material"
QUOTA = 200_000_000  # bytes one person may keep here at a time


class Reader(Protocol):
    """Whoever reads a file within bounds of time and memory."""

    async def read(self, data: bytes, expected: Expected | None = None) -> Reading:
        """What is on it; a failure of the machine is an answer too."""
        ...


class Upload(Struct, frozen=True):
    """A file as it arrived."""

    name: str
    content_type: str
    content: bytes


class Kept(Struct, frozen=True):
    """What pre-review keeps of a paper, sealed: fields and findings hold names and numbers."""

    kind: str
    fields: dict[str, Field]
    findings: tuple[Finding, ...]
    says: str = ""


async def hand_in(
    db: Db, office: Office, shelf: Shelf, acting: Acting, case_id: UUID, slot: str, upload: Upload, now: datetime
) -> UUID:
    """Put a file into a slot of the case; what was there before makes room, and the new one is read at once."""
    case = await store.held_for_change(db, id=case_id, principal=acting.principal)
    flow.after("paper_added", case.state, "resident")
    await asked_for(db, office, case, slot)
    if (await materials.used_bytes(db, principal=acting.principal) or 0) + len(upload.content) > QUOTA:
        raise NotUnderstood(what="您存放的文件已经很多了，请先删去不需要的再上传")
    id = uuid4()
    stored = await shelf.put(id, upload.content)
    await materials.replace_earlier(db, case_id=case_id, slot=slot, principal=acting.principal)
    await materials.add(
        db, id=id, principal=acting.principal, case_id=case_id, slot=slot, file_name=upload.name[:120],
        content_type=upload.content_type, size=len(upload.content), digest=sha256(upload.content).hexdigest(),
        stored_as=stored, pages=0, at=now,
    )  # fmt: skip
    await happened(db, acting, case_id, "paper_added", now)
    await enqueue(db, READ, ToRead(id), once=f"{READ}:{id}")
    failpoint("paper-before-commit")
    return id


async def asked_for(db: Db, office: Office, case: Case, slot: str) -> Asked:
    """The material that this slot is for."""
    version = await office.book.version(db, case.service_version)
    for material in version.service.material:
        if material.key == slot:
            return material
    raise NotThere


async def take_back(db: Db, acting: Acting, case_id: UUID, material: UUID, now: datetime) -> None:
    """The person removes a paper from the case."""
    case = await store.held_for_change(db, id=case_id, principal=acting.principal)
    flow.after("paper_removed", case.state, "resident")
    if await materials.remove(db, id=material, principal=acting.principal):
        await happened(db, acting, case_id, "paper_removed", now)


async def insist(db: Db, acting: Acting, material: UUID, reason: str) -> None:
    """The person keeps the paper as it is and says why; then a person looks, and nobody is blocked."""
    if not await materials.overrule(db, id=material, principal=acting.principal, reason=reason.strip()[:300]):
        raise NotThere


async def read_one(pool_tx: Any, office: Office, shelf: Shelf, reader: Reader, material: UUID, now: datetime) -> None:
    """The reading job: read outside any transaction, then write once; a second delivery finds it done."""
    async with pool_tx() as db:
        paper = await materials.to_read(db, id=material)
        if paper is None or paper.state != "waiting":
            return
        case = await store.held(db, id=paper.case_id, principal=paper.principal)
        asked = await asked_for(db, office, case, paper.slot)
        expected = await expectation(db, office, case, paper)
    content = await shelf.get(paper.id, paper.stored_as)
    reading = await reader.read(content, expected)
    failpoint("reading-before-write")
    findings = look(reading, asked, expected)
    for number, clean in enumerate(reading.pages, 1):
        await shelf.put_page(paper.id, paper.stored_as, number, clean.jpeg)
    async with pool_tx() as db:
        await write_down(db, office, case, paper, reading, findings, now)
    if reading.pages:  # only the pictures that were made of it stay; what else the file held is gone
        await shelf.drop(paper.stored_as)


async def expectation(db: Db, office: Office, case: Case, paper: Material) -> Expected:
    """What the account and the form say, to compare with."""
    who = await residents.identity_of(db, office.vault, paper.principal)
    profile = {"name": who.name, "number": who.id_number, "address": who.hukou_address}
    answers = {k: v for k, v in answers_of(office, case).items() if isinstance(v, str)}
    return Expected(profile={k: v for k, v in profile.items() if v}, form=answers)


def look(reading: Reading, asked: Asked, expected: Expected) -> tuple[Finding, ...]:
    """All findings at once, by the checks that this material names."""
    from backend.materials.reading.checks import review  # here: it brings the image libraries, which a web process lacks

    return tuple(review(reading, asked, expected))


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


def opened(office: Office, paper: Material) -> Kept | None:
    """What pre-review said of this paper."""
    if paper.reading is None:
        return None
    return msgspec.json.decode(office.vault.open(paper.reading, f"reading:{paper.id}"), type=Kept)


