"""Example persons in words. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules import wording
from backend.rules.facts import InvalidFacts, read_facts
from backend.rules.types import Dictionary

SAYS = Messages.beside(__file__).texts("person", Audience.OFFICER)


class ShownPerson(Struct, frozen=True):
    """An example person: the day and the facts in words."""

    on: date
    facts: list[str]


def facts_in_words(raw: Mapping[str, Any], on: date, words: Dictionary) -> Iterator[str]:
    """Say the facts of a person, in the words of the registers."""
    try:
        facts = read_facts(msgspec.to_builtins(dict(raw)), words, "sample", on)
    except InvalidFacts:
        return
    for name, fact in facts.items():
        label = words[name].label
        if fact.value is None:
            yield SAYS("trouble", label=label, trouble=wording.trouble_text(fact.trouble, fact))
        else:
            yield SAYS("fact", label=label, value=wording.value_text(words[name], fact.value, on))
