"""Questions of the eligibility check: from the facts that a rule asks for to questions, and from answers to facts. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from backend.cases.answers import Answer, Answers
from backend.catalogue.types import AnswerOption, FormField
from backend.catalogue.vocabulary import FieldKind
from backend.kit.messages.render import Messages
from backend.registers.attributes import attributes
from backend.rules import comparators as compare
from backend.rules.calendar_periods import add_months
from backend.rules.conditions import Atom
from backend.rules.equivalence_classes import atoms_by_fact
from backend.rules.explain import requirement_sentence
from backend.rules.facts import fact_of, silent_fact
from backend.rules.rule import Rule, about_things, conditions_of, names_to_gather, without_things, words_for
from backend.rules.types import Attribute, Fact, Kind

_messages = Messages.beside(__file__)
_words = _messages.words

PLACES = _words("PLACES")
NONE = "none"
BY_APPLYING = frozenset({"alive", "slot_free", "commitment_signed", "form_complete"})
HELD = (compare.Has, compare.Lacks)
KINDS: Mapping[Kind, FieldKind] = {
    "yes_no": "yes_no",
    "date": "date",
    "number": "number",
    "code": "choice",
    "codes": "choices",
    "division": "choice",
}
ASK = _messages.texts("ask")


def atoms(rule: Rule) -> dict[str, list[Atom]]:
    """What the rule compares, by the stored fact."""
    found = atoms_by_fact(conditions_of(rule))
    return {name: found.get(name, []) for name in names_to_gather((rule,))}


def questions(rule: Rule) -> tuple[FormField, ...]:
    """One question for each fact that a person can tell; none for what is checked during the application itself."""
    fields: list[FormField] = []
    words = words_for((rule,), attributes())
    for name, compared in atoms(without_things(rule)).items():
        attribute = words[name]
        asked = attribute.source not in {"identity", "calendar", "bank"} and not attribute.of_object
        if assumed(attribute, compared) is None and asked:
            fields.extend(records(attribute, compared) if attribute.kind == "records" else [question(attribute)])
    return tuple(fields)


def assumed(attribute: Attribute, compared: Iterable[Atom]) -> bool | None:
    """What nobody is asked here: that one is alive and who one is, and what the application itself brings about."""
    wanted = {atom.compare.value for atom in compared if isinstance(atom.compare, compare.Is)}
    without_saying = attribute.name in BY_APPLYING or attribute.source in {"identity", "bank"}
    return True if attribute.kind == "yes_no" and without_saying and wanted == {True} else None


def question(attribute: Attribute) -> FormField:
    """The question of one fact; nobody has to answer it."""
    kind: FieldKind = "choice" if attribute.options and attribute.kind == "number" else KINDS[attribute.kind]
    label, _, _ = attribute.question.partition("（1")
    return FormField(
        key=attribute.name, kind=kind, label=label.rstrip("？") + "？", required=False, options=tuple(options(attribute)),
        hint=ASK("number_hint", unit=attribute.unit) if kind == "number" and attribute.unit else "", min=0 if kind == "number" else None,
    )  # fmt: skip


def options(attribute: Attribute) -> Iterator[AnswerOption]:
    """What one can choose from."""
    if attribute.kind == "division":
        yield from (AnswerOption(value=code, label=name) for code, name in PLACES.items())
    yield from (AnswerOption(value=one.value, label=one.label) for one in attribute.options)
    if attribute.kind == "codes":
        yield AnswerOption(value=NONE, label=ASK("none"))


def records(attribute: Attribute, compared: Iterable[Atom]) -> Iterator[FormField]:
    """For a list of entries: whether each entry that the rule names is there."""
    for option in named(compared):
        label = record_question(attribute, attribute.label_of(option))
        yield FormField(key=f"{attribute.name}-{option}", kind="yes_no", label=label, required=False)


def record_question(attribute: Attribute, name: str) -> str:
    """Ask whether an entry is in a list."""
    if attribute.name in {"benefits", "licences"}:
        return ASK("benefit" if attribute.name == "benefits" else "licence", name=name)
    return ASK("record", list=attribute.label, name=name)


def named(compared: Iterable[Atom]) -> list[str]:
    """The entries that the rule names, each once."""
    found = (atom.compare.option for atom in compared if isinstance(atom.compare, (*HELD, compare.Had)))
    return list(dict.fromkeys(found))


def facts(rule: Rule, answers: Answers, today: date) -> dict[str, Fact]:
    """The answers as facts; what was left open stays unknown."""
    words = words_for((rule,), attributes())
    return {name: fact(words[name], compared, answers, today) for name, compared in atoms(rule).items()}


def fact(attribute: Attribute, compared: list[Atom], answers: Answers, today: date) -> Fact:
    """One fact as the person told it."""
    if (sure := assumed(attribute, compared)) is not None:
        return fact_of(attribute, sure, "self", today)
    if attribute.kind == "date" and attribute.source == "identity":
        return fact_of(attribute, today.isoformat(), "self", today)
    raw = (
        entries(attribute, compared, answers, today)
        if attribute.kind == "records"
        else value(attribute, answers.get(attribute.name, ""))
    )
    return silent_fact("self", today) if raw is None else fact_of(attribute, raw, "self", today)


def value(attribute: Attribute, answer: Answer) -> Any:
    """One answer in the shape of its attribute; nothing if it was left open."""
    if not answer:
        return None
    match attribute.kind:
        case "yes_no":
            return answer == "yes"
        case "number":
            return int(float(str(answer)))
        case "codes":
            return [one for one in answer if one != NONE]
    return answer


def entries(attribute: Attribute, compared: list[Atom], answers: Answers, today: date) -> list[dict[str, str]] | None:
    """The named entries of a list; nothing as long as one of them was left open."""
    told = {option: answers.get(f"{attribute.name}-{option}", "") for option in named(compared)}
    if not told or "" in told.values():
        return None
    past = {atom.compare.option for atom in compared if isinstance(atom.compare, compare.Had)}
    now = {atom.compare.option for atom in compared if isinstance(atom.compare, HELD)}
    ended = {"from": add_months(today, -2).isoformat(), "until": add_months(today, -1).isoformat()}
    return [{"kind": o, **(ended if o in past - now else {})} for o, answer in told.items() if answer == "yes"]


def checked_later(rule: Rule) -> list[str]:
    """List the facts that are only known when applying: they are about what is handed in."""
    return [name for name in names_to_gather((rule,)) if words_for((rule,), attributes())[name].source == "bank"]


def named_later(rule: Rule) -> list[str]:
    """The conditions on these facts: named on the page, never hidden."""
    accounts = (ASK("account", label=attributes()[name].label) for name in checked_later(rule))
    things = (ASK("thing", requirement=requirement_sentence(condition)) for condition in about_things(rule))
    return [*accounts, *things]


def unasked(rule: Rule) -> frozenset[str]:
    """The facts that are taken for granted here and checked during the application."""
    words = words_for((rule,), attributes())
    return frozenset(
        name for name, compared in atoms(rule).items()
        if assumed(words[name], compared) is not None or words[name].source in {"identity", "calendar", "bank"}
    )  # fmt: skip
