"""One test case of a rule as inputs, fact by fact, and back. Pure.

Names: `f.<attribute>.state` says whether there is a value, `f.<attribute>.value` holds it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from backend.catalogue.drafting.rule_cases import ExpectedOutcome
from backend.kit.messages.render import Messages
from backend.rules import wording
from backend.rules.bounds import FINAL_DAY, FIRST_DAY
from backend.rules.facts import parse_value
from backend.rules.rule import Expect, Rule, RuleTestCase, names_to_gather
from backend.rules.slots.comparisons import places
from backend.rules.types import Attribute, Dictionary
from pwa.pages.studio.rule.form import Inputs
from pwa.views.condition_slots import all_texts, one_text

FactState = Literal["value", "absent", "silent", "contradiction", "unasked"]
"""`absent`: the register answered that it has no record; `silent`: it gave no answer; `unasked`: the case doesn't say."""
_messages = Messages.beside(__file__)
SAYS, STATES = _messages.mistakes("case"), _messages.words("FactState", FactState)
WHOLE = re.compile(r"\d{1,9}")
LONGEST = 200


class FactChoice(Struct, frozen=True):
    """Option of a coded fact."""

    value: str
    label: str


class FactInput(Struct, frozen=True, kw_only=True):
    """One fact of a case: its state, and the value as typed."""

    name: str
    label: str
    kind: str
    unit: str
    state: FactState
    text: str = ""
    chosen: Sequence[str] = ()
    options: Sequence[FactChoice] = ()
    error: str = ""


class CaseTyped(Struct, frozen=True):
    """A case as typed, or what is wrong by the name of its input."""

    case: RuleTestCase
    expected: ExpectedOutcome
    errors: Mapping[str, str]


class InvalidFactInput(Exception):
    """Raised for a value that its fact can't take; the sentence stands beside the input."""


def blank_case(on: date) -> RuleTestCase:
    """Return a case that says nothing yet."""
    return RuleTestCase(name="", on=on, facts={}, expect=Expect(outcome="person"))


def fact_inputs(
    case: RuleTestCase, rules: Sequence[Rule], words: Dictionary, errors: Mapping[str, str], typed: Inputs
) -> list[FactInput]:
    """Show every fact that the rule may read, as the case has it or as it was typed."""
    asked = dict.fromkeys((*names_to_gather(rules), *case.facts))
    return [fact_input(words[name], case.facts, typed, errors) for name in asked if name in words]


def fact_input(attribute: Attribute, facts: Mapping[str, Any], typed: Inputs, errors: Mapping[str, str]) -> FactInput:
    """Show one fact."""
    name = f"f.{attribute.name}"
    state, text, chosen = shown_fact(attribute, facts)
    if f"{name}.state" in typed:
        state, text = state_in(typed, name), one_text(typed, f"{name}.value")
        chosen = all_texts(typed, f"{name}.value")
    return FactInput(
        name=name, label=attribute.label, kind=control_of(attribute), unit=attribute.unit, state=state, text=text, chosen=chosen,
        options=choices_of(attribute), error=errors.get(f"{name}.value", ""),
    )  # fmt: skip


def control_of(attribute: Attribute) -> str:
    """Return the kind of input of a fact: a number with named steps is chosen, a list is ticked."""
    if attribute.kind == "number" and attribute.options:
        return "code"
    return "codes" if attribute.kind == "records" else attribute.kind


def choices_of(attribute: Attribute) -> list[FactChoice]:
    """Return what a fact is chosen from."""
    if attribute.kind == "division":
        return [FactChoice(one.label, one.label) for one in places()]
    return [FactChoice(one.value, one.label) for one in attribute.options]


def shown_fact(attribute: Attribute, facts: Mapping[str, Any]) -> tuple[FactState, str, tuple[str, ...]]:
    """Return state, text and ticks of a fact as a case holds it."""
    if attribute.name not in facts:
        return "unasked", "", ()
    raw = facts[attribute.name]
    table = raw if isinstance(raw, dict) else {"value": raw}
    if table.get("trouble"):
        return ("contradiction" if table["trouble"] == "contradiction" else "silent"), "", ()
    value = table.get("value")
    if value is None:
        return "absent", "", ()
    match attribute.kind:
        case "yes_no":
            return "value", "yes" if value else "no", ()
        case "division":
            return "value", wording.place_names().get(value) or str(value), ()
        case "codes" | "records":
            return "value", "", tuple(one["kind"] if isinstance(one, dict) else str(one) for one in value)
    return "value", str(value), ()


def state_in(typed: Inputs, name: str) -> FactState:
    """Return the state of a fact as typed."""
    text = one_text(typed, f"{name}.state")
    return text if text in get_args(FactState) else "unasked"  # type: ignore[return-value]


# ---------------------------------------------------------------- inputs as a case


def read_case_form(typed: Inputs, base: RuleTestCase, words: Dictionary) -> CaseTyped:
    """Read the inputs of a case; what the page doesn't show (sources, dates of records) stays as in `base`."""
    errors: dict[str, str] = {}
    facts = dict(read_facts_of(typed, base.facts, words, errors))
    name = one_text(typed, "name").strip()[:LONGEST]
    if not name:
        errors["name"] = SAYS("no_name")
    expected = one_text(typed, "expected")
    case = replace(base, name=name, on=day_in(typed, errors) or base.on, facts=facts)
    return CaseTyped(case, expected if expected in get_args(ExpectedOutcome) else "kept", errors)  # type: ignore[arg-type]


def day_in(typed: Inputs, errors: dict[str, str]) -> date | None:
    """Read the day of a case."""
    try:
        return date.fromisoformat(day_text(one_text(typed, "on")))
    except InvalidFactInput as wrong:
        errors["on"] = str(wrong)
        return None


def read_facts_of(
    typed: Inputs, before: Mapping[str, Any], words: Dictionary, errors: dict[str, str]
) -> Iterator[tuple[str, Any]]:
    """Read the facts of a case."""
    for key in typed:
        name = key.removeprefix("f.").removesuffix(".state")
        attribute = words.get(name)
        if key != f"f.{name}.state" or attribute is None or attribute.derived is not None:
            continue
        state, raw = state_in(typed, f"f.{name}"), before.get(name)
        given = (one_text(typed, f"f.{name}.value"), all_texts(typed, f"f.{name}.value"))
        if is_kept(attribute, before, state, *given):
            if raw is not None:
                yield name, raw
        elif state == "value":
            try:
                yield name, with_value(attribute, raw, value_in(typed, f"f.{name}.value", attribute, raw))
            except InvalidFactInput as wrong:
                errors[f"f.{name}.value"] = str(wrong)
        elif state != "unasked":
            source = raw.get("source", attribute.source) if isinstance(raw, dict) else attribute.source
            yield name, {"source": source, **({} if state == "absent" else {"trouble": state})}


def is_kept(
    attribute: Attribute, before: Mapping[str, Any], state: FactState, text: str, chosen: Sequence[str]
) -> bool:
    """Check that a fact stands as the case has it: then even what the page can't show stays."""
    had, had_text, had_chosen = shown_fact(attribute, before)
    if had != state:
        return False
    ticked = control_of(attribute) == "codes"
    return state != "value" or (set(chosen) == set(had_chosen) if ticked else text == had_text)


def with_value(attribute: Attribute, raw: Any, value: Any) -> Any:
    """Return a fact with another value; its source and dates stay where the case has them. Raises InvalidFactInput."""
    try:
        parse_value(attribute, value)
    except ValueError as error:
        raise InvalidFactInput(SAYS("unreadable")) from error
    if not isinstance(raw, dict):
        return value
    return {**{name: one for name, one in raw.items() if name != "trouble"}, "value": value}


def value_in(typed: Inputs, name: str, attribute: Attribute, raw: Any) -> Any:
    """Read the value of a fact by its kind; raises InvalidFactInput."""
    ticked = all_texts(typed, name)
    if attribute.kind == "codes":
        return list(ticked)
    if attribute.kind == "records":
        return records(ticked, raw.get("value") if isinstance(raw, dict) else raw)
    text = one_text(typed, name).strip()
    if not text:
        raise InvalidFactInput(SAYS("empty"))
    return READERS.get(attribute.kind, str)(text)


def records(kinds: Sequence[str], before: Any) -> list[Any]:
    """Return records of the ticked kinds; those that the case had keep their dates."""
    had = [one for one in before or () if isinstance(one, dict) and one.get("kind") in kinds]
    return [*had, *({"kind": one} for one in kinds if one not in {each["kind"] for each in had})]


def whole(text: str) -> int:
    """Read a whole number; raises InvalidFactInput."""
    if not WHOLE.fullmatch(text):
        raise InvalidFactInput(SAYS("not_whole"))
    return int(text)


def day_text(text: str) -> str:
    """Check a day; raises InvalidFactInput."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidFactInput(SAYS("no_day")) from error
    if not FIRST_DAY <= day <= FINAL_DAY:
        raise InvalidFactInput(SAYS("far_day", earliest=str(FIRST_DAY.year), latest=str(FINAL_DAY.year)))
    return day.isoformat()


def place_code(text: str) -> str:
    """Return the code of a place by its name, or the code itself; raises InvalidFactInput."""
    found = text if text.isdecimal() else next((one.value for one in places() if one.label == text), "")
    if not found:
        raise InvalidFactInput(SAYS("no_place"))
    return found


READERS: Mapping[str, Callable[[str], Any]] = {
    "number": whole, "date": day_text, "division": place_code, "yes_no": lambda text: text == "yes",
}  # fmt: skip
