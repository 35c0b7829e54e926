"""Lint: limits, visits, fees and results agree (quality rules of the national item list)."""

from collections.abc import Iterator
from fractions import Fraction

from backend.catalogue.lint.lint_finding import LintFinding
from backend.catalogue.types import Service, TimeLimit
from backend.catalogue.vocabulary import Unit

WEEK = {"working_day": Fraction(7, 5), "calendar_day": Fraction(1)}  # calendar days that one such day takes at least


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
    elif _days(limit.promised, limit.promised_unit) > _days(limit.statutory, limit.statutory_unit):
        yield LintFinding(("limit", "promised"), "承诺时限比法定时限还长（一个工作日按1.4个自然日算）。")


def _days(number: int, unit: Unit) -> Fraction:
    return number * WEEK[unit]


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
