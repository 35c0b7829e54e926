"""A rule as the inputs of a form, and back. Pure; what is read passes the readers of rule files, so that nothing typed is code.

Names: `r.<n>` requirements, `g.<n>` grants; below a condition `kind` says how to read it, parts are numbered: `r.2.0.attribute`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args

from msgspec import UNSET, Struct
from msgspec.structs import replace

from backend.catalogue.rule_laws import Citation, citation, citation_text
from backend.kit.messages.render import Messages
from backend.rules.bounds import FINAL_DAY, FIRST_DAY, MOST_AMOUNT, MOST_MONTHS
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, NeedsPerson, Not
from backend.rules.rule import FirstMonth, GrantRule, Period, Provenance, Rule
from backend.rules.slots.comparisons import usual_comparison
from backend.rules.slots.types import SlotError
from backend.rules.types import Attribute, Dictionary
from backend.rules.units import YUAN
from pwa.views.condition_slots import NUMBERED, numbered, one_text, read_slots, slot_inputs

Inputs = dict[str, str | list[str]]
Errors = dict[str, SlotError]
SAYS = Messages.beside(__file__).mistakes("form")
MOST_ROWS, MOST_PARTS, DEEPEST, LONGEST = 40, 20, 5, 500
PERIODS: Mapping[str, Period] = {one: one for one in get_args(Period)}
FIRST_MONTHS: Mapping[str, FirstMonth] = {one: one for one in get_args(FirstMonth)}
GROUPS: dict[str, type[AllOf | AnyOf]] = {"all": AllOf, "any": AnyOf}


class RuleTyped(Struct, frozen=True):
    """A rule as typed, or what is wrong by the name of its input; with an error nothing is saved."""

    rule: Rule
    errors: Errors


# ---------------------------------------------------------------- a rule as inputs


def rule_inputs(rule: Rule) -> Inputs:
    """Return the inputs that show a rule."""
    found: Inputs = {
        "valid_from": rule.valid_from.isoformat(), "valid_to": rule.valid_to.isoformat() if rule.valid_to else "",
        "basis": rule.basis, "provenance": rule.provenance, "note": rule.note, "start": rule.start or "",
    }  # fmt: skip
    laws = rule.laws or ("",) * len(rule.require)
    for n, (requirement, law) in enumerate(zip(rule.require, laws, strict=True)):
        cited = citation(law)
        found |= {f"r.{n}.law": cited.law, f"r.{n}.article": cited.article, f"r.{n}.note": cited.note}
        found |= condition_inputs(f"r.{n}", requirement)
    for n, grant in enumerate(rule.grant):
        found |= grant_inputs(f"g.{n}", grant)
    return found


def condition_inputs(name: str, condition: Condition) -> Inputs:
    """Return the inputs of a condition below a name."""
    found: Inputs = {f"{name}.says": condition.says}
    match condition:
        case AllOf(parts) | AnyOf(parts):
            found[f"{name}.kind"] = "all" if isinstance(condition, AllOf) else "any"
            for n, part in enumerate(parts):
                found |= condition_inputs(f"{name}.{n}", part)
        case Not(part):
            found |= {f"{name}.kind": "not", **condition_inputs(f"{name}.0", part)}
        case NeedsPerson(reason):
            found |= {f"{name}.kind": "person", f"{name}.reason": reason}
        case Atom():
            found |= {f"{name}.kind": "compare", **slot_inputs(name, condition)}
    return found


def grant_inputs(name: str, grant: GrantRule) -> Inputs:
    """Return the inputs of a grant below a name."""
    found: Inputs = {
        f"{name}.says": grant.says, f"{name}.amount": _text(grant.amount), f"{name}.unit": grant.unit, f"{name}.period": grant.period or "",
        f"{name}.first_month": grant.first_month or "", f"{name}.for_months": _text(grant.for_months),
        f"{name}.until": grant.until.name if grant.until else "",
    }  # fmt: skip
    return found if grant.when is None else found | condition_inputs(f"{name}.when", grant.when)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


# ---------------------------------------------------------------- inputs as a rule


def read_rule_form(typed: Mapping[str, str | list[str]], base: Rule, dictionary: Dictionary) -> RuleTyped:
    """Read the inputs of a rule; what the table doesn't show (obligations, things) stays as in `base`."""
    errors: Errors = {}
    require, laws = _requirements(typed, base, dictionary, errors)
    grants = [
        found for n in numbered(typed, "g")[:MOST_ROWS] if (found := _grant(typed, f"g.{n}", dictionary, errors)) is not None
    ]  # fmt: skip
    start = one_text(typed, "start")
    provenance = one_text(typed, "provenance")
    rule = replace(
        base, require=require, laws=laws if any(laws) else UNSET, grant=tuple(grants), note=one_text(typed, "note"),
        valid_from=_day(typed, "valid_from", errors) or base.valid_from, valid_to=_day(typed, "valid_to", errors),
        basis=one_text(typed, "basis"), start=start or ("" if base.start == "" else UNSET),
        provenance=provenance if provenance in get_args(Provenance) else base.provenance,
    )  # fmt: skip
    for rows in ("r", "g"):
        if len(numbered(typed, rows)) > MOST_ROWS:
            errors[rows] = SlotError("text", SAYS("too_many", most=MOST_ROWS))
    if not require:
        errors["r"] = SlotError("text", SAYS("no_requirement"))
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        errors["valid_to"] = SlotError("text", SAYS("ends_before_start"))
    return RuleTyped(rule, errors)


def _requirements(
    typed: Mapping[str, Any], base: Rule, dictionary: Dictionary, errors: Errors
) -> tuple[tuple[Condition, ...], tuple[str, ...]]:
    require, laws = [], []
    for n in numbered(typed, "r")[:MOST_ROWS]:
        name = f"r.{n}"
        condition = read_node(typed, name, dictionary, errors)
        law, article, note = (one_text(typed, f"{name}.{part}") for part in ("law", "article", "note"))
        if condition is not None:
            if not condition.says.strip():
                errors[f"{name}.says"] = SlotError("text", SAYS("no_sentence"))
            require.append(condition)
            laws.append(citation_text(Citation(law, article, note)) if law else "")
    return tuple(require), tuple(laws)


def read_node(
    typed: Mapping[str, Any], name: str, dictionary: Dictionary, errors: Errors, depth: int = 0
) -> Condition | None:
    """Read a condition below a name; None where it can't be read, which `errors` tells."""
    kind, says = one_text(typed, f"{name}.kind"), one_text(typed, f"{name}.says")[:LONGEST]
    if kind == "person":
        return NeedsPerson(one_text(typed, f"{name}.reason")[:LONGEST] or SAYS("for_a_person"), says)
    if depth == DEEPEST and kind != "compare":
        errors[name] = SlotError("text", SAYS("too_deep", most=DEEPEST))
        return None
    if kind == "compare":
        found = read_slots(typed, name, says, dictionary)
        if isinstance(found, SlotError):
            errors[name] = found
            return None
        return found
    inner = numbered(typed, name)
    if len(inner) > MOST_PARTS:
        errors[name] = SlotError("text", SAYS("too_many", most=MOST_PARTS))
    parts = [read_node(typed, f"{name}.{n}", dictionary, errors, depth + 1) for n in inner[:MOST_PARTS]]
    kept = tuple(one for one in parts if one is not None)
    if not kept:
        errors.setdefault(name, SlotError("text", SAYS("empty_group")))
        return None
    return Not(kept[0], says) if kind == "not" else GROUPS.get(kind, AllOf)(kept, says)


def _grant(typed: Mapping[str, Any], name: str, dictionary: Dictionary, errors: Errors) -> GrantRule | None:
    period, first = one_text(typed, f"{name}.period"), one_text(typed, f"{name}.first_month")
    amount = _whole(typed, f"{name}.amount", errors, MOST_AMOUNT)
    when = f"{name}.when"
    condition = (
        read_node(typed, when, dictionary, errors) if f"{when}.kind" in typed and f"{when}.gone" not in typed else None
    )
    if (amount is None) != (period == ""):
        errors.setdefault(f"{name}.amount", SlotError("text", SAYS("amount_and_period")))
    return GrantRule(
        when=condition, says=one_text(typed, f"{name}.says")[:LONGEST], amount=amount,
        unit=(one_text(typed, f"{name}.unit")[:10] or YUAN) if amount is not None else one_text(typed, f"{name}.unit")[:10],
        period=PERIODS.get(period),
        first_month=FIRST_MONTHS.get(first) if period == "month" else None,
        for_months=_whole(typed, f"{name}.for_months", errors, MOST_MONTHS), until=_until(typed, f"{name}.until", dictionary),
    )  # fmt: skip


def _until(typed: Mapping[str, Any], name: str, dictionary: Dictionary) -> Attribute | None:
    found = dictionary.get(one_text(typed, name))
    return found if found is not None and found.kind == "date" and found.derived is None else None


def _whole(typed: Mapping[str, Any], name: str, errors: Errors, most: int) -> int | None:
    text = one_text(typed, name)
    number = int(text) if text.isdecimal() and text.isascii() and len(text) <= 9 else 0
    if text and not 1 <= number <= most:
        errors[name] = SlotError("text", SAYS("not_an_amount", most=most))
    return number or None


def _day(typed: Mapping[str, Any], name: str, errors: Errors) -> date | None:
    text = one_text(typed, name)
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        errors[name] = SlotError("text", SAYS("no_day"))
        return None
    if day is not None and not FIRST_DAY <= day <= FINAL_DAY:
        errors[name] = SlotError("text", SAYS("far_day", earliest=str(FIRST_DAY.year), latest=str(FINAL_DAY.year)))
    return day


# ---------------------------------------------------------------- rows that are added


def expanded(typed: Mapping[str, str | list[str]], dictionary: Dictionary) -> Inputs:
    """Return the inputs with the rows that were asked for: `add` a requirement, `add_grant`, `….more` another way to meet one, `….when_more`."""
    found = without_additions(typed)
    if new := one_text(typed, "add"):
        found |= _new("r", new, found, dictionary)
    if one_text(typed, "add_grant"):
        n = max(numbered(found, "g"), default=-1) + 1
        found |= grant_inputs(f"g.{n}", GrantRule())
    for name in [key.removesuffix(".more") for key in typed if key.endswith(".more") and typed[key]]:
        found = dict(_another_way(found, name, one_text(typed, f"{name}.more"), dictionary))
    return found


def without_additions(typed: Mapping[str, str | list[str]]) -> Inputs:
    """Return the inputs without the lists that rows are added from: those wait for a button."""
    return {name: value for name, value in typed.items() if not name.rpartition(".")[2].startswith(ADDING)}


ADDING = ("add", "more")


def only_adds(sent: Mapping[str, str | list[str]]) -> bool:
    """Check that the button was pressed that shows a new row without saving anything."""
    return sent.get("act") == "add"


def _new(list_name: str, attribute: str, found: Inputs, dictionary: Dictionary) -> Inputs:
    n = (
        max(
            (
                int(m[1])
                for key in found
                if key.startswith(f"{list_name}.") and (m := NUMBERED.match(key, len(list_name) + 1))
            ),
            default=-1,
        )
        + 1
    )
    return _blank(f"{list_name}.{n}", attribute, dictionary)


def _blank(name: str, attribute: str, dictionary: Dictionary) -> Inputs:
    """A comparison that was just chosen; “person” stands for what only a person can judge."""
    if attribute == "person" or attribute not in dictionary:
        return {f"{name}.kind": "person", f"{name}.says": "", f"{name}.reason": ""}
    compare = usual_comparison(dictionary[attribute])
    return {f"{name}.kind": "compare", f"{name}.says": "", f"{name}.attribute": attribute, f"{name}.compare": compare}


def _another_way(
    found: Inputs, name: str, attribute: str, dictionary: Dictionary
) -> Iterator[tuple[str, str | list[str]]]:
    """Add a part to a group; a single comparison becomes one of two that suffice; a grant without a condition gets it."""
    kind = one_text(found, f"{name}.kind")
    if not kind:
        yield from found.items()
        yield from _blank(name, attribute, dictionary).items()
        return
    whole = kind in {"compare", "not", "person"} and name.startswith("r.")
    own = {"law", "article", "note", "says", "at", "gone"} if whole else set()
    for key, value in found.items():
        rest = key.removeprefix(f"{name}.")
        moved = whole and key != rest and rest not in own
        yield (f"{name}.0.{rest}" if moved else key), value
    if whole:
        yield f"{name}.kind", "any"
        yield f"{name}.0.says", ""
    n = 1 if whole else max(numbered(found, name), default=-1) + 1
    yield from _blank(f"{name}.{n}", attribute, dictionary).items()
