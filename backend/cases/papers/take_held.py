"""Use a held material in a slot: an earlier paper or an electronic licence."""

from datetime import datetime
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID, uuid4

import msgspec

from backend.audit.log import note
from backend.cases.events import append_event
from backend.cases.lock import lock_case
from backend.cases.papers.hand_in import own_slot
from backend.cases.papers.reuse import PURPOSE, earlier_papers, licence_for
from backend.cases.problems import NoLongerHeld
from backend.cases.reviews.compare import check_again, compare_papers, profile_of
from backend.cases.reviews.stored_review import StoredReview, review_columns, valid_until
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.types import RequiredMaterial as Asked
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.materials import check_accuracy
from backend.materials import store as materials
from backend.materials.file_store import FileStore
from backend.materials.reading.types import ExpectedDocument, Finding, ReadField
from backend.materials.reading.words import FOREVER
from backend.registers.types import Licence
from backend.residents import consents
from backend.residents.types import Acting


async def take_earlier(
    db: Db,
    services: CaseServices,
    file_store: FileStore,
    acting: Acting,
    case_id: UUID,
    slot: str,
    material: UUID,
    now: datetime,
) -> None:
    """Use an earlier paper in this slot: copy its pages, sealed anew, and check its validity now. Raises NoLongerHeld."""
    case, asked = await _slot(db, services, acting, case_id, slot, now)
    await consents.require_consent(db, case.principal, PURPOSE)
    fit = {paper.id: (paper, review) for paper, review in await earlier_papers(db, services, case, asked, now)}
    if material not in fit:
        raise NoLongerHeld
    paper, review = fit[material]
    id = uuid4()
    name = f"{id.hex[:2]}/{id.hex}"
    for number in range(1, paper.pages + 1):
        await file_store.put_page(id, name, number, await file_store.get_page(paper.id, paper.stored_as, number))
    about = {
        "id": id, "file_name": paper.file_name, "content_type": paper.content_type, "size": paper.size, "digest": paper.digest,
        "stored_as": name, "pages": paper.pages, "source": "earlier",
    }  # fmt: skip
    await _put(db, services, acting, case, slot, review, about, now)


async def take_licence(
    db: Db, services: CaseServices, acting: Acting, case_id: UUID, slot: str, licence: Licence | None, now: datetime
) -> None:
    """Use an electronic licence as just fetched from its register. Raises NoLongerHeld."""
    case, asked = await _slot(db, services, acting, case_id, slot, now)
    if licence is None or licence.kind != asked.document:
        raise NoLongerHeld
    told = msgspec.json.encode(licence, order="deterministic")
    about = {
        "id": uuid4(), "file_name": licence.title, "content_type": "application/json", "size": len(told),
        "digest": sha256(told).hexdigest(), "stored_as": "", "pages": 0, "source": "licence",
    }  # fmt: skip
    await _put(db, services, acting, case, slot, of_licence(licence, asked), about, now)


def of_licence(licence: Licence, asked: Asked) -> StoredReview:
    """Convert a licence to a stored review with confirmed fields."""
    told = licence.fields | {"issued_on": licence.issued_on.isoformat()}
    told["valid_until"] = licence.valid_until.isoformat() if licence.valid_until else FOREVER
    fields = {name: ReadField(value, True, None, 1.0, "register") for name, value in told.items()}
    word = Finding("licence", "passed", "licence", {"issuer": licence.issuer}, seen=licence.title)
    return StoredReview(asked.document, fields, (word,), kind_sure=True, issuer=licence.issuer)


async def _slot(
    db: Db, services: CaseServices, acting: Acting, case_id: UUID, slot: str, now: datetime
) -> tuple[Case, Asked]:
    case = await lock_case(db, acting, case_id, "paper_added", now)
    await own_slot(db, acting, case_id, slot)
    return case, await services.catalogue.material(db, case.service_version, slot)


async def _put(
    db: Db,
    services: CaseServices,
    acting: Acting,
    case: Case,
    slot: str,
    review: StoredReview,
    about: dict[str, Any],
    now: datetime,
) -> None:
    """Put the material into the slot, replace the earlier one and compare all papers again."""
    review = check_again(
        review,
        await services.catalogue.material(db, case.service_version, slot),
        ExpectedDocument(profile=await profile_of(db, services, case)),
        local_date(now),
    )
    columns = review_columns(services, about["id"], review, await check_accuracy.advisory_checks(db))
    await materials.replace_earlier(db, case_id=case.id, slot=slot, principal=case.principal)
    await materials.add_held(
        db,
        principal=case.principal,
        case_id=case.id,
        slot=slot,
        at=now,
        valid_until=valid_until(review),
        **about,
        **columns,
    )
    await append_event(db, case, "paper_added", acting.actor, now, source=about["source"])
    await note(db, acting.actor, f"paper.{about['source']}_used", str(about["id"]), now)
    await compare_papers(db, services, case, now)


Source = Literal["earlier", "licence"]


async def use_held_material(
    transaction: Transaction, services: CaseServices, file_store: FileStore, acting: Acting, case_id: UUID, slot: str,
    source: Source, key: str, now: datetime,
) -> None:  # fmt: skip
    """Put a material that is held already into a slot; a register is asked before the transaction that takes its licence.

    `key`: id of the earlier paper. Raises NotThere, NoLongerHeld, ConsentNeeded.
    """
    licence = await licence_for(transaction, services, acting, case_id, slot, now) if source == "licence" else None
    async with transaction() as db:
        if source == "licence":
            await take_licence(db, services, acting, case_id, slot, licence, now)
        else:
            await take_earlier(db, services, file_store, acting, case_id, slot, paper_id(key), now)


def paper_id(text: str) -> UUID:
    """Read the id of a paper; raises NotThere for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise NotThere from None
