"""Checks of a rule file: gaps between versions, unreachable grants, contradictory requirements, idle test cases."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from backend.rules import calendar_periods
from backend.rules.answer import is_true
from backend.rules.conditions import Atom, Condition, NeedsPerson, needs_a_person
from backend.rules.coverage import coverage_gaps
from backend.rules.diagnostics import Diagnostic, MistakeKind, RuleFileError, SourceLocation
from backend.rules.equivalence_classes import atoms_by_fact, exhaustive, representatives
from backend.rules.missing_facts import with_values
from backend.rules.parse_rules import read_rules
from backend.rules.rule import Rule, RuleFile
from backend.rules.rule_tests import differing_expectations
from backend.rules.toml_lines import lines_of
from backend.rules.types import Dictionary


def check_rule_file(path: Path, dictionary: Dictionary) -> tuple[Diagnostic, ...]:
    """Return all errors and warnings of a rule file, failing test cases and coverage gaps included."""
    source = path.read_text("utf-8")
    try:
        file = read_rules(source, dictionary, str(path), path.stem)
    except RuleFileError as mistakes:
        return mistakes.mistakes
    at = SourceLocation(str(path), lines_of(source))
    return (*lint(file, at), *_cases(file, at, dictionary))


def lint(file: RuleFile, at: SourceLocation) -> tuple[Diagnostic, ...]:
    """Return the contradictions in parsed rules."""
    found = [*_versions(file, at)]
    for index, rule in enumerate(file.rules):
        place = at / "rule" / index
        found += [*_requirements(rule, place), *_grants(rule, place), *_impossible(rule, place)]
    return tuple(found)


def _cases(file: RuleFile, at: SourceLocation, dictionary: Dictionary) -> Iterator[Diagnostic]:
    for index, case in enumerate(file.cases):
        for difference in differing_expectations(file, case, dictionary):
            yield _mistake(at / "case" / index, "case_differs", case=case.name, difference=difference)
    for lack in coverage_gaps(file, dictionary):
        yield _mistake(at / "case", "case_lacking", lack=lack)


def _versions(file: RuleFile, at: SourceLocation) -> Iterator[Diagnostic]:
    ordered = sorted(enumerate(file.rules), key=lambda one: one[1].valid_from)
    for (_, earlier), (index, later) in pairwise(ordered):
        place = at / "rule" / index / "valid_from"
        if earlier.valid_from == later.valid_from:
            yield _mistake(place, "same_day")
        elif earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            yield _mistake(place, "still_open")
        elif calendar_periods.add_days(earlier.valid_to, 1) < later.valid_from:
            yield _mistake(place, "gap")


def _requirements(rule: Rule, at: SourceLocation) -> Iterator[Diagnostic]:
    if not rule.basis.strip():
        yield _mistake(at / "basis", "no_basis")
    for index, requirement in enumerate(rule.require):
        if not requirement.says.strip():
            yield _mistake(at / "require" / index, "no_sentence")
        if needs_a_person(requirement) and not isinstance(requirement, NeedsPerson):
            yield _mistake(at / "require" / index, "person_inside")


def _grants(rule: Rule, at: SourceLocation) -> Iterator[Diagnostic]:
    for index, grant in enumerate(rule.grant):
        last = index == len(rule.grant) - 1
        if grant.when is None and not last:
            yield _mistake(at / "grant" / (index + 1), "never_reached")
        if grant.when is not None and last:
            yield _mistake(at / "grant" / index, "last_conditional")


def _impossible(rule: Rule, at: SourceLocation) -> Iterator[Diagnostic]:
    """Return requirements on one fact that no value can satisfy together."""
    simple = [requirement for requirement in rule.require if isinstance(requirement, Atom)]
    for name, atoms in atoms_by_fact(simple).items():
        if exhaustive(atoms) and not _possible(name, atoms, rule):
            yield _mistake(at / "require", "impossible", label=atoms[0].attribute.label)


def _possible(name: str, atoms: list[Atom], rule: Rule) -> bool:
    on = rule.valid_from
    together: list[Condition] = list(atoms)
    return any(
        all(is_true(atom, with_values({}, {name: value}, on), on) for atom in together)
        for value in representatives(atoms, on)
    )


def _mistake(at: SourceLocation, key: MistakeKind, /, **facts: str) -> Diagnostic:
    return at.mistake(key, **facts).mistakes[0]
