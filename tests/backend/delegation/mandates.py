"""Mandates as the tests make them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from backend.delegation.lifecycle import PROPOSAL
from backend.delegation.types import Mandate
from tests.conftest import NOW

PRINCIPAL, HELPER, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)


def mandate(**changes: Any) -> Mandate:
    """A proposal that the helper made just now, unless said otherwise."""
    given: dict[str, Any] = {
        "id": UUID(int=9), "principal": PRINCIPAL, "helper": HELPER, "basis": "consent", "channel": "device", "relation": "grandchild",
        "state": "proposed", "reason": None, "proposed_by": "helper", "days": 30, "proposed_at": NOW, "lapses_at": NOW + PROPOSAL,
        "helper_agreed_at": NOW,
    }  # fmt: skip
    return Mandate(**{**given, **changes})


def active(**changes: Any) -> Mandate:
    """A mandate that began now."""
    begun = {"state": "active", "principal_agreed_at": NOW, "active_at": NOW, "expires_at": NOW + timedelta(days=30)}
    return mandate(**{**begun, **changes})
