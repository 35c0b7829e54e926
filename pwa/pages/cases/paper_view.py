"""What the page of one paper shows: what is asked, what was handed in, what pre-review says of it."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from backend.cases import flow, store
from backend.cases.lock import not_claimed
from backend.cases.papers import hand_in, reuse
from backend.cases.reviews.stored_review import StoredReview, open_review
from backend.cases.services import CaseServices
from backend.cases.sight import sight_of
from backend.cases.signatures.sign import signatures_of
from backend.cases.signatures.types import Signature
from backend.catalogue.types import RequiredMaterial as Asked
from backend.catalogue.types import Service
from backend.kit.clock import SHANGHAI
from backend.kit.messages.formats import moment
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.reading.types import Finding
from backend.materials.types import Material as Paper
from backend.registers.types import Licence
from backend.residents.browser_storage import Keeping
from backend.residents.types import Acting
from pwa.pages.cases.case_page import next_page
from pwa.pages.cases.unfinished_uploads import Sending, sending
from pwa.views.marks import PictureMark, picture_marks
from pwa.views.parts import FormError, field_error

PATIENCE = timedelta(seconds=60)
"""Longest wait for pre-review; then the page says that an officer will look, and one goes on."""

NO_PICTURE_HELPS = frozenset({"agrees.nothing_read", "class.for_person", "issue.for_person", "person.nothing_read"})
"""Findings of which the applicant can mend nothing with another picture."""
ORIGIN = Messages.beside(__file__).texts("origin")


class PaperPage(Struct, frozen=True, kw_only=True):
    """The page of one paper.

    `theirs`: the principal's own, which a helper doesn't read. `sign`: where its text is signed instead, "" if it isn't.
    `live`, `again`: event stream and page to ask while it is read; `patience`: it takes long.
    """

    service: Service
    material: Asked
    state: str
    preview: str
    findings: list[Finding]
    marks: list[PictureMark]
    size: tuple[int, int] | None
    says: str
    offers: reuse.HeldMaterials
    closed: bool
    theirs: bool
    patience: bool
    sending: Sending
    back: str
    onward: str
    action: str
    live: str
    again: str
    insist: str
    remove: str
    use: str
    sign: str
    signature: Signature | None
    signed_at: str
    errors: list[FormError]
    step: str = ""
    leave: str = ""


async def paper_page(
    db: Db, services: CaseServices, acting: Acting, id: UUID, slot: str, keeping: Keeping, now: datetime,
    *, licence: Licence | None = None, problem: str = "",
) -> PaperPage:  # fmt: skip
    """Show one paper; `licence`: what its register said before, since no register is asked in here; `problem`: an upload's refusal."""
    case = await store.get(db, id=id, principal=acting.principal)
    await materials.seen(db, case_id=id, principal=acting.principal, at=now)
    material = await services.catalogue.material(db, case.service_version, slot)
    paper = await hand_in.in_slot(db, acting, id, slot)
    await not_claimed(db, acting, id)
    theirs = paper is not None and not (await sight_of(db, acting, id)).reads_paper(paper.id)
    kept = open_review(services, paper) if paper and not theirs else None
    signature = (
        (await signatures_of(db, services, id, acting.principal)).get(paper.id) if paper and not theirs else None
    )
    here, waiting = f"/cases/{id}/papers/{slot}", paper is not None and paper.state == "waiting"
    return PaperPage(
        service=(await services.catalogue.version(db, case.service_version)).service, material=material, state=paper_state(paper),
        preview=f"/papers/{paper.id}/page/1" if paper and paper.pages and not theirs else "", findings=to_do(kept, paper),
        marks=picture_marks(to_do(kept, paper)), size=kept.sizes[0] if kept and kept.sizes else None, says="" if theirs else origin(paper, kept),
        offers=offered(await reuse.held_materials(db, services, case, material, licence, now) if paper is None else reuse.HeldMaterials(), acting),
        closed=not flow.is_being_filled_in(case), patience=bool(waiting and paper and now - paper.uploaded_at > PATIENCE),
        sending=await sending(db, acting, id, slot, keeping, now),
        back=f"/cases/{id}", onward=await next_page(db, services, acting, id, here), action=here,
        live=f"{here}/news" if waiting else "", again=f"{here}?after=reading" if waiting else "",
        insist=f"{here}/insistence", remove=f"{here}/removal", use=f"{here}/held",
        sign=f"{here}/signature" if material.signs and acting.mandate is None else "", signature=signature,
        signed_at=moment(signature.signed_at.astimezone(SHANGHAI)) if signature else "",
        errors=[field_error("file", problem)] if problem else [], theirs=theirs,
    )  # fmt: skip


async def read_well(db: Db, services: CaseServices, acting: Acting, id: UUID, slot: str) -> str:
    """Where to go on when another picture would change nothing; "" while there is something to see or to do."""
    paper = await hand_in.in_slot(db, acting, id, slot)
    if paper is None or not (paper_state(paper) == "passed" or is_for_officer(open_review(services, paper), paper)):
        return ""
    return await next_page(db, services, acting, id, f"/cases/{id}/papers/{slot}")


def is_for_officer(kept: StoredReview | None, paper: Paper) -> bool:
    """Tell whether all that is in doubt about a paper is for an officer to look at, whatever picture is taken."""
    doubts = to_do(kept, paper) if paper.verdict == "could_not_tell" else []
    return bool(doubts) and all(one.key in NO_PICTURE_HELPS for one in doubts)


def offered(found: reuse.HeldMaterials, acting: Acting) -> reuse.HeldMaterials:
    """What is held already, as the reader may see it: a helper by consent may use it, and reads nothing of it."""
    if not acting.masked:
        return found
    return reuse.HeldMaterials(tuple(replace(one, issuer="", since=None, until=None) for one in found.found))


def origin(paper: Paper | None, kept: StoredReview | None) -> str:
    """Where a paper comes from that nobody uploaded here."""
    if paper is None or paper.source in ("upload", "signature"):
        return ""
    if paper.source == "earlier":
        return ORIGIN("earlier", until=paper.valid_until)
    issuer = kept.issuer if kept else None
    return ORIGIN("licence", name=paper.file_name, issuer=issuer, checked=paper.uploaded_at, until=paper.valid_until)


def paper_state(paper: Paper | None) -> str:
    """How the paper stands, as the upload component names it."""
    if paper is None:
        return "empty"
    return "could_not_tell" if paper.overruled else paper.verdict or "reading"


def to_do(kept: StoredReview | None, paper: Paper | None) -> list[Finding]:
    """All that isn't fine, at once; what only advises doesn't sound like a refusal."""
    if kept is None or paper is None:
        return []
    found = [f for f in kept.findings if f.outcome != "passed"]
    if kept.reason and not any(f.check == "readable" for f in found):
        found = [Finding("readable", "could_not_tell", f"unreadable.{kept.reason}")]
    return [gentle(f) for f in found] if paper.verdict != "failed" or paper.overruled else found


def gentle(finding: Finding) -> Finding:
    """A failure that sends nothing back is a doubt to its reader."""
    return replace(finding, outcome="could_not_tell")
