"""What a helper may do: the one table of steps and the power that each needs. Pure.

A route names its step; a route without one is closed while its visitor acts for somebody else.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from backend.catalogue.effects import effects_of
from backend.catalogue.types import Service
from backend.delegation.types import BY_LAW, OFFICES, Authority, Basis, Power

Step = Literal[
    "case.seen", "case.opened", "case.answered", "paper.seen", "paper.added", "paper.removed", "paper.insisted",
    "draft.sent_back", "value.compared", "consent.asked", "case.submitted", "case.withdrawn", "review.asked",
    "field.opened", "draft.claimed", "consent.given", "payee.chosen", "number.changed", "passkey.changed", "privacy.consented",
    "account.closed", "data.exported", "identity.proved", "mandate.given", "mandate.ended", "message.read", "payment.stopped",
]  # fmt: skip
"""Everything that somebody can do in another's affairs, whether a helper ever may or not."""

NEEDS: Mapping[Step, Power] = MappingProxyType({
    "case.seen": Power.SEE, "paper.seen": Power.PREPARE, "case.opened": Power.PREPARE, "case.answered": Power.PREPARE,
    "paper.added": Power.PREPARE, "paper.removed": Power.PREPARE, "paper.insisted": Power.PREPARE, "draft.sent_back": Power.PREPARE,
    "value.compared": Power.PREPARE,
    "consent.asked": Power.SUBMIT_WITH_CONSENT,
    "case.submitted": Power.SUBMIT, "case.withdrawn": Power.SUBMIT, "review.asked": Power.SUBMIT,
})  # fmt: skip
"""The least power for a step."""

NEVER: frozenset[Step] = frozenset({
    "field.opened", "draft.claimed", "consent.given", "payee.chosen", "number.changed", "passkey.changed", "privacy.consented",
    "account.closed", "data.exported", "identity.proved", "mandate.given", "mandate.ended", "message.read", "payment.stopped",
})  # fmt: skip
"""Steps that no power allows: they are the principal's own."""

OF_AN_OFFICE: frozenset[Step] = frozenset({
    "consent.given", "draft.claimed", "payee.chosen", "mandate.given", "mandate.ended", "field.opened", "message.read",
})  # fmt: skip
"""What whoever holds an office does as the organisation, which has nobody else to do it."""
OF_PARENTS: frozenset[Step] = frozenset({"payee.chosen", "draft.claimed", "field.opened"})
"""What parents and guardians do in place of somebody who can't."""

LIMIT: Mapping[str, Power | None] = MappingProxyType({
    "none": None, "see": Power.SEE, "prepare": Power.PREPARE, "consent": Power.SUBMIT_WITH_CONSENT, "submit": Power.SUBMIT,
})  # fmt: skip
"""The words that a service uses for the highest power it allows."""


def highest(service: Service, basis: Basis) -> Power | None:
    """The highest power that a mandate may give in a service; None where the service forbids helpers.

    By consent never more than submit-with-consent where money is paid or a contact changes. Authority by law isn't limited
    by a service: it is the law's way for the principal to act at all.
    """
    if basis in BY_LAW:
        return Power.SUBMIT
    wanted = (
        LIMIT[service.helper]
        if service.helper
        else (Power.SUBMIT_WITH_CONSENT if effects_of(service) else Power.SUBMIT)
    )
    moves = effects_of(service) & {"pays", "changes_contact"}
    return min(wanted, Power.SUBMIT_WITH_CONSENT) if wanted is not None and moves else wanted


def allowed(step: Step, power: Power | None, basis: Basis = "consent") -> bool:
    """May a helper with this power take this step?"""
    if step in NEVER:
        return (basis in OFFICES and step in OF_AN_OFFICE) or (basis in BY_LAW - OFFICES and step in OF_PARENTS)
    return power is not None and power >= NEEDS[step]


def may(authority: Authority, step: Step, service: Service) -> bool:
    """May this helper take this step in this service? The mandate's power counts as far as the service allows helpers at all."""
    given, most = authority.power(service.code), highest(service, authority.basis)
    if given is None or most is None:
        return False
    return allowed(step, min(given, most), authority.basis)
