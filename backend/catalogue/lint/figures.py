"""Lint: limits, visits, fees and results agree (quality rules of the national item list)."""

from collections.abc import Iterator

import msgspec

from backend.catalogue.lint.lint_finding import SAYS, LintFinding
from backend.catalogue.lint.patterns import FEES, NO_FEE, SAID_FREE
from backend.catalogue.lint.wording import texts
from backend.catalogue.types import Service, TimeLimit
from backend.catalogue.vocabulary import LICENCE, Unit
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

LONGER_THAN_LAW = Messages.beside(__file__).take("figures.longer-than-law")
FIVE_DAYS, WEEKEND = 5, 2
LONG_HOLIDAY, TWO_HOLIDAYS, MANY_DAYS = 8, 10, 16  # calendar days added at most, by the official plans of 2018 to 2026


def check_figures(service: Service) -> Iterator[LintFinding]:
    """Return contradictions between the figures of one service."""
    yield from _promise(service)
    yield from _statutory(service.limit)
    yield from _visits(service)
    yield from _fee(service)
    yield from _hidden_fee(service)
    yield from _result(service)


def _promise(service: Service) -> Iterator[LintFinding]:
    promised = service.limit.promised
    at = ("limit", "promised")
    if promised < 0:
        yield LintFinding(at, SAYS("promise_negative"))
    if (service.handling == "instant") != (promised == 0):
        yield LintFinding(at, SAYS("promise_of_instant"))
    if service.handling == "same_day" and promised != 1:
        yield LintFinding(at, SAYS("promise_of_same_day"))


def _statutory(limit: TimeLimit) -> Iterator[LintFinding]:
    if limit.statutory is None:
        return
    if limit.statutory <= 0:
        yield LintFinding(("limit", "statutory"), SAYS("statutory_zero"))
    elif may_exceed(limit.promised, limit.promised_unit, limit.statutory, limit.statutory_unit):
        yield LintFinding(("limit", "promised"), LONGER_THAN_LAW(Audience.OFFICER).text)


def may_exceed(promised: int, promised_unit: Unit, statutory: int, statutory_unit: Unit) -> bool:
    """Check whether a promise may end after the statutory limit; working days may span the longest holidays."""
    if promised_unit == statutory_unit:
        return promised > statutory
    if promised_unit == "working_day":
        return at_most(promised) > statutory
    return promised * FIVE_DAYS > statutory * (FIVE_DAYS + WEEKEND)


def at_most(number: int) -> int:
    """Return the calendar days that working days take at most, over weekends and the longest holidays."""
    if not number:
        return 0
    return number + WEEKEND * -(-number // FIVE_DAYS) + (LONG_HOLIDAY if number < MANY_DAYS else TWO_HOLIDAYS)


def _visits(service: Service) -> Iterator[LintFinding]:
    channels = service.channels
    if (channels.visits > 0) != bool(channels.visit_reason):
        yield LintFinding(("channels", "visit_reason"), SAYS("visit_reason"))
    if service.zero_trip and channels.visits != 0:
        yield LintFinding(("channels", "visits"), SAYS("zero_trip_visits"))
    if service.zero_trip and not channels.app:
        yield LintFinding(("channels", "app"), SAYS("zero_trip_app"))
    if not service.zero_trip and channels.visits == 0:
        yield LintFinding(("zero_trip",), SAYS("is_zero_trip"))
    if not (channels.app or channels.kiosk or channels.counter):
        yield LintFinding(("channels",), SAYS("no_channel"))


def _fee(service: Service) -> Iterator[LintFinding]:
    fee = service.fee
    for key, value in (("standard", fee.standard), ("basis", fee.basis)):
        if fee.charged != bool(value):
            yield LintFinding(("fee", key), SAYS("fee"))


def _hidden_fee(service: Service) -> Iterator[LintFinding]:
    """A service that is free, and whose texts speak of a fee all the same."""
    if service.fee.charged:
        return
    if service.fee.says and not SAID_FREE.search(service.fee.says):
        yield LintFinding(("fee", "says"), SAYS("free_and_charged"))
    for path, said in texts(msgspec.to_builtins(service)):
        if (
            path[0] not in {"aliases", "provenance", "elsewhere"}
            and (found := FEES.search(said))
            and not NO_FEE.search(said)
        ):
            yield LintFinding(path, SAYS("fee_hidden", word=found[0]))


def _result(service: Service) -> Iterator[LintFinding]:
    if service.printable and service.result.kind != "certificate":
        yield LintFinding(("result", "kind"), SAYS("printable"))
    if service.item_type == LICENCE and not service.question:
        yield LintFinding(("question",), SAYS("licence_questions"))
