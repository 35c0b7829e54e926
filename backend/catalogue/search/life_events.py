"""The life events and resident groups under which services are found: their names for people, from two data files."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from backend.catalogue.types import Service

HERE = Path(__file__).parent.parent


class BrowseTopic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A life event or a group of residents: its address, its name, one sentence, and the services to show first."""

    key: str
    name: str
    name_en: str
    says: str
    icon: str
    words: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


@cache
def life_events() -> tuple[BrowseTopic, ...]:
    """The events of a life in the order in which they come."""
    return read_topics("life_events.toml", "event")


@cache
def groups() -> tuple[BrowseTopic, ...]:
    """The groups of residents and organisations."""
    return read_topics("groups.toml", "group")


def read_topics(file: str, table: str) -> tuple[BrowseTopic, ...]:
    """One of the two files."""
    data = msgspec.toml.decode((HERE / file).read_bytes(), type=dict[str, tuple[BrowseTopic, ...]])
    return data[table]


def situation_words(service: Service) -> Iterator[str]:
    """What people call the situations that this service belongs to."""
    for event in life_events():
        if event.key in service.life_events:
            yield " ".join((event.name, *event.words))
    for group in groups():
        if group.key in service.groups:
            yield " ".join((group.name, *group.words))


NAMES_IT = 0.4  # the share of a service's name from which a word is that service's own: 离婚 in 离婚登记


def situations_named(codes: Sequence[str], names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Under every name of a situation the services to show first there, as numbers in this order of codes.

    A word that is as good as a service's name (离婚, 失业) is left to that service.
    """
    named: dict[str, list[int]] = defaultdict(list)
    for situation in (*groups(), *life_events()):
        for name in (situation.name, *situation.words):
            named[name.lower()].extend(codes.index(code) for code in situation.first if code in codes)
    own = {situation.name for situation in (*groups(), *life_events())}
    return {
        word: tuple(dict.fromkeys(numbers)) for word, numbers in named.items()
        if word in own or not any(name.startswith(word) and len(word) >= NAMES_IT * len(name) for name in names)
    }  # fmt: skip
