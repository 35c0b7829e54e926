"""Options of selects and ticks in the studio, with the words that editors read. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from msgspec import Struct

from backend.catalogue.drafting.types import JsonTable
from backend.catalogue.effects import EFFECTS
from backend.catalogue.lint.forms import prefill_names
from backend.catalogue.load import department_name, read_departments
from backend.catalogue.search.life_events import BrowseTopic, groups, life_events
from backend.catalogue.shared_papers import SharedPaper, shared_papers
from backend.catalogue.vocabulary import CheckName, Effect, ItemType
from backend.materials.reading.check_names import CHECKS
from backend.registers.attributes import attributes
from backend.rules.types import Register
from backend.rules.wording import source as source_name
from pwa.pages.studio.input_labels import OPTION_WORDS, SAYS


class InputOption(Struct, frozen=True):
    """InputOption of a select."""

    value: str
    label: str


PAPER_SHOWN = 24  # characters of a shared description in its option
WORDS_OF = {
    "audience": "audience", "handling": "handling", "helper": "helper", "confidence": "confidence",
    "limit.promised_unit": "unit", "limit.statutory_unit": "unit", "result.kind": "result_kind", "kind": "field_kind",
    "document": "document", "owner": "owner", "reach": "reach", "moves": "moves", "holder": "holder", "mark": "mark",
    "unit": "deadline_unit", "yes_no": "yes_no", "status.state": "service_state",
}  # fmt: skip
"""By the path of a field, which words name its options."""


def options_of(path: str, service: JsonTable, row: JsonTable) -> tuple[InputOption, ...]:
    """Return what a field offers; "" for no choice where the field may stay empty."""
    if path in WORDS_OF:
        return tuple(InputOption(value, label) for value, label in OPTION_WORDS[WORDS_OF[path]].items())
    if path in {"when.field", "since_field"}:
        return _questions(service, row)
    return _fixed(path)


def _named(keys: Iterable[str], label: Callable[[str], str]) -> tuple[InputOption, ...]:
    return tuple(InputOption(key, label(key)) for key in keys)


def _topics(topics: Iterable[BrowseTopic]) -> tuple[InputOption, ...]:
    return tuple(InputOption(one.key, one.name) for one in topics)


FIXED: Mapping[str, Callable[[], tuple[InputOption, ...]]] = {
    "department": lambda: _named((*read_departments(), "street"), department_name),
    "item_type": lambda: _named(get_args(ItemType), str),
    "effects": lambda: _named(get_args(Effect), EFFECTS.__getitem__),
    "groups": lambda: _topics(groups()),
    "life_events": lambda: _topics(life_events()),
    "held_by": lambda: _named(get_args(Register), source_name),
    "paper": lambda: tuple(InputOption(key, paper_label(one)) for key, one in shared_papers().items()),
    "checks": lambda: _named(get_args(CheckName), CHECKS.__getitem__),
    "prefill": lambda: tuple(sorted(_named(prefill_names(), prefill_label), key=lambda option: option.label)),
}


def _fixed(path: str) -> tuple[InputOption, ...]:
    return FIXED[path]() if path in FIXED else ()


def prefill_label(name: str) -> str:
    """Return what an answer can be filled in from, in words."""
    known = attributes().get(name)
    return known.label if known is not None else OPTION_WORDS["identity"].get(name, name)


def paper_label(paper: SharedPaper) -> str:
    """Name a shared description by its kind and how it begins: two may be of one kind."""
    return SAYS(
        "labelled", label=OPTION_WORDS["document"][paper.document], text=paper.what[:PAPER_SHOWN].rstrip("，。")
    )


def check_label(check: str, service: JsonTable) -> str:
    """Say a check that has an argument: how many pages, or which question it is compared with."""
    name, _, argument = check.partition(":")
    asked: Iterable[Mapping[str, Any]] = service.get("field") or ()
    question = next((one["label"] for one in asked if one["key"] == argument), "")
    said = question or (prefill_label(argument) if name != "page_count" else argument)
    return SAYS("check_of", check=CHECKS[name], argument=said) if name in CHECKS and argument else check


def _questions(service: JsonTable, row: JsonTable) -> tuple[InputOption, ...]:
    asked: Iterable[Mapping[str, Any]] = service.get("field") or ()
    return tuple(InputOption(f["key"], f["label"] or f["key"]) for f in asked if f["key"] != row.get("key"))
