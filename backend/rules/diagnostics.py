"""Diagnostics of a rule file: file, line, path, and the allowed values."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules.toml_lines import Path, line_of

MistakeKind = Literal[
    "syntax", "not_a_table", "unknown_key", "key_missing", "wrong_type", "condition_not_a_table", "one_head",
    "conditions_not_a_list", "empty_list", "unknown_attribute", "one_comparison", "comparison_unfit", "unknown_comparison",
    "not_a_sentence", "wrong_value", "not_whole", "unknown_option", "not_a_filled_list", "not_a_day", "no_span", "no_month",
    "no_days", "not_a_division", "only_true", "no_rule", "no_requirement", "ends_before_start", "first_month_unfit",
    "one_start", "source_of_unknown_start", "answer_options",
    "one_amount", "amount_incomplete", "not_a_date_attribute", "months_or_after", "case_facts", "case_differs", "case_lacking",
    "same_day", "still_open", "gap", "no_basis", "no_sentence", "person_inside", "never_reached", "last_conditional",
    "impossible", "out_of_range", "day_out_of_range", "span_too_long", "amount_out_of_range", "months_out_of_range",
]  # fmt: skip
_messages = Messages.beside(__file__)
MISTAKES, SHOWN, WHOLE_FILE = (
    _messages.mistakes("mistake", members=MistakeKind),
    _messages.take("shown"),
    _messages.take("whole_file"),
)
T = TypeVar("T")
S = TypeVar("S", bound=Struct)
AT = re.compile(r" - at `\$(?P<path>.*)`$")
STEP = re.compile(r"\.(?P<key>\w+)|\[(?P<index>\d+)\]|\[\.\.\.\]")


class Diagnostic(Struct, frozen=True):
    """One error in a rule file, for its editor."""

    file: str
    line: int
    path: str
    says: str
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.file}:{self.line} {self.path}"
        return SHOWN(Audience.OFFICER, place=place, says=self.says, allowed=self.allowed).text


class RuleFileError(Exception):
    """Raised for an invalid rule file; carries all diagnostics."""

    def __init__(self, mistakes: Iterable[Diagnostic]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


@dataclass(frozen=True)
class SourceLocation:
    """Location in a rule file."""

    file: str
    lines: Mapping[Path, int] = field(default_factory=dict)
    path: Path = ()

    def __truediv__(self, key: str | int) -> "SourceLocation":
        return SourceLocation(self.file, self.lines, (*self.path, key))

    def mistake(self, key: MistakeKind, allowed: Iterable[str] = (), /, **facts: Any) -> RuleFileError:
        """Return a RuleFileError with one diagnostic at this location: the message `mistake.<key>` with its facts."""
        line = line_of(dict(self.lines), self.path)
        return RuleFileError(
            [Diagnostic(self.file, line, format_path(self.path), mistake_text(key, **facts), tuple(allowed))]
        )


def format_path(path: Path) -> str:
    """Format a path as rule[0].require[1].at_least."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or WHOLE_FILE(Audience.OFFICER).text


def mistake_text(key: MistakeKind, /, **facts: Any) -> str:
    """Return the sentence of a mistake for the editor of a rule file."""
    return MISTAKES(key, **facts)


def convert_table(shape: type[S], raw: Any, at: SourceLocation) -> S:
    """Convert a table to a struct; diagnostics name unknown fields, wrong types and the allowed values."""
    if not isinstance(raw, dict):
        raise at.mistake("not_a_table")
    fields = {one.encode_name: one for one in msgspec.structs.fields(shape)}
    for key in raw:
        if key not in fields:
            raise (at / key).mistake("unknown_key", sorted(fields), key=key)
    for name, one in fields.items():
        if one.required and name not in raw:
            raise at.mistake("key_missing", key=name)
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        raise _placed(at, str(error)) from error


def _placed(at: SourceLocation, text: str) -> RuleFileError:
    found = AT.search(text)
    for step in STEP.finditer(found["path"] if found else ""):
        if step["key"] or step["index"]:
            at = at / (step["key"] or int(step["index"]))
    return at.mistake("wrong_type", detail=AT.sub("", text))


def collect_diagnostics(found: list[Diagnostic], read: Callable[..., T], *given: Any) -> T | None:
    """Parse one part and collect its diagnostics, so that all errors of a file are reported together."""
    try:
        return read(*given)
    except RuleFileError as mistakes:
        found.extend(mistakes.mistakes)
        return None
