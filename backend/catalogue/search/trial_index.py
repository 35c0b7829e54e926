"""Search index as it would be with other texts of a few services or with other words, for one editor: nothing is built or kept.

Only what a query looks up is computed anew. The rarity of known features stays that of today's index: one service more or less
moves it by less than a hundredth.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from backend.catalogue.search.build_index import (
    action_of,
    by_initials,
    context_texts,
    phrases_of,
    prior_weights,
    service_postings,
    unit_vectors,
)
from backend.catalogue.search.features import text_features
from backend.catalogue.search.language import Language
from backend.catalogue.search.lexicon import Lexicon, trying
from backend.catalogue.search.normalize import normalise, runs
from backend.catalogue.search.outcome import search_outcome
from backend.catalogue.search.types import Bools, Features, Floats, Numbers, Phrase, Posting, SearchIndex, Where
from backend.catalogue.types import Service

RARE = 1.0  # the rarity of a feature that no service had
MOST = 40  # services whose texts are read anew for other words
SHOWN = 3


class WordTried(Struct, frozen=True):
    """What a query finds now and with the change: the place of one service (None: not found), the first services by name."""

    text: str
    before: int | None
    after: int | None
    first_before: tuple[str, ...]
    first_after: tuple[str, ...]


class PatchedPostings(Mapping[str, Posting]):
    """Postings in which those of some numbers are replaced, and the numbers behind them moved; looked up, never iterated."""

    def __init__(self, old: Mapping[str, Posting], moved: Numbers, new: Mapping[str, Posting]) -> None:
        self.old, self.moved, self.new = old, moved, new

    def __getitem__(self, feature: str) -> Posting:
        old, new = self.old.get(feature), self.new.get(feature)
        if old is None and new is None:
            raise KeyError(feature)
        at, counts = [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
        if old is not None:
            kept = self.moved[old.at] >= 0
            at, counts = [self.moved[old.at[kept]]], [old.counts[kept]]
        if new is not None:
            at, counts = [*at, new.at], [*counts, new.counts]
        return Posting(np.concatenate(at).astype(np.int32), np.concatenate(counts))

    def __len__(self) -> int:
        return len(self.old)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("looked up by feature only")


class KnownRarity(Mapping[str, float]):
    """Rarity of features, with that of a single service for those that only the changed texts have."""

    def __init__(self, old: Mapping[str, float], more: Iterable[str]) -> None:
        self.old, self.more = old, frozenset(more)

    def __getitem__(self, feature: str) -> float:
        known = self.old.get(feature)
        if known is None and feature not in self.more:
            raise KeyError(feature)
        return RARE if known is None else known

    def __len__(self) -> int:
        return len(self.old)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("looked up by feature only")


def with_services(index: SearchIndex, services: Sequence[Service], language: Language | None = None) -> SearchIndex:
    """Return the index with these services in place of those of the same codes, or behind all others."""
    language = language or index.language
    changed = {one.code: one for one in services}
    codes = (*index.codes, *(code for code in changed if code not in index.codes))
    texts = phrases_by_service(index, codes, changed)
    phrases = tuple(Phrase(text, where, n) for n, lines in enumerate(texts) for where, text in lines)
    starts = np.array([0, *accumulate(map(len, texts))][:-1], np.int32)
    numbers = {code: n for n, code in enumerate(codes)}
    fresh = [n for n, one in enumerate(phrases) if codes[one.service] in changed]
    said = [text_features(language, phrases[n].text, phrases[n].where in ("name", "alias", "result")) for n in fresh]
    around = {numbers[code]: text_features(language, " ".join(context_texts(one))) for code, one in changed.items()}
    rarity = KnownRarity(index.rarity, (feature for one in (*said, *around.values()) for feature in one))
    moved = moved_phrases(index, starts, {numbers[code] for code in changed})
    kept = np.array([-1 if code in changed else n for n, code in enumerate(index.codes)], np.int32)
    mine, doings = [phrases[n] for n in fresh], changed_services_by_action(index, language, codes, changed)
    return replace(
        index, codes=codes, names=tuple(changed[c].name if c in changed else index.names[n] for n, c in enumerate(codes)),
        phrases=phrases, starts=starts, rarity=rarity, language=language,
        in_phrases=PatchedPostings(index.in_phrases, moved, renumbered(unit_vectors(mine, said, rarity, "wbcmden"), fresh)),
        in_meanings=PatchedPostings(index.in_meanings, moved, renumbered(unit_vectors(mine, said, rarity, "md"), fresh)),
        in_sounds=PatchedPostings(
            index.in_sounds, moved,
            renumbered({**unit_vectors(mine, said, rarity, "s"), **by_initials(mine, said)}, fresh),
        ),
        in_services=PatchedPostings(index.in_services, kept, service_postings_of(mine, said, around)),
        usual=usual_of(index, language, codes, changed), doings=doings,
        does_something=sum(doings.values(), np.zeros(len(codes), np.bool_)),
        initials=tuple(initials_of(language, changed[c]) if c in changed else index.initials[n] for n, c in enumerate(codes)),
        english=index.english | {f[2:] for one in (*said, *around.values()) for f in one if f[0] == "e"},
    )  # fmt: skip


def phrases_by_service(
    index: SearchIndex, codes: Sequence[str], changed: Mapping[str, Service]
) -> list[list[tuple[Where, str]]]:
    """Return the phrases of every service, in the order of the codes."""
    old: dict[int, list[tuple[Where, str]]] = defaultdict(list)
    for one in index.phrases:
        old[one.service].append((one.where, one.text))
    return [list(phrases_of(changed[code])) if code in changed else old[n] for n, code in enumerate(codes)]


def moved_phrases(index: SearchIndex, starts: Numbers, changed: set[int]) -> Numbers:
    """Return for each phrase of the index its number now; -1 for those of changed services."""
    services = np.array([one.service for one in index.phrases], np.int32)
    moved = np.arange(len(services), dtype=np.int32) + (starts[: len(index.codes)] - index.starts)[services]
    return np.where(np.isin(services, list(changed)), -1, moved).astype(np.int32)


def renumbered(postings: Mapping[str, Posting], numbers: Sequence[int]) -> dict[str, Posting]:
    """Return postings by the numbers of the whole index."""
    places = np.array(numbers, np.int32)
    return {feature: Posting(places[one.at], one.counts) for feature, one in postings.items()}


def service_postings_of(
    phrases: Sequence[Phrase], said: Sequence[Features], around: Mapping[int, Features]
) -> Mapping[str, Posting]:
    """Return the postings of changed services, by the numbers of the whole index."""
    numbers = sorted(around)
    own = [replace(one, service=numbers.index(one.service)) for one in phrases]
    return renumbered(service_postings(own, said, [around[n] for n in numbers]), numbers)


def usual_of(index: SearchIndex, language: Language, codes: Sequence[str], changed: Mapping[str, Service]) -> Floats:
    """Return the head start of each service."""
    return np.array(
        [prior_weights(language, changed[c]) if c in changed else index.usual[n] for n, c in enumerate(codes)],
        np.float32,
    )


def changed_services_by_action(
    index: SearchIndex, language: Language, codes: Sequence[str], changed: Mapping[str, Service]
) -> dict[str, Bools]:
    """Return for each action the services that do it."""
    own = {n: action_of(language, changed[code]) for n, code in enumerate(codes) if code in changed}
    more = len(codes) - len(index.codes)
    found = {doing: np.concatenate([one, np.zeros(more, np.bool_)]) for doing, one in index.doings.items()}
    for doing in set().union(*own.values()) - found.keys():
        found[doing] = np.zeros(len(codes), np.bool_)
    for n, named in own.items():
        for doing, services in found.items():
            services[n] = doing in named
    return found


def initials_of(language: Language, service: Service) -> str:
    """Return the initials of a name."""
    return "".join(s[0] for run in runs(normalise(service.name)) for s in language.readings.syllables(run))


def with_words(index: SearchIndex, words: Lexicon, services: Iterable[Service], changed: Iterable[str]) -> SearchIndex:
    """Return the index with another lexicon; only services whose texts hold a changed word are read anew."""
    known = [
        word.lower() for word in changed
    ]  # texts of services are simplified characters already: nothing to normalise
    holding = [one for one in services if any(word in text.lower() for _, text in phrases_of(one) for word in known)]
    language = Language(index.language.vocabulary, index.language.readings)  # a new one: features are cached by it
    with trying(words):
        return with_services(index, holding[:MOST], language)


def try_words(
    before: SearchIndex, after: SearchIndex, texts: Iterable[str], code: str = "", words: Lexicon | None = None
) -> list[WordTried]:
    """Search for texts in both, with the words of a lexicon in the second."""
    return [tried(before, after, text, code, words) for text in dict.fromkeys(texts) if text.strip()]


def tried(before: SearchIndex, after: SearchIndex, text: str, code: str, words: Lexicon | None) -> WordTried:
    """Search for one text in both."""
    old = found_in(before, text)
    with trying(words):
        new = found_in(after, text)
    return WordTried(text, place_of(code, old), place_of(code, new), names(old), names(new))


def found_in(index: SearchIndex, text: str) -> list[tuple[str, str]]:
    """Return codes and names of what a resident would see, best first."""
    return [(one.code, one.name) for one in search_outcome(index, text).found]


def place_of(code: str, found: Sequence[tuple[str, str]]) -> int | None:
    """Return the place of a service, from 1."""
    return next((at for at, (one, _) in enumerate(found, 1) if one == code), None)


def names(found: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the names of the first services."""
    return tuple(name for _, name in found[:SHOWN])
