"""What the tables of grants can be asked. The SQL is beside this file."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from backend.cases.grants.types import GrantEvent, GrantHeld, Order, Own
from backend.kit.sql import Queries


class Missed(Struct, frozen=True, kw_only=True):
    """A recurring check that was not done by its last day."""

    id: UUID
    person: UUID
    case_id: UUID
    kind: str
    due_on: date


class DecisionBehind(Struct, frozen=True, kw_only=True):
    """What a grant rests on."""

    decision: UUID
    decided_by: str
    inputs: bytes
    service_version: UUID


sql = Queries.beside(__file__)
begin = sql.run("begin")
of_person = sql.many("of_person", GrantHeld)
of_case_grant = sql.maybe("of_case_grant", GrantHeld)
grant_for_change = sql.maybe("grant_for_change", GrantHeld)
history = sql.many("history", GrantEvent)
add_step = sql.run("add_step")
stands_on = sql.run("stands_on")
missed_checks = sql.many("missed_checks", Missed)
to_pay = sql.many("to_pay", GrantHeld)
own_of = sql.many("own_of", Own)
running_for = sql.value("running_for", list[str])
decision_of = sql.maybe("decision_of", DecisionBehind)


class OrdersInState(Struct, frozen=True):
    """How many orders stand in one state."""

    state: str
    number: int


to_repay = sql.many("to_repay", Order)
orders_of_grant = sql.many("orders_of_grant", Order)
orders_of_person = sql.many("orders_of_person", Order)
list_order = sql.run("list_order")
list_again = sql.run("list_again")
to_leave = sql.many("to_leave", Order)
order_for_change = sql.maybe("order_for_change", Order)
stop_in_question = sql.value("stop_in_question", bool)
mark_order = sql.run("mark_order")
leave = sql.run("leave")
leaving = sql.many("leaving", Order)
unsettled = sql.many("unsettled", Order)
settle_order = sql.run("settle_order")
told_of = sql.run("told_of")
orders_by_state = sql.many("orders_by_state", OrdersInState)
