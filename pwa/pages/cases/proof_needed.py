"""What the pages of a case say about proving who one is: before the form, in the list, before handing in."""

from urllib.parse import quote
from uuid import UUID

from msgspec import Struct

from backend.cases.answers import Answers
from backend.cases.services import CaseServices
from backend.cases.submission.step_up import is_proved, redirecting_answers, step_up_for
from backend.cases.types import Case
from backend.catalogue.effects import demand, effects_of
from backend.catalogue.published import Version
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.residents.types import Acting, Assurance, Identity
from pwa.pages.cases.tasks import TaskLine

_messages = Messages.beside(__file__)
_words = _messages.words

PROVING = _messages.texts("proving")
CONSEQUENCES = _words("CONSEQUENCES")


class ProofOffer(Struct, frozen=True):
    """What the page before the form says of proving who one is."""

    effects: list[str]
    instant: bool
    href: str


def proof_offer(services: CaseServices, version: Version, acting: Acting) -> ProofOffer | None:
    """Offer to prove who one is before the form; None to who is proven, or where nothing is at stake."""
    effects = effects_of(version.service)
    if acting.mandate is not None:  # it is the principal who would be proven, and who isn't here
        return None
    if acting.assurance >= demand(effects).assurance or not effects:
        return None
    here = quote(f"/cases/new?service={version.service.code}", safe="")
    says = [text for effect, text in CONSEQUENCES.items() if effect in effects]
    return ProofOffer(says, services.catalogue.decides_at_once(version), f"/me/identity?next={here}")


def identity_task(case: Case, service: Service, acting: Acting, instant: bool) -> list[TaskLine]:
    """Where a service has consequences: prove that it is you, or let an officer go on."""
    needed = demand(effects_of(service)).assurance
    if needed <= Assurance.DOCUMENT or acting.mandate is not None:
        return []
    done = acting.assurance >= needed
    hint = "" if done else PROVING("instant" if instant else "sooner")
    return [TaskLine(PROVING("task"), f"/me/identity?next=/cases/{case.id}", "done" if done else "advised", hint)]


class StepUp(Struct, frozen=True):
    """What is still to prove before handing in: "", fresh or another_factor; the way back; labels of redirecting answers."""

    proof: str
    next: str
    moved: list[str]


def step_up(
    acting: Acting, case: UUID, service: Service, answers: Answers, who: Identity, in_force: str, page: str = "check"
) -> StepUp:
    """Say what a page before submission asks to prove; nothing while the session's proof is enough."""
    needed = step_up_for(service, answers, who, acting.assurance, in_force)
    moved = redirecting_answers(service, answers, who, in_force) if needed == "another_factor" else []
    return StepUp(
        "" if is_proved(acting, needed) else needed, quote(f"/cases/{case}/{page}", safe="/"),
        [f.label.rstrip("？?") for f in moved],
    )  # fmt: skip
