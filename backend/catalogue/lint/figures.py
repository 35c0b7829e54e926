"""Lint: limits, visits, fees and results agree (quality rules of the national item list)."""

from collections.abc import Iterator

from backend.catalogue.lint.lint_finding import LintFinding
from backend.catalogue.types import Service, TimeLimit
from backend.catalogue.vocabulary import Unit
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
    yield from _result(service)


def _promise(service: Service) -> Iterator[LintFinding]:
    promised = service.limit.promised
    at = ("limit", "promised")
    if promised < 0:
        yield LintFinding(at, "承诺时限不能是负数。")
    if (service.handling == "instant") != (promised == 0):
        yield LintFinding(at, "当场有结果（handling = instant）和承诺时限0要同时成立。")
    if service.handling == "same_day" and promised != 1:
        yield LintFinding(at, "当天办结（handling = same_day）的承诺时限应当是1个工作日。")


def _statutory(limit: TimeLimit) -> Iterator[LintFinding]:
    if limit.statutory is None:
        return
    if limit.statutory <= 0:
        yield LintFinding(("limit", "statutory"), "法定时限要大于零；没有法定时限就不写这一项。")
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
        yield LintFinding(("channels", "visit_reason"), "要到现场的写明为什么（visit_reason）；不用到现场的不写。")
    if service.zero_trip and channels.visits != 0:
        yield LintFinding(("channels", "visits"), "零跑腿的事项到现场次数是0。")
    if service.zero_trip and not channels.app:
        yield LintFinding(("channels", "app"), "零跑腿的事项要能在手机上办。")
    if not service.zero_trip and channels.visits == 0:
        yield LintFinding(("zero_trip",), "到现场次数是0，就是零跑腿。")
    if not (channels.app or channels.kiosk or channels.counter):
        yield LintFinding(("channels",), "至少要有一个办理渠道。")


def _fee(service: Service) -> Iterator[LintFinding]:
    fee = service.fee
    for key, value in (("standard", fee.standard), ("basis", fee.basis)):
        if fee.charged != bool(value):
            yield LintFinding(("fee", key), "收费的写明标准和依据；不收费的不写。")


def _result(service: Service) -> Iterator[LintFinding]:
    if service.printable and service.result.kind != "certificate":
        yield LintFinding(("result", "kind"), "可以打印的证明，结果应当是证明（certificate）。")
    if service.item_type == "行政许可" and not service.question:
        yield LintFinding(("question",), "行政许可至少要有一个常见问题。")
