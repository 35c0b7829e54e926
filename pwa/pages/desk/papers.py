"""Papers of a case beside what pre-review says of them, for an officer."""

from msgspec import Struct

from backend.cases.reviews.stored_review import StoredReview, open_review
from backend.cases.services import CaseServices
from backend.cases.signatures.sign import signatures_of
from backend.cases.signatures.types import Signature
from backend.cases.types import Case
from backend.catalogue.types import Service
from backend.kit.clock import SHANGHAI
from backend.kit.messages.formats import moment
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.reading.check_names import CHECKS, LABELS
from backend.materials.reading.types import Finding, Outcome
from backend.materials.types import Material
from pwa.views.marks import PictureMark, picture_marks

_words = Messages.beside(__file__).words

ORDER = {"failed": 0, "could_not_tell": 1, "passed": 2}
SOURCES = _words("SOURCES")


class ReadValue(Struct, frozen=True):
    """A value that was read from a paper; `confirmed`: a register or checksum agrees."""

    label: str
    value: str
    confirmed: bool


class FindingLine(Struct, frozen=True):
    """What a check found and what is to be done, as an officer reads it."""

    outcome: Outcome
    reason: str
    advice: str


class CheckChoice(Struct, frozen=True):
    """A check that an officer may name as the reason why a paper isn't usable."""

    key: str
    says: str


class DeskPaper(Struct, frozen=True, kw_only=True):
    """One paper: findings with what isn't fine first, marked on the picture by their number."""

    material: Material
    name: str
    review: StoredReview | None
    source: str
    findings: list[FindingLine]
    marks: list[PictureMark]
    size: tuple[int, int] | None
    read: list[ReadValue]
    checks: list[CheckChoice]
    signature: Signature | None
    signed_at: str


async def desk_papers(db: Db, services: CaseServices, case: Case, service: Service) -> list[DeskPaper]:
    """List the papers in their slots, then those that a scanner took out."""
    names, about = {m.key: m.name for m in service.material}, {"case_id": case.id, "principal": case.principal}
    papers = [*await materials.of_case(db, **about), *await materials.taken_out(db, **about)]
    signed = await signatures_of(db, services, case.id, case.principal)
    return [desk_paper(services, one, names.get(one.slot, one.slot), signed.get(one.id)) for one in papers]


def desk_paper(services: CaseServices, material: Material, name: str, signature: Signature | None) -> DeskPaper:
    """Put one paper beside its findings."""
    review = open_review(services, material)
    found = sorted(findings_of(review) if review else (), key=lambda f: ORDER[f.outcome])
    return DeskPaper(
        material=material, name=name, review=review, source=SOURCES.get(material.source, ""), findings=[finding_line(f) for f in found],
        marks=picture_marks(found), size=review.sizes[0] if review and review.sizes else None,
        read=[ReadValue(LABELS.get(key, key), f.value, f.confirmed) for key, f in (review.fields if review else {}).items()],
        checks=[CheckChoice(f.check, CHECKS[f.check]) for f in found if f.check in CHECKS],
        signature=signature, signed_at=moment(signature.signed_at.astimezone(SHANGHAI)) if signature else "",
    )  # fmt: skip


def findings_of(review: StoredReview) -> tuple[Finding, ...]:
    """Findings of a review; of a file that couldn't be read, why."""
    if review.reason and not review.findings:
        return (Finding("readable", "could_not_tell", f"unreadable.{review.reason}"),)
    return review.findings


def finding_line(finding: Finding) -> FindingLine:
    """Word a finding for an officer."""
    said = finding.message(Audience.OFFICER)
    return FindingLine(finding.outcome, said.text, said.body)
