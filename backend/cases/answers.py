"""Answers to a form, sealed in the row of their case: reading and sealing them."""

from collections.abc import Mapping
from typing import Any, Literal, Protocol
from uuid import UUID

import msgspec

from backend.cases.services import CaseServices
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

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


AnswerFault = Literal[
    "as_said", "one_only", "choose", "fill_in", "choose_some", "too_long", "unreadable", "not_offered", "not_offered_one",
    "yes_or_no", "email", "name", "credit_code", "no_account", "two_accounts", "account", "division", "plate", "number",
    "amount", "too_exact", "too_exact_amount", "too_small", "too_large", "year", "date", "month", "parts_missing",
]  # fmt: skip
ANSWER = Messages.beside(__file__).mistakes("answer", Audience.RESIDENT, members=AnswerFault)


class InvalidAnswer(Exception):
    """The answer is invalid; its text is the sentence for the resident: the message `answer.<key>` with its facts. `fault` is the key."""

    def __init__(self, key: AnswerFault, /, **facts: Any) -> None:
        self.fault = key
        super().__init__(ANSWER(key, **facts))
