"""What the page of one paper shows: what is asked, what was handed in, what pre-review says of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from backend.cases import slots
from backend.cases import store as case_store
from backend.cases.papers import reuse
from backend.cases.reviews.stored_review import StoredReview, open_review
from backend.cases.services import CaseServices
from backend.cases.types import State
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.reading.types import Finding
from backend.materials.types import Material as Paper
from backend.registers.types import Licence
from backend.residents.types import Acting
from pwa.templates import day

PATIENCE = timedelta(seconds=60)
"""Whoever has waited so long is told that a person will look, and goes on."""


async def paper(
    db: Db,
    services: CaseServices,
    acting: Acting,
    id: UUID,
    slot: str,
    now: datetime,
    *,
    licence: Licence | None = None,
    problem: str = "",
) -> dict[str, Any]:
    """One paper of a case; `licence`: what its register said before, since nobody is asked in here."""
    case = await case_store.get(db, id=id, principal=acting.principal)
    material = await slots.material_for_slot(db, services, case, slot)
    held = next(
        (m for m in await materials.of_case(db, case_id=id, principal=acting.principal) if m.slot == slot), None
    )
    kept = open_review(services, held) if held else None
    here = f"/cases/{id}/papers/{slot}"
    waiting = held is not None and held.state == "waiting"
    return {
        "back": f"/cases/{id}", "step": "", "leave": "", "service": (await services.catalogue.version(db, case.service_version)).service,
        "material": material, "state": paper_state(held), "preview": f"/papers/{held.id}/page/1" if held and held.pages else "",
        "findings": to_do(kept, held), "marks": marks(kept, held), "size": kept.sizes[0] if kept and kept.sizes else None,
        "action": here, "live": f"{here}/news" if waiting else "", "again": here if waiting else "",
        "patience": bool(waiting and held and now - held.uploaded_at > PATIENCE),
        "insist": f"{here}/insistence", "remove": f"{here}/removal", "onward": f"/cases/{id}", "use": f"{here}/held", "says": origin(held, kept),
        "offers": await reuse.held_materials(db, services, case, material, licence, now) if held is None else reuse.HeldMaterials(),
        "closed": case.state not in (State.DRAFT, State.IN_CORRECTION), "errors": [{"text": problem, "href": "#f-file"}] if problem else [],
    }  # fmt: skip


def origin(held: Paper | None, kept: StoredReview | None) -> str:
    """Where a paper comes from that nobody uploaded here."""
    if held is None or held.source == "upload":
        return ""
    until = f"有效期至{day(held.valid_until)}。" if held.valid_until else ""
    if held.source == "earlier":
        return f"用的是您以前交过的这一份。{until}"
    return f"{held.file_name}（电子证照），{kept.issuer if kept else ''}签发，{day(local_date(held.uploaded_at))}向证照库核验。{until}"


def paper_state(held: Paper | None) -> str:
    """How the paper stands, as the upload component names it."""
    if held is None:
        return "empty"
    return "could_not_tell" if held.overruled else held.verdict or "reading"


def to_do(kept: StoredReview | None, held: Paper | None) -> list[Finding]:
    """All that isn't fine, at once; what only advises doesn't sound like a refusal."""
    if kept is None or held is None:
        return []
    found = [f for f in kept.findings if f.outcome != "passed"]
    if kept.says and not any(f.check == "readable" for f in found):
        found = [Finding("readable", "could_not_tell", kept.says)]
    return [gentle(f) for f in found] if held.verdict != "failed" or held.overruled else found


def gentle(finding: Finding) -> Finding:
    """A failure that sends nothing back is a doubt to its reader."""
    return Finding(finding.check, "could_not_tell", finding.reason, finding.advice, finding.seen, finding.region)


def marks(kept: StoredReview | None, held: Paper | None) -> list[dict[str, Any]]:
    """Where on the first page the findings are, numbered as they are listed."""
    numbered = enumerate(to_do(kept, held), 1)
    return [
        {"number": number, "tone": f.outcome, "left": f.region.left, "top": f.region.top, "right": f.region.right, "bottom": f.region.bottom}
        for number, f in numbered if f.region is not None and f.region.page == 0
    ]  # fmt: skip
