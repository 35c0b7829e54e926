"""Effects of a service (pays, discloses, changes a contact, binds) and the proof they demand of the applicant. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from backend.catalogue.types import FormField, Service
from backend.catalogue.vocabulary import CONFIRMATION, LICENCE, Effect, Moves
from backend.kit.messages.render import Messages
from backend.residents.types import Assurance

Effects = frozenset[Effect]
KNOWN_ACCOUNT = "known"
"""The answer of whoever chooses the account that is already known: the number itself never leaves the house."""
StepUp = Literal["none", "fresh", "another_factor"]
"""The proof at the moment of submission: none; any recent one; a recent one by another factor than the sign-in."""

EFFECTS = Messages.beside(__file__).words("Effect", Effect)
"""The words that editors and residents read."""


class Demand(Struct, frozen=True):
    """Required proof: assurance level for machine approval, step-up for submission."""

    assurance: Assurance
    step_up: StepUp


Way = Literal["form", "offer"]
"""How a case is submitted: by the person or their helper on a page, or by an offer that was accepted for its day."""


class Exempt(Struct, frozen=True):
    """Way of submitting without a fresh proof, with the reason and the test of the safeguards that replace it."""

    way: Way
    reason: str
    guarded_by: str


EXCEPTIONS: tuple[Exempt, ...] = (
    Exempt(
        "offer",
        "a yes given weeks ago by a proven person from a number or session of their own, to their bank-checked account, told to every contact",
        "tests/guarantees/test_offers.py",
    ),
)
"""The one way without a fresh proof (decision 0164); a changed account or contact still needs another factor."""


def effects_of(service: Service) -> Effects:
    """Return the effects of a service: derived from its content, plus those declared by editors."""
    return (derived_effects(service) | frozenset(service.effects)) - {"none"}


def derived_effects(service: Service) -> Effects:
    """Return the effects that the content itself shows; the file must declare at least these."""
    return frozenset(_shown_by(service))


def _shown_by(service: Service) -> Iterator[Effect]:
    moved = {redirect_target(field) for field in service.field}
    if service.result.kind == "payment" or "account" in moved:
        yield "pays"
    if service.result.kind == "certificate" and service.audience != "enterprise":
        yield "discloses"
    if moved & {"contact", "delivery"}:
        yield "changes_contact"
    if service.result.kind == "licence" or service.item_type in {LICENCE, CONFIRMATION}:
        yield "binds"


def redirect_target(field: FormField) -> Moves:
    """Return what an answer to this field redirects: account, contact, delivery or nothing."""
    return field.moves or ("account" if field.kind == "bank_account" else "nothing")


def payee_fields(service: Service) -> tuple[FormField, ...]:
    """Return the form fields for the payee account."""
    return tuple(field for field in service.field if redirect_target(field) == "account")


def redirections(service: Service, answers: Mapping[str, Any], on_record: Mapping[str, str]) -> tuple[FormField, ...]:
    """Return the fields whose answers redirect money, a contact or a delivery away from what is on record.

    `answers` are those that apply; `on_record` holds confirmed values by prefill name. An answer equal to one moves nothing.
    """
    known = {plain(value) for value in on_record.values() if value}
    return tuple(
        field
        for field in service.field
        if redirect_target(field) != "nothing"
        and (given := plain(answers.get(field.key)))
        and given not in known | {KNOWN_ACCOUNT}
    )


def plain(value: Any) -> str:
    """Normalise a value for comparison: no spaces in numbers."""
    return "".join(str(value or "").split())


def demand(effects: Effects, redirects: bool = False) -> Demand:
    """Return the proof that effects demand; `redirects`: this case moves money or a contact to a new target."""
    if not effects:
        return Demand(Assurance.DOCUMENT, "none")
    return Demand(Assurance.VERIFIED, "another_factor" if redirects else "fresh")
