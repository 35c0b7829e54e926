"""Types of drafts."""

from msgspec import Struct


class FormStop(Struct, frozen=True):
    """How many drafts were left alone after a question (the first one of its page)."""

    service: str
    question: str
    people: int
