"""Sign a paper on the page: one row beside the material it stands for; the digest binds text, case and name."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.audit.log import note
from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.events import append_event
from backend.cases.lock import lock_case
from backend.cases.reviews.compare import compare_papers
from backend.cases.services import CaseServices
from backend.cases.signatures import store
from backend.cases.signatures.problems import NameDiffers, SignatureMissing, SignatureUnreadable, TextChanged
from backend.cases.signatures.types import (
    HEIGHT,
    LEAST_POINTS,
    MOST_POINTS,
    WIDTH,
    Signature,
    SignatureRow,
    SignedMark,
    Stroke,
)
from backend.cases.types import Case
from backend.catalogue.types import RequiredMaterial
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.residents import service as residents
from backend.residents.disclosure import readable
from backend.residents.types import Acting

PAPER = Messages.beside(__file__).take("paper")


class Signable(Struct, frozen=True):
    """A paper that may be signed here and now, and by which name; "" where no document tells it."""

    asked: RequiredMaterial
    name: str


async def signable(db: Db, services: CaseServices, acting: Acting, case_id: UUID, slot: str) -> Signable:
    """Find what is to be signed; raises NotThere where a photo is needed or another acts, AlreadyMovedOn after the submission."""
    case = await case_store.get(db, id=case_id, principal=acting.principal)
    asked = await services.catalogue.material(db, case.service_version, slot)
    if not asked.signs or acting.mandate is not None:
        raise NotThere
    flow.next_move("paper_added", case, acting.actor.role)
    who = readable(await residents.identity_of(db, services.vault, acting.person), acting.assurance)
    return Signable(asked, who.name)


async def sign(
    db: Db, services: CaseServices, acting: Acting, case_id: UUID, slot: str, name: str, drawn: str, seen: str, now: datetime
) -> None:  # fmt: skip
    """Put a signature into a slot; `drawn`: strokes as the pad sends them, `seen`: digest of the text that was read.

    Raises NotThere where nothing is signed here, SignatureMissing, SignatureUnreadable, NameDiffers, TextChanged.
    """
    case = await lock_case(db, acting, case_id, "paper_added", now)
    found = await signable(db, services, acting, case_id, slot)
    asked = found.asked
    if seen != text_digest(asked.signs):
        raise TextChanged
    strokes = read_strokes(drawn) if drawn else ()
    signer = signer_name(found.name, name, drawn=bool(strokes))
    id, digest = uuid4(), signed_digest(asked.signs, case, slot, signer)
    await materials.replace_earlier(db, case_id=case.id, slot=slot, principal=case.principal)
    await materials.add_held(
        db, id=id, principal=case.principal, case_id=case.id, slot=slot, file_name=PAPER(name=asked.name).text, content_type="application/json",
        size=len(drawn), digest=digest, stored_as="", pages=0, source="signature", verdict="passed", findings=[], reading=None,
        valid_until=None, at=now,
    )  # fmt: skip
    sealed = services.vault.seal(msgspec.json.encode(SignedMark(signer, strokes)), f"signature:{id}")
    await store.add(
        db, material=id, case_id=case.id, principal=case.principal, says=asked.signs, digest=digest, way="drawn" if strokes else "typed",
        proof=acting.proofs[-1].means if acting.proofs else "", sealed=sealed, at=now,
    )  # fmt: skip
    await append_event(db, case, "paper_added", acting.actor, now, source="signature")
    await note(db, acting.actor, "paper.signed", str(id), now)
    await compare_papers(db, services, case, now)


def signer_name(known: str, typed: str, *, drawn: bool) -> str:
    """The name that signs: the document's where one is known, else the typed one. Raises NameDiffers, SignatureMissing."""
    typed = "".join(typed.split())
    if typed and known and typed != "".join(known.split()):
        raise NameDiffers
    if not typed and not drawn:
        raise SignatureMissing
    if not known and not typed:
        raise SignatureMissing
    return known or typed


def read_strokes(drawn: str) -> tuple[Stroke, ...]:
    """Read `x,y x,y;x,y …`; raises SignatureUnreadable for anything else, SignatureMissing for a slip of the finger."""
    try:
        strokes = tuple(tuple(point(one) for one in line.split(" ")) for line in drawn.split(";"))
    except ValueError:
        raise SignatureUnreadable from None
    points = sum(map(len, strokes))
    if points > MOST_POINTS:
        raise SignatureUnreadable
    if points < LEAST_POINTS:
        raise SignatureMissing
    return strokes


def point(text: str) -> tuple[int, int]:
    """Read one point; raises ValueError outside the pad."""
    x, y = text.split(",")
    found = int(x), int(y)
    if not (0 <= found[0] <= WIDTH and 0 <= found[1] <= HEIGHT and f"{found[0]},{found[1]}" == text):
        raise ValueError
    return found


def text_digest(says: str) -> str:
    """SHA-256 of a text, in hexadecimal digits."""
    return sha256(says.encode()).hexdigest()


def signed_digest(says: str, case: Case, slot: str, name: str) -> str:
    """SHA-256 over text, case number, paper and name as JSON with sorted keys: anybody who has them can repeat it."""
    signed = {"case": case.number, "name": name, "paper": slot, "text": says}
    return sha256(msgspec.json.encode(signed, order="sorted")).hexdigest()


async def signatures_of(db: Db, services: CaseServices, case_id: UUID, principal: UUID) -> dict[UUID, Signature]:
    """The signatures of a case that stand, by the id of their material."""
    rows = await store.of_case(db, case_id=case_id, principal=principal)
    return {row.material: opened(services, row) for row in rows}


def opened(services: CaseServices, row: SignatureRow) -> Signature:
    """Decrypt a signature."""
    mark = msgspec.json.decode(services.vault.open(row.sealed, f"signature:{row.material}"), type=SignedMark)
    lines = [" ".join(f"{x},{y}" for x, y in stroke) for stroke in mark.strokes]
    return Signature(
        says=row.says,
        digest=row.digest,
        way=row.way,
        proof=row.proof,
        name=mark.name,
        lines=lines,
        signed_at=row.signed_at,
    )
