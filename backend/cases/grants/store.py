"""Queries over grants, payment orders and recoveries; SQL in `queries.sql`."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from backend.cases.grants.types import GrantEvent, GrantState, OwnGrant, PaymentOrder, PersonGrant, Runs
from backend.kit.sql import Queries


class MissedCheck(Struct, frozen=True, kw_only=True):
    """A recurring check that was not done by its last day."""

    id: UUID
    person: UUID
    case_id: UUID
    kind: str
    due_on: date


class DecisionBehind(Struct, frozen=True, kw_only=True):
    """Decision behind a grant."""

    decision: UUID
    decided_by: str
    inputs: bytes
    service_version: UUID


class GrantStanding(Struct, frozen=True):
    """State of a grant without its holder."""

    runs: Runs
    state: GrantState


sql = Queries.beside(__file__)
begin = sql.run("begin")
of_person = sql.many("of_person", PersonGrant)
of_case_grant = sql.maybe("of_case_grant", PersonGrant)
grant_for_change = sql.maybe("grant_for_change", PersonGrant)
history = sql.many("history", GrantEvent)
add_step = sql.run("add_step")
stands_on = sql.run("stands_on")
standing_of_receipt = sql.maybe("standing_of_receipt", GrantStanding)
missed_checks = sql.many("missed_checks", MissedCheck)
to_pay = sql.many("to_pay", PersonGrant)
own_of = sql.many("own_of", OwnGrant)
running_for = sql.value("running_for", list[str])
decision_of = sql.maybe("decision_of", DecisionBehind)


to_repay = sql.many("to_repay", PaymentOrder)
orders_of_grant = sql.many("orders_of_grant", PaymentOrder)
list_order = sql.run("list_order")
list_again = sql.run("list_again")
to_leave = sql.many("to_leave", PaymentOrder)
order_for_change = sql.maybe("order_for_change", PaymentOrder)
stop_in_question = sql.value("stop_in_question", bool)
awaits_second_look = sql.value("awaits_second_look", bool)
mark_order = sql.run("mark_order")
leave = sql.run("leave")
leaving = sql.many("leaving", PaymentOrder)
unsettled = sql.many("unsettled", PaymentOrder)
settle_order = sql.run("settle_order")
told_of = sql.run("told_of")


class PaymentRecovery(Struct, frozen=True, kw_only=True):
    """A proposal to ask money back; `granted` is none until a second person has looked."""

    id: UUID
    order_id: UUID
    reason: str
    proposed_by: str
    granted: bool | None


class RecoveryOrder(Struct, frozen=True, kw_only=True):
    """What the treasury is asked to take back."""

    id: UUID
    order_id: UUID
    person: UUID
    yuan: int
    attempt: int


recoveries_of = sql.many("recoveries_of", PaymentRecovery)
propose_recovery = sql.run("propose_recovery")
settle_recovery = sql.run("settle_recovery")
to_recover = sql.many("to_recover", RecoveryOrder)
