"""All services' rules ready to be asked of one person at once: bare outcomes, or each requirement explained."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec import Struct

from backend.rules import words
from backend.rules.answer import Seen, Truth, all_seen, answer, seen
from backend.rules.conditions import Atom, Condition, atoms_of, fact_name
from backend.rules.explain import says
from backend.rules.facts import current
from backend.rules.generate import MOST_KEPT, NO, UNKNOWN, YES, Writer, key_of
from backend.rules.rule import Rule, in_force
from backend.rules.types import Attribute, Fact, Facts

DAYS_KEPT = 4


class Said(Struct, frozen=True):
    """A requirement and the answer to it."""

    says: str
    answer: Truth


# One requirement of one rule: what it says with the answer, and the values looked at.
Line = tuple[Said, tuple[Seen, ...]]
Traced = tuple[int, tuple[Line, ...]]


class Program:
    """The rules of many services; the function for a day is written when that day is first asked about."""

    def __init__(self, rules: Mapping[str, Sequence[Rule]]) -> None:
        self.services = tuple(rules)
        self.rules = tuple(tuple(versions) for versions in rules.values())
        self._bare = lru_cache(DAYS_KEPT)(self._write_bare)
        self._traced = lru_cache(DAYS_KEPT)(self._write_traced)

    def outcomes(self, facts: Facts, on: date) -> tuple[int, ...]:
        """For each service in order: 3 approved, 1 not known, 0 no. Facts are settled (`facts.read_facts`)."""
        found: tuple[int, ...] = self._bare(on)(facts.get)
        return found

    def explained(self, facts: Facts, on: date) -> tuple[Traced, ...]:
        """For each service in order: its outcome and every requirement with answer, value seen and source."""
        found: tuple[Traced, ...] = self._traced(on)(facts.get)
        return found

    def _in_force(self, on: date) -> list[Rule | None]:
        return [in_force(versions, on) for versions in self.rules]

    def _write_bare(self, on: date) -> Any:
        writer = Writer(self._in_force(on), on)
        writer.read_all()
        return writer.function("outcomes", f"({''.join(f'{writer.outcome(rule)}, ' for rule in writer.rules)})")

    def _write_traced(self, on: date) -> Any:
        return TracedWriter(self._in_force(on), on).write()


class TracedWriter(Writer):
    """Writes the same function, but keeps for each requirement the answer with the values seen."""

    def __init__(self, rules: Sequence[Rule | None], on: date) -> None:
        super().__init__(rules, on)
        self.space |= {"Seen": Seen}
        self.seen: dict[str, str] = {}
        self.told: dict[tuple[Any, ...], str] = {}

    def write(self) -> Any:
        """The function of `facts.get` that returns outcome and lines for each rule."""
        self.read_all()
        results = [f"({self.outcome(rule)}, {self.lines_of(rule)})" for rule in self.rules]
        return self.function("explained", f"({''.join(f'{result}, ' for result in results)})")

    def read(self, name: str, atoms: list[Atom]) -> None:
        """As in the bare function, and what is shown of each attribute that rests on the fact."""
        super().read(name, atoms)
        known_at = len(self.lines)
        shown = {atom.attribute.name: atom.attribute for atom in atoms}
        otherwise = next(place for place in range(known_at - 1, -1, -1) if self.lines[place] == "else:")
        unknown = [self._unknown(attribute) for attribute in shown.values()]
        self.lines[otherwise:otherwise] = [f"    {line}" for line in unknown]
        self.lines += [f"    {self._known(attribute)}" for attribute in shown.values()]

    def _unknown(self, attribute: Attribute) -> str:
        self.seen[attribute.name] = f"s{len(self.seen)}"
        return f"{self.seen[attribute.name]} = {self.constant(_not_known(attribute, self.on))}(f)"

    def _known(self, attribute: Attribute) -> str:
        shown = self.constant(Shown(attribute, self.on))
        label = f"{self.constant(attribute.name)}, {self.constant(attribute.label)}"
        text = f"{shown}.text(v)" if attribute.kind == "records" else f"{shown}[v]"
        made = f"Seen({label}, {text}, f.source, f.as_of, None)"
        if attribute.derived is not None:
            made = f"{made} if v <= day else {self.constant(_not_known(attribute, self.on))}(f)"
        return f"{self.seen[attribute.name]} = {made}"

    def lines_of(self, rule: Rule | None) -> str:
        """The lines of a rule's requirements; a requirement that several rules share has one line."""
        requirements = () if rule is None else rule.require
        return f"({''.join(f'{self.line(one)}, ' for one in requirements)})"

    def line(self, requirement: Condition) -> str:
        """The name of a requirement's line."""
        key = (says(requirement), key_of(requirement))
        if key not in self.told:
            name = self.told[key] = f"l{len(self.told)}"
            text = says(requirement)
            answers = self.constant((Said(text, "no"), Said(text, "unknown"), None, Said(text, "yes")))
            answered = self.expression(requirement)
            self.lines.append(f"{name} = {answers}[{answered}], {self._values(requirement)}")
        return self.told[key]

    def _values(self, requirement: Condition) -> str:
        """The values a requirement looked at; a division too coarse to tell is shown as such, the plain way."""
        atoms = list(atoms_of(requirement))
        if any(atom.attribute.name not in self.seen for atom in atoms):
            self._calendar(requirement)
        shown = dict.fromkeys(self.seen[atom.attribute.name] for atom in atoms)
        listed = f"({''.join(f'{name}, ' for name in shown)})"
        divisions = [self.names[key_of(atom)] for atom in atoms if atom.attribute.kind == "division"]
        if not divisions:
            return listed
        clear = " and ".join(f"{name} != 1" for name in divisions)
        return f"{listed} if {clear} else {self.constant(_slowly(requirement, self.on))}(get)"

    def _calendar(self, requirement: Condition) -> None:
        for atom in atoms_of(requirement):
            if atom.attribute.name not in self.seen:
                self.seen[atom.attribute.name] = self.constant(answer(atom, {}, self.on).seen)


class Shown(dict[Any, str]):
    """How the values of one attribute are read aloud on a day."""

    def __init__(self, attribute: Attribute, on: date) -> None:
        super().__init__()
        self.attribute = attribute
        self.on = on

    def __missing__(self, value: Any) -> str:
        text = self.text(value)
        if len(self) < MOST_KEPT:
            self[value] = text
        return text

    def text(self, value: Any) -> str:
        """One value, as a resident reads it; of a derived attribute, what follows from the value."""
        if self.attribute.derived is not None:
            fact = Fact(value=value, source="", as_of=self.on)
            value = current(self.attribute, {self.attribute.derived.of: fact}, self.on)[0]
        return words.value_text(self.attribute, value, self.on)


def _not_known(attribute: Attribute, on: date) -> Any:
    """What is shown of an attribute whose fact is not usable."""
    name = fact_name(attribute)
    return lambda fact: seen(attribute, {} if fact is None else {name: fact}, on)


def _slowly(requirement: Condition, on: date) -> Any:
    """What was seen, asked the plain way: where a value was there but too coarse to decide."""
    names = {fact_name(atom.attribute) for atom in atoms_of(requirement)}

    def ask(get: Any) -> tuple[Seen, ...]:
        facts = {name: fact for name in names if (fact := get(name)) is not None}
        return all_seen(answer(requirement, facts, on))

    return ask


__all__ = ["NO", "UNKNOWN", "YES", "Line", "Program", "Said", "Traced"]
