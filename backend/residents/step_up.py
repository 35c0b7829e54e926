"""Proofs that an act needs, and the refusals for want of one. Knows no framework: jobs import it, too."""

from http import HTTPStatus

from backend.kit.problems import Refusal
from backend.residents.types import FreshProof, ProofMeans, Proofs

ANOTHER_FACTOR: frozenset[ProofMeans] = frozenset({"passkey", "face", "provider", "officer"})
"""Means that a thief of the number doesn't have: an SMS goes to whoever holds the SIM card, so it is never one of them."""


class StepUpNeeded(Refusal):
    """The person signed in too long ago for this act."""

    status = HTTPStatus.FORBIDDEN


class AnotherFactorNeeded(StepUpNeeded):
    """The act moves money or a contact, and nothing but the SMS has shown so far who is there."""


class NotWhileHelping(Refusal):
    """What no helper may do, and the answer of every route that isn't part of acting for another."""

    status = HTTPStatus.FORBIDDEN


def need_fresh(proofs: Proofs) -> None:
    """Raise StepUpNeeded unless a fresh proof by any means is there."""
    if not proofs:
        raise StepUpNeeded


def need_another_factor(proofs: Proofs) -> None:
    """Raise AnotherFactorNeeded unless a fresh proof by another factor than the SMS is there."""
    if stepped_up_with(proofs) is None:
        raise AnotherFactorNeeded


def stepped_up_with(proofs: Proofs) -> FreshProof | None:
    """The newest proof by another factor than the SMS."""
    return next((proof for proof in reversed(proofs) if proof.means in ANOTHER_FACTOR), None)
