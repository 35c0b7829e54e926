"""Writes one Python function that asks all rules in force on a day of one person; conditions shared by rules once.

The source holds nothing but names made here (a0, k1, ...) and operators; every value of a rule enters as a constant.
Answers are the bits of two sets: yes 3, not known 1, no 0; so "all" is &, "any" is |, as in the population's bitmaps.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from backend.rules import comparators as c
from backend.rules.classes import RECURRING
from backend.rules.conditions import Atom, Condition, Either, Every, Not, atoms_of, fact_name
from backend.rules.cuts import Cuts, birth_cuts, date_cuts, number_cuts
from backend.rules.rule import Grant, Rule, conditions_of, conditions_of_grant

YES, UNKNOWN, NO = 3, 1, 0
NEGATED = (YES, UNKNOWN, None, NO)
MOST_KEPT = 1 << 16
Key = tuple[Any, ...]


def bits(truth: bool | None) -> int:
    """A truth value as two bits."""
    return UNKNOWN if truth is None else YES if truth else NO


class Kept(dict[Any, tuple[int, ...]]):
    """The answers of some comparisons by value; computed when a value is first met."""

    def __init__(self, atoms: list[Atom], on: date) -> None:
        super().__init__()
        self.ask = [atom.compare.holds for atom in atoms]
        self.on = on

    def __missing__(self, value: Any) -> tuple[int, ...]:
        answers = tuple(bits(ask(value, self.on)) for ask in self.ask)
        if len(self) < MOST_KEPT:
            self[value] = answers
        return answers


class Writer:
    """The function as it is written: its lines, its constants, and which name holds which condition."""

    def __init__(self, rules: Iterable[Rule | None], on: date) -> None:
        self.on = on
        self.rules = list(rules)
        self.lines: list[str] = []
        self.space: dict[str, Any] = {"bisect": bisect_right, "day": on, "N": NEGATED}
        self.names: dict[Key, str] = {}
        self.uses: Counter[Key] = Counter()
        self.atoms: dict[str, dict[Key, Atom]] = {}
        for rule in self.rules:
            for condition in () if rule is None else conditions_of(rule):
                self._count(condition)
                self._collect(condition)

    def constant(self, value: Any) -> str:
        """The name of a value that the function uses."""
        name = f"k{len(self.space)}"
        self.space[name] = value
        return name

    def _count(self, condition: Condition) -> None:
        self.uses[key_of(condition)] += 1
        if self.uses[key_of(condition)] == 1 and isinstance(condition, Every | Either):
            for part in condition.parts:
                self._count(part)
        elif isinstance(condition, Not):
            self._count(condition.part)

    def _collect(self, condition: Condition) -> None:
        for atom in atoms_of(condition):
            name = fact_name(atom.attribute)
            if name:
                self.atoms.setdefault(name, {}).setdefault(key_of(atom), atom)
            else:
                self.names[key_of(atom)] = str(bits(atom.compare.holds(self.on, self.on)))

    def read_all(self) -> None:
        """Lines that look up each fact once and answer every comparison of it."""
        for name, atoms in self.atoms.items():
            for key in atoms:
                self.names[key] = f"a{len(self.names)}"
            self.read(name, list(atoms.values()))

    def read(self, name: str, atoms: list[Atom]) -> None:
        """Lines for one fact: not known at all, or a value that answers each comparison."""
        answered = [self.names[key_of(atom)] for atom in atoms]
        self.lines += [
            f"f = get({self.constant(name)})",
            "v = None if f is None or f.trouble is not None or (f.expires is not None and f.expires < day) else f.value",
            "if v is None:",
            f"    {' = '.join(answered)} = 1",
            "else:",
        ]
        self.lines += [f"    {line}" for line in self._compare(atoms)]

    def _compare(self, atoms: list[Atom]) -> list[str]:
        recurring = [atom for atom in atoms if isinstance(atom.compare, RECURRING)]
        steady = [atom for atom in atoms if not isinstance(atom.compare, RECURRING)]
        lines = [
            f"{self.names[key_of(one)]} = 3 if {self.constant(one.compare.holds)}(v, day) else 0" for one in recurring
        ]
        if not steady:
            return lines
        targets = "".join(f"{self.names[key_of(atom)]}, " for atom in steady)
        return [*lines, f"{targets}= {self._table(steady)}"]

    def _table(self, atoms: list[Atom]) -> str:
        attribute = atoms[0].attribute
        if attribute.derived is not None or attribute.kind in ("date", "number"):
            bounds, answers = regions(atoms, self.on)
            value = "v" if attribute.kind == "number" and attribute.derived is None else "v.toordinal()"
            return f"{self.constant(answers)}[bisect({self.constant(bounds)}, {value})]"
        kept = Kept(atoms, self.on)
        if attribute.kind == "records":
            return f"{self.constant(kept[()])} if not v else {self.constant(kept.__missing__)}(v)"
        return f"{self.constant(kept)}[v]"

    def expression(self, condition: Condition) -> str:
        """The name or expression that holds a condition's answer; what several rules share gets a name."""
        key = key_of(condition)
        if key in self.names:
            return self.names[key]
        text = self._spelled(condition)
        if self.uses[key] > 1 and text != "1":
            self.names[key] = f"c{len(self.names)}"
            self.lines.append(f"{self.names[key]} = {text}")
            return self.names[key]
        return text

    def _spelled(self, condition: Condition) -> str:
        match condition:
            case Every(parts):
                return f"({' & '.join(self.expression(part) for part in parts)})"
            case Either(parts):
                return f"({' | '.join(self.expression(part) for part in parts)})"
            case Not(part):
                return f"N[{self.expression(part)}]"
        return "1"

    def outcome(self, rule: Rule | None) -> str:
        """The expression for what a rule comes to; a grant that is not known makes a yes unknown."""
        if rule is None:
            return "1"
        text = self.expression(Every(rule.require))
        if all(not conditions_of_grant(grant) for grant in rule.grant):
            return text
        name = f"r{len(self.names)}"
        self.names[(name,)] = name
        self.lines.append(f"{name} = {text}")
        return f"{name} & ({self._grants(rule.grant)})"

    def _grants(self, grants: tuple[Grant, ...]) -> str:
        if not grants:
            return "0"
        first = grants[0]
        given = "3" if first.until is None else self.expression(conditions_of_grant(first)[-1])
        if first.when is None:
            return given
        when = self.expression(first.when)
        return f"{given} if {when} == 3 else 1 if {when} == 1 else ({self._grants(grants[1:])})"

    def function(self, name: str, result: str) -> Any:
        """Compile what was written into a function of `facts.get`."""
        body = "\n".join(f"    {line}" for line in [*self.lines, f"return {result}"])
        exec(compile(f"def {name}(get):\n{body}\n", f"<rules on {self.on}>", "exec"), self.space)  # noqa: S102 (see top)
        return self.space[name]


def key_of(condition: Condition) -> Key:
    """What a condition asks, without its sentences: equal keys always have equal answers."""
    match condition:
        case Atom(attribute, compare):
            return (attribute.name, compare)
        case Every(parts):
            return ("&", *map(key_of, parts))
        case Either(parts):
            return ("|", *map(key_of, parts))
        case Not(part):
            return ("!", key_of(part))
    return ("?",)


def regions(atoms: list[Atom], on: date) -> tuple[list[int], list[tuple[int, ...]]]:
    """Bounds that cut a number line where an answer changes, and the answers in each piece."""
    cuts = [_cuts(atom, on) for atom in atoms]
    edges = {edge for ranges in cuts for low, high in ranges for edge in (low, high + 1)}
    born = on.toordinal() + 1
    derived = [atom.attribute.derived is not None for atom in atoms]
    bounds = sorted({*edges, born} if any(derived) else edges)
    pieces = [bounds[0] - 1, *bounds] if bounds else [0]
    answers = [
        tuple(
            UNKNOWN if unborn and piece >= born else bits(any(low <= piece <= high for low, high in ranges))
            for ranges, unborn in zip(cuts, derived, strict=True)
        )
        for piece in pieces
    ]
    return bounds, answers


def _cuts(atom: Atom, on: date) -> Cuts:
    if atom.attribute.derived is not None:
        return birth_cuts(atom.compare, on)
    if isinstance(atom.compare, c.Known) or atom.attribute.kind == "number":
        return number_cuts(atom.compare)
    return date_cuts(atom.compare, on, on.year, on.year)
