"""Inputs of one part of a service, made from the types of its fields: label, hint, kind of control, value, findings. Pure."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from backend.catalogue.drafting.quick_fixes import QuickFix
from backend.catalogue.drafting.service_parts import Part
from backend.catalogue.drafting.types import JsonTable
from backend.catalogue.lint.lint_finding import LintFinding, Path
from backend.catalogue.sources import UNCONFIRMED, is_anchor, parse_sources
from backend.kit.messages.formats import clauses
from pwa.pages.studio.input_labels import HINTS, PLACE_WORDS, SAYS, SOURCE_WORDS
from pwa.pages.studio.input_options import InputOption, check_label, options_of
from pwa.pages.studio.input_specs import Kind, RowsSpec, Spec, specs_of

SOURCED = {"material": "key", "step": "name", "question": "q"}
"""Tables whose rows have a source, and the field that names the row."""
COLON = "\uff1a"  # the full-width one
MEND_SHOWN = 12  # characters at the end of a mended text that its button shows
MARGIN = 1  # blank rows offered at the end of a list without a script


class Remark(Struct, frozen=True):
    """A finding beside its field; advice doesn't prevent publication."""

    says: str
    advice: bool
    mend: str = ""  # the text that the checks would have, where a rule can write it
    place: str = ""  # which mend it is


class Control(Struct, frozen=True, kw_only=True):
    """One input of the page."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    optional: bool = False
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[InputOption, ...] = ()
    remarks: tuple[Remark, ...] = ()
    error: str = ""


class Row(Struct, frozen=True, kw_only=True):
    """One entry of a list; `blank`: the empty one at the end, to add another."""

    number: int
    title: str
    asked_when: str
    controls: list[Control]
    remarks: int = 0
    blank: bool = False
    ground: str = ""  # where its claims come from; "" for what names no source


class Rows(Struct, frozen=True, kw_only=True):
    """A list of entries."""

    name: str
    label: str
    rows: list[Row]


class InputError(Struct, frozen=True):
    """Why the text of an input can't be saved, and the text."""

    says: str
    typed: str


Inputs = list[Control | Rows]
Errors = dict[str, InputError]


def inputs_of(
    part: Part, service: JsonTable, findings: Sequence[LintFinding] = (), errors: Errors | None = None,
    mends: Mapping[Path, QuickFix] = MappingProxyType({}),
) -> Inputs:  # fmt: skip
    """Return the inputs of a part with the values of a service as JSON, its findings beside their fields."""
    wrong = errors or {}
    told = _by_input(part, findings, mends)
    made: Inputs = []
    for spec in specs_of(part):
        if isinstance(spec, RowsSpec):
            made.append(_rows(spec, service, told, wrong))
        else:
            made.append(_control(spec, spec.path, _at(service, spec.path), service, told, wrong))
    return made


def _rows(spec: RowsSpec, service: JsonTable, told: "Told", wrong: Errors) -> Rows:
    typed = list(service.get(spec.path) or ())
    keys = {row.get("key") for row in typed}
    rows = [_row(spec, n, value, service, told, wrong) for n, value in enumerate(typed)]
    for n in range(len(typed), len(typed) + MARGIN):
        blank = {**spec.defaults, "key": new_key(spec.path, keys)}
        keys.add(blank["key"])
        rows.append(_row(spec, n, blank, service, told, wrong, blank=True))
    return Rows(name=spec.path, label=spec.label, rows=rows)


def new_key(table: str, taken: set[Any]) -> str:
    """Return a key for a new row that no row has: keys stay with their row for ever."""
    number = len(taken) + 1
    while f"{table}_{number}" in taken:
        number += 1
    return f"{table}_{number}"


def _row(
    spec: RowsSpec, number: int, value: JsonTable, service: JsonTable, told: "Told", wrong: Errors,
    *, blank: bool = False,
) -> Row:  # fmt: skip
    prefix = f"{spec.path}.{number}"
    controls = [
        _control(s, f"{prefix}.{s.path}", _at(value, s.path), service, told, wrong, row=value) for s in spec.specs
    ]
    heading = str(value.get("name") or value.get("label") or value.get("q") or value.get("says") or "")
    count = sum(len(control.remarks) for control in controls) + len(told.get(prefix, ()))
    return Row(
        number=number, title=heading[:60], asked_when=asked_when(value, service), controls=controls, remarks=count, blank=blank,
        ground="" if blank else ground_of(spec.path, value, service),
    )  # fmt: skip


def ground_of(table: str, row: JsonTable, service: JsonTable) -> str:
    """Say where the claims of a row come from: its own source, or the one of its table."""
    named: JsonTable = service.get("provenance") or {}
    if table not in SOURCED:
        return ""
    line = str(row.get(SOURCED[table]) or "")
    own = (
        text
        for place, text in named.items()
        if place.startswith(f"{table}:") and is_anchor(table, place.split(":", 1)[1], line)
    )
    text = str(next(own, named.get(table, UNCONFIRMED)))
    laws = [f"{one.law.label} {one.article}".strip() for one in parse_sources(text) or () if one.law is not None]
    return clauses(laws) if laws else SOURCE_WORDS.get(text, text)


Told = dict[str, tuple[Remark, ...]]


def _by_input(part: Part, findings: Sequence[LintFinding], mends: Mapping[Path, QuickFix]) -> Told:
    """Group findings by the name of the input that mends them: the longest name that begins their path."""
    told: dict[str, list[Remark]] = {}
    names = {spec.path: spec for spec in specs_of(part)}
    for finding in findings:
        path = [str(step) for step in finding.path]
        key = next((".".join(path[:n]) for n in range(len(path), 0, -1) if _is_input(names, path[:n])), "")
        told.setdefault(key, []).append(remark(finding, mends))
    return {name: tuple(dict.fromkeys(remarks)) for name, remarks in told.items()}


def remark(finding: LintFinding, mends: Mapping[Path, QuickFix] = MappingProxyType({})) -> Remark:
    """Say a finding, and what would mend it where a rule can write that."""
    mend = mends.get(finding.path)
    if mend is None:
        return Remark(finding.says, finding.advice)
    shown = SAYS("mend_to", text=str(mend.value)[-MEND_SHOWN:]) if isinstance(mend.value, str) else SAYS("mend")
    return Remark(finding.says, finding.advice, shown, ".".join(map(str, finding.path)))


def _is_input(names: dict[str, Spec | RowsSpec], path: list[str]) -> bool:
    spec = names.get(path[0])
    if isinstance(spec, RowsSpec):
        inner = ".".join(path[2:])
        return len(path) == 2 or any(one.path == inner for one in spec.specs)
    return ".".join(path) in names


def _control(
    spec: Spec, name: str, value: Any, service: JsonTable, told: Told, wrong: Errors, row: JsonTable | None = None
) -> Control:  # fmt: skip
    options = options_of(spec.path, service, row or {}) if spec.kind in {"select", "ticks"} else ()
    return Control(
        name=name, kind=spec.kind, label=spec.label, hint=hint_of(spec, name), optional=spec.optional,
        value=wrong[name].typed if name in wrong else _shown(spec.kind, value, service, row or {}), values=tuple(map(str, value or ())) if spec.kind == "ticks" else (),
        options=_with_current(options, value, spec, service), remarks=told.get(name, ()), error=wrong[name].says if name in wrong else "",
    )  # fmt: skip


def asked_when(row: JsonTable, service: JsonTable) -> str:
    """Say the condition of a question as a sentence; "" for one that everybody is asked."""
    when = row.get("when") or {}
    asked = next((field for field in service.get("field") or () if field["key"] == when.get("field")), None)
    if asked is None or not asked["label"] or not when.get("one_of"):
        return ""
    labels = answer_labels(service, asked["key"])
    return SAYS(
        "asked_when", question=asked["label"], answers=[labels.get(one, one) for one in when.get("one_of") or ()]
    )


def hint_of(spec: Spec, name: str) -> str:
    """Return the hint of an input; inputs of a row have their own, under the name of its list."""
    table = "" if name == spec.path else f"{name.partition('.')[0]}_"
    return HINTS.get(table + spec.path.replace(".", "_"), "")


def _with_current(
    options: tuple[InputOption, ...], value: Any, spec: Spec, service: JsonTable
) -> tuple[InputOption, ...]:
    """Offer what is chosen already even where it isn't among the usual options, such as a check with its own argument."""
    known = {option.value for option in options}
    typed = [str(one) for one in (value or ())] if spec.kind == "ticks" else [str(value or "")]
    missing = [one for one in typed if spec.kind in {"select", "ticks"} and one and one not in known]
    say = partial(check_label, service=service) if spec.path == "checks" else str
    return (*options, *(InputOption(one, say(one)) for one in missing))


def _shown(kind: Kind, value: Any, service: JsonTable, row: JsonTable) -> str:
    match kind:
        case "lines":
            return "\n".join(value or ())
        case "pairs":
            return "\n".join(pair_words(place, source) for place, source in (value or {}).items())
        case "options":
            return "\n".join(option["label"] for option in value or ())
        case "answers":
            labels = answer_labels(service, _at(row, "when.field"))
            return "\n".join(labels.get(one, one) for one in value or ())
        case "yes_no":
            return "yes" if value else "no"
        case "number" if isinstance(value, float) and value.is_integer():
            return str(int(value))
    return "" if value is None else str(value)


def pair_words(place: str, source: str) -> str:
    """Say a place and its source in words."""
    part, colon, anchor = place.partition(":")
    return f"{PLACE_WORDS.get(part, part)}{COLON if colon else ''}{anchor} = {SOURCE_WORDS.get(source, source)}"


def answer_labels(service: JsonTable, key: str | None) -> dict[str, str]:
    """Return the answers that a choice question of the form may have, by value."""
    asked = next((field for field in service.get("field") or () if field.get("key") == key), None)
    if asked is None:
        return {}
    if asked.get("kind") == "yes_no":
        return {option.value: option.label for option in options_of("yes_no", service, {})}
    return {option["value"]: option["label"] for option in asked.get("options") or ()}


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value
