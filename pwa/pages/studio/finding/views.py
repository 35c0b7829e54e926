"""What a search finds with other words, as a table: word, place or first services now, the same with the change. Pure."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from backend.catalogue.search.lexicon import SearchWords, lexicon_of, search_words
from backend.catalogue.search.trial_index import WordTried, try_words, with_services, with_words
from backend.catalogue.search.types import SearchIndex
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

SAYS = Messages.beside(__file__).texts("finding", Audience.OFFICER)
MOST = 12  # queries that are tried at once: a fifth of a second
LONGEST = 60  # characters of one


class FoundLine(Struct, frozen=True):
    """A query, what it finds now and with the change."""

    text: str
    before: str
    after: str
    changed: bool


class FoundPage(Struct, frozen=True, kw_only=True):
    """The queries that were tried; `source`: where a script asks while somebody types, `q`: the editor's own query."""

    source: str
    here: str
    lines: list[FoundLine]
    more: int
    q: str


def lines_of(text: str) -> tuple[str, ...]:
    """Return the words of a box, one a line."""
    return tuple(dict.fromkeys(line.strip()[:LONGEST] for line in text.splitlines() if line.strip()))


def wanted_first(q: str, before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return the queries to try: the editor's own, words that are new or gone, then the others."""
    new = [word for word in after if word not in before]
    gone = [word for word in before if word not in after]
    return list(dict.fromkeys(one for one in (q.strip(), *new, *gone, *after) if one))


def found_for_service(
    index: SearchIndex, live: Service | None, draft: Service, aliases: Sequence[str], q: str
) -> FoundPage:
    """Try the search words of a draft: at which place the service stands."""
    changed = replace(draft, aliases=tuple(aliases))
    texts = wanted_first(q, live.aliases if live else (), aliases)
    found = try_words(index, with_services(index, [changed]), texts[:MOST], draft.code)
    here = f"/studio/services/{draft.code}"
    return FoundPage(
        source=f"{here}/found", here=f"{here}/parts/search", q=q, more=len(texts) - len(found),
        lines=[FoundLine(one.text, place(one.before, one.first_before), place(one.after, one.first_after), one.before != one.after)
               for one in found],
    )  # fmt: skip


def place(at: int | None, first: Sequence[str]) -> str:
    """Say at which place a service stands, and what stands before it."""
    other = first[0] if first and at != 1 else None
    return SAYS("nowhere", first=other) if at is None else SAYS("place", at=at, first=other)


def found_for_words(
    index: SearchIndex, services: Iterable[Service], key: str, live: Sequence[str], words: Sequence[str], q: str
) -> FoundPage:
    """Try the words of a row of the lexicon: which services a search for them finds first."""
    rows = [one for one in search_words() if one.key != key]
    lexicon = lexicon_of([*rows, SearchWords(key=key, words=tuple(words))])
    different = [one for one in {*live, *words} if (one in live) != (one in words)]
    texts = [one.replace("+", "") for one in wanted_first(q, live, words)]
    after = with_words(index, lexicon, services, different) if different else index
    found = try_words(index, after, texts[:MOST], words=lexicon)
    here = f"/studio/tables/search_words/{key}"
    return FoundPage(
        source=f"{here}/found", here=here, q=q, more=len(texts) - len(found),
        lines=[FoundLine(one.text, first(one.first_before), first(one.first_after), changed(one)) for one in found],
    )  # fmt: skip


def changed(one: WordTried) -> bool:
    """Check whether a query finds something else first."""
    return one.first_before != one.first_after


def first(names: Sequence[str]) -> str:
    """Name the first services."""
    return SAYS("first", names=list(names)) if names else SAYS("nothing")
