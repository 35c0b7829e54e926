"""Lint: the form can be filled in page by page, in order."""

import math
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import get_args

import msgspec
from msgspec.structs import fields

from backend.catalogue.form_flow import unreachable
from backend.catalogue.lint.lint_finding import SAYS, LintFinding, Path
from backend.catalogue.lint.materials import KEY
from backend.catalogue.lint.patterns import (
    CALLS_BACK,
    CODE_NAME,
    HINT_OF_NONE,
    REMARKS,
    STATISTICS,
    STRICT_KINDS,
    TELLS_LATER,
    WRITE_MORE,
)
from backend.catalogue.lint.wording import texts
from backend.catalogue.types import FormField, Service
from backend.catalogue.vocabulary import KIND_OF_PAPER, SharedAnswer
from backend.registers.attributes import attributes
from backend.registers.types import PARTICULARS
from backend.residents.types import Identity

CHOICES = {"choice", "choices"}
TEXTS = {"text", "textarea", "address"}
NUMBERS = {"number", "money"}
PRIVATE = {"id_number", "bank_account", "phone"}
FITS = {  # kind of a known attribute -> kinds of question it can be filled into
    "date": {"date"}, "number": {"number", "choice"}, "code": {"choice"}, "codes": {"choices"}, "division": {"division", "choice"},
    "yes_no": {"yes_no"}, "text": {"text", "textarea"}, "records": set(),
}  # fmt: skip


@cache
def prefill_names() -> frozenset[str]:
    """Return the names that a form field may be prefilled from."""
    identity = {f.name for f in fields(Identity)} - {"given"}
    return frozenset(
        identity | attributes().keys() | PARTICULARS.keys() | set(get_args(SharedAnswer)) | {KIND_OF_PAPER}
    )


def check_form_texts(service: Service) -> Iterator[LintFinding]:
    """Return hints that ask for what the question refuses, and texts that send people to remarks that aren't there."""
    for index, field in enumerate(service.field):
        found = HINT_OF_NONE.search(field.hint)
        if found and field.kind in STRICT_KINDS:
            yield LintFinding(("field", index, "hint"), SAYS("hint_unfit", word=found[0]))
        if field.kind == "yes_no" and (more := WRITE_MORE.search(field.hint)):
            yield LintFinding(("field", index, "hint"), SAYS("hint_unfit", word=more[0]))
    if any(REMARKS.search(field.label) for field in service.field):
        return
    for path, said in texts(msgspec.to_builtins(service)):
        if path[0] != "aliases" and REMARKS.search(said):
            yield LintFinding(path, SAYS("no_remarks"))


def check_form_promises(service: Service) -> Iterator[LintFinding]:
    """Return questions that promise a message, and promises to telephone in a service whose form asks no number."""
    for index, field in enumerate(service.field):
        for part in ("hint", "purpose"):
            if found := TELLS_LATER.search(getattr(field, part)):
                yield LintFinding(("field", index, part), SAYS("tells_later", word=found[0]))
    if any(field.kind == "phone" for field in service.field):
        return
    if service.channels.visits and not service.channels.kiosk:
        yield LintFinding(("channels", "visits"), SAYS("visit_without_number"))
    for path, said in texts(msgspec.to_builtins(service)):
        if path[0] != "aliases" and CALLS_BACK.search(said):
            yield LintFinding(path, SAYS("no_number"))


def check_form(service: Service) -> Iterator[LintFinding]:
    """Return what is wrong with the form of one service."""
    earlier: dict[str, FormField] = {}
    for index, field in enumerate(service.field):
        at: Path = ("field", index)
        if field.key in earlier or not KEY.fullmatch(field.key):
            yield LintFinding((*at, "key"), SAYS("key_unfit", key=field.key))
        yield from _options(field, at)
        yield from _wording(field, at)
        yield from _bounds(field, at)
        yield from _asked_when(field, earlier, at)
        yield from _prefill(field, at)
        yield from _holder(field, at)
        if field.kind in PRIVATE and not field.purpose:
            yield LintFinding((*at, "purpose"), SAYS("purpose_missing"))
        earlier[field.key] = field
    yield from _sections(service)
    yield from _never_asked(service)


def _options(field: FormField, at: Path) -> Iterator[LintFinding]:
    values = [o.value for o in field.options]
    if field.kind in CHOICES and len(values) < 2:
        yield LintFinding((*at, "options"), SAYS("few_options"))
    if field.kind not in CHOICES and values:
        yield LintFinding((*at, "options"), SAYS("options_unfit"))
    if len(set(values)) < len(values) or len({o.label for o in field.options}) < len(values):
        yield LintFinding((*at, "options"), SAYS("options_twice"))
    if not all(values):
        yield LintFinding((*at, "options"), SAYS("option_empty"))


def _wording(field: FormField, at: Path) -> Iterator[LintFinding]:
    if STATISTICS.search(field.purpose):
        yield LintFinding((*at, "purpose"), SAYS("for_statistics"))
    if field.kind == "credit_code" and CODE_NAME not in field.label:
        yield LintFinding((*at, "label"), SAYS("code_unnamed"))


def _bounds(field: FormField, at: Path) -> Iterator[LintFinding]:
    bounds = [b for b in (field.min, field.max) if b is not None]
    if bounds and field.kind not in NUMBERS:
        yield LintFinding(at, SAYS("bounds_unfit"))
    if not all(map(math.isfinite, bounds)) or bounds != sorted(bounds):
        yield LintFinding(at, SAYS("bounds_backwards"))
    if field.max_length is not None and (field.kind not in TEXTS or field.max_length < 1):
        yield LintFinding((*at, "max_length"), SAYS("length_unfit"))


def _asked_when(field: FormField, earlier: dict[str, FormField], at: Path) -> Iterator[LintFinding]:
    if field.when is None:
        return
    asked = earlier.get(field.when.field)
    if asked is None:
        yield LintFinding((*at, "when", "field"), SAYS("asked_before", field=field.when.field))
        return
    allowed = {"yes", "no"} if asked.kind == "yes_no" else {o.value for o in asked.options}
    unknown = set(field.when.one_of) - allowed
    if unknown or not field.when.one_of:
        yield LintFinding((*at, "when", "one_of"), SAYS("answers_unknown", key=asked.key, answers=sorted(unknown)))


def _holder(field: FormField, at: Path) -> Iterator[LintFinding]:
    if field.holder != "applicant" and field.kind != "bank_account":
        yield LintFinding((*at, "holder"), SAYS("holder_unfit"))
    if field.holder == "another" and field.prefill == "payable_account":
        yield LintFinding((*at, "prefill"), SAYS("account_of_another"))


def _prefill(field: FormField, at: Path) -> Iterator[LintFinding]:
    if field.prefill and field.prefill not in prefill_names():
        yield LintFinding((*at, "prefill"), SAYS("prefill_unknown", name=field.prefill))
    known = attributes().get(field.prefill)
    if known is None:
        return
    if field.kind not in FITS[known.kind]:
        yield LintFinding((*at, "prefill"), SAYS("prefill_unfit", label=known.label, kind=known.kind, field=field.kind))
    elif known.options and not {o.value for o in known.options} & {o.value for o in field.options}:
        yield LintFinding((*at, "options"), SAYS("prefill_options", label=known.label))


def _sections(service: Service) -> Iterator[LintFinding]:
    names = [name for name, _ in groupby(service.field, key=lambda f: f.section)]
    for name in {n for n in names if names.count(n) > 1}:
        yield LintFinding(("field",), SAYS("section_split", name=name))
    if not service.field:
        yield LintFinding(("field",), SAYS("no_form"))


def _never_asked(service: Service) -> Iterator[LintFinding]:
    """Yield the questions that hang on one that nobody is asked; the other reasons are findings of their own."""
    never = unreachable(service.field)
    for index, field in enumerate(service.field):
        if field.when is not None and never.get(field.key) == "above":
            yield LintFinding(("field", index, "when", "field"), SAYS("never_asked", field=field.when.field))
