"""Answers to a form, sealed in the row of their case: reading and sealing them."""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

import msgspec

from backend.cases.services import CaseServices
from backend.kit.messages.render import Messages

Answer = str | list[str]
Answers = Mapping[str, Answer]
"""Answers by key of the question."""


class HasAnswers(Protocol):
    """Any row of a case that holds its sealed answers."""

    @property
    def id(self) -> UUID:
        """The case."""
        ...

    @property
    def answers(self) -> bytes | None:
        """Sealed answers; None before the first page was saved."""
        ...


def answers_of(services: CaseServices, case: HasAnswers) -> dict[str, Answer]:
    """Decrypt the answers given so far, by key of the question."""
    if case.answers is None:
        return {}
    return msgspec.json.decode(services.vault.open(case.answers, f"case:{case.id}"), type=dict[str, Answer])


def sealed_answers(services: CaseServices, case: UUID, answers: Answers) -> bytes:
    """Encrypt the answers of a case, bound to its row."""
    return services.vault.seal(msgspec.json.encode(answers), f"case:{case}")


ANSWER = Messages.beside(__file__).texts("answer")


class InvalidAnswer(Exception):
    """The answer is invalid; its text is the sentence for the resident: the message `answer.<key>` with its facts."""

    def __init__(self, key: str, /, **facts: Any) -> None:
        super().__init__(ANSWER(key, **facts))
