"""Run every check of a paper that its service requires: passed, failed or could not tell. A new check is a function in `*_checks.py`.

A service writes them as `no_glare`, `issued_within:3` (months) or `page_count:1-2`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import get_args

from backend.catalogue.vocabulary import CheckName
from backend.kit.clock import local_date, utc_now
from backend.materials.reading import content_checks, date_checks, person_checks, photo_checks
from backend.materials.reading.check_names import LABELS, UNNAMED
from backend.materials.reading.types import Check, ExpectedDocument, Finding, Reading

Plain = Callable[[Check, Reading, ExpectedDocument], Finding]
Dated = Callable[[Check, Reading, ExpectedDocument, date], Finding]

_PLAIN: dict[CheckName, Plain] = {
    "sharp": photo_checks.sharp,
    "not_dark": photo_checks.not_dark,
    "no_glare": photo_checks.no_glare,
    "complete": photo_checks.complete,
    "right_class": photo_checks.right_class,
    "fields_readable": photo_checks.fields_readable,
    "checksum": content_checks.checksum,
    "agrees_with_profile": content_checks.agrees_with_profile,
    "agrees_with_form": content_checks.agrees_with_form,
    "amount": content_checks.amount,
    "page_count": content_checks.page_count,
    "seal_present": content_checks.seal_present,
    "same_person": person_checks.same_person,
}
_DATED: dict[CheckName, Dated] = {"not_expired": date_checks.not_expired, "issued_within": date_checks.issued_within}
_CHANGED: dict[str, int] = dict.fromkeys(
    (
        "right_class",
        "checksum",
        "issued_within",
        "agrees_with_profile",
        "agrees_with_form",
        "fields_readable",
        "no_glare",
    ),
    2,
)
VERSIONS: dict[str, int] = {name: _CHANGED.get(name, 1) for name in (*_PLAIN, *_DATED)}
"""The version of each check; it rises when the check starts to answer differently, and its agreement with people counts anew."""

USUAL: tuple[str, ...] = ("sharp", "not_dark", "no_glare", "complete", "right_class", "fields_readable")
"""The checks for a paper whose service names none."""


class UnknownCheck(ValueError):
    """Raised for an unknown check or an invalid argument."""


def run_checks(
    reading: Reading, checks: Iterable[str], expected: ExpectedDocument, today: date | None = None
) -> list[Finding]:
    """Return the findings in the service's order. An unusable file has one finding; after a machine failure all are `could not tell`."""
    if reading.status == "unreadable":
        return [Finding("readable", "failed", f"unreadable.{reading.reason}", seen=reading.reason or "")]
    wanted = parsed(checks)
    if reading.status == "could_not_tell":
        return [Finding(check.name, "could_not_tell", f"unreadable.{reading.reason}") for check in wanted]
    return [_answer(check, reading, expected, today or local_date(utc_now())) for check in wanted]


def _answer(check: Check, reading: Reading, expected: ExpectedDocument, today: date) -> Finding:
    dated = _DATED.get(check.name)
    return dated(check, reading, expected, today) if dated else _PLAIN[check.name](check, reading, expected)


_NAMES: Mapping[str, CheckName] = {one: one for one in get_args(CheckName)}


def parsed(written: Iterable[str]) -> tuple[Check, ...]:
    """Parse checks written as `name` or `name:argument`; raises `UnknownCheck`."""
    return tuple(_parsed(text) for text in written)


def _parsed(text: str) -> Check:
    name, _, argument = text.partition(":")
    if name not in _NAMES:
        raise UnknownCheck(f"{text!r}: there are {', '.join(_NAMES)}")
    check = Check(_NAMES[name], argument)
    _argument_fits(check)
    return check


def _argument_fits(check: Check) -> None:
    try:
        if check.name == "issued_within" and check.months() == 0:
            raise ValueError
        if check.name == "page_count" and not 1 <= check.page_range()[0] <= check.page_range()[1]:
            raise ValueError
    except ValueError:
        raise UnknownCheck(f"{check.name}:{check.argument} takes a positive number (page_count also 1-3)") from None
    if (
        check.name in ("agrees_with_form", "agrees_with_profile", "amount")
        and check.argument
        and check.argument not in LABELS.keys() - {UNNAMED}
    ):
        raise UnknownCheck(f"{check.name}:{check.argument}: no paper has this field")
