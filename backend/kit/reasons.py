"""Typed reasons: the single rule for their minimum length."""

from http import HTTPStatus
from typing import Literal

from backend.kit.problems import Refusal
from backend.kit.text import clean

LEAST = 5
"""Characters of a reason that another person can understand: a proposal of this house."""
About = Literal["act", "shown", "repayment", "fault", "revocation", "objection", "answer", "switch", "brake"]
"""What the reason is for; decides what the refusal asks for and says."""


class ReasonNeeded(Refusal):
    """A reason is missing or says too little; its variant is what the reason is for."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def is_reason(text: str) -> bool:
    """Check whether a typed reason is long enough."""
    return len(clean(text)) >= LEAST


def need_reason(text: str, about: About = "act") -> str:
    """Clean a typed reason; raises ReasonNeeded for one that says too little."""
    if not is_reason(text):
        raise ReasonNeeded(about, least=LEAST)
    return clean(text)
