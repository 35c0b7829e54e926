"""Output of `futian decide` and `futian attributes`; the command line is in `backend.cli`."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from backend.rules.decide import decide
from backend.rules.decision import canonical
from backend.rules.facts import InvalidFacts, read_facts
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import words_for
from backend.rules.types import Dictionary


def decision_for(rule_file: Path, facts_file: Path, on: date, dictionary: Dictionary) -> bytes:
    """Decide by a service's rules on the facts of a file; returns canonical JSON.

    The facts file is JSON or TOML: {"birth_date": "1944-03-01", …} or {"birth_date": {"value": …, "source": …}}. Raises
    InvalidFacts for names the dictionary doesn't have, RuleFileError for a rule file that is wrong.
    """
    rules = read_rule_file(rule_file, dictionary).rules
    facts = read_facts(read_table(facts_file), words_for(rules, dictionary), "self", on)
    return canonical(decide(rules, facts, on))


def read_table(path: Path) -> dict[str, Any]:
    """Read a table from a JSON or TOML file; raises InvalidFacts."""
    text = path.read_text("utf-8")
    try:
        table = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidFacts(f"{path}: {error}") from error
    if not isinstance(table, dict):
        raise InvalidFacts(f"{path}: facts are a table of attribute names and values")
    return table


def dictionary_lines(dictionary: Dictionary) -> Iterator[str]:
    """Return the attribute dictionary, one JSON object per line."""
    for attribute in dictionary.values():
        yield msgspec.json.encode(attribute).decode()
