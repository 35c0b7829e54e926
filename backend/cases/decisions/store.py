"""Queries over stored decisions; SQL in `queries.sql`."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.cases.types import StoredDecision
from backend.kit.sql import Queries


class DecisionToReplay(StoredDecision, frozen=True, kw_only=True):
    """A decision with the service it was made for."""

    service: str


class InstantApprovals(Struct, frozen=True):
    """Number of instant approvals of a service."""

    code: str
    number: int


class UpheldReview(Struct, frozen=True, kw_only=True):
    """A review that ended in the resident's favour: what stood before, and the sealed decision in its place."""

    service: str
    person: UUID
    was: Literal["refused", "not_accepted", "receipt_revoked"]
    decision: UUID | None
    result: bytes | None
    papers: list[str]


sql = Queries.beside(__file__)
latest_decision = sql.maybe("latest_decision", StoredDecision)
all_decisions = sql.many("all_decisions", DecisionToReplay)
upheld_reviews = sql.many("upheld_reviews", UpheldReview)
instant_approvals = sql.many("instant_approvals", InstantApprovals)
add_decision = sql.run("add_decision")
supersede_decision = sql.run("supersede_decision")
