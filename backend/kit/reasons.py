"""Typed reasons: the single rule for their minimum length."""

from http import HTTPStatus

from backend.kit.problems import Refusal
from backend.kit.text import clean

LEAST = 5
"""Characters of a reason that another person can understand: a proposal of this house."""
RESIDENT_READS = "居民会原样看到"


class ReasonNeeded(Refusal):
    """A reason is missing or says too little; `ask` is what to write, `rest` what else there is to say about it."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def is_reason(text: str) -> bool:
    """Check whether a typed reason is long enough."""
    return len(clean(text)) >= LEAST


def need_reason(text: str, ask: str = "请写明理由", rest: str = "") -> str:
    """Clean a typed reason; raises ReasonNeeded with “{ask}，至少5个字。{rest}。” for one that says too little."""
    if not is_reason(text):
        raise ReasonNeeded(ask=ask, least=LEAST, rest=rest)
    return clean(text)
