"""Weighted features of a text: words, character pairs, meanings, actions, English stems, sounds. Kinds are told by the first letter."""

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from backend.catalogue.search.language import Language
from backend.catalogue.search.lexicon import Lexicon, lexicon, widest
from backend.catalogue.search.normalize import is_chinese, normalise, runs, stem
from backend.catalogue.search.pinyin import (
    LONGEST_INITIALS,
    SHORTEST_INITIALS,
    Readings,
    initials,
    pairs,
    written_with_u,
)
from backend.catalogue.search.tokenizer import Vocabulary
from backend.catalogue.search.types import Features
from backend.catalogue.tables.overlay import forgets

WEIGHTS = {"w": 1.0, "b": 0.6, "c": 0.25, "m": 1.0, "d": 0.8, "e": 1.0, "n": 0.6, "s": 1.0, "i": 1.0}
"""w word · b pair of characters · c character · m meaning · d doing · e English · n number · s pair of syllables · i initials."""
SOUNDS = frozenset("si")


class QueryFeatures(Struct, frozen=True):
    """Features of a query, and the share typed in non-English letters (0 to 1)."""

    features: Features
    by_sound: float


@forgets
@lru_cache(maxsize=100_000)
def text_features(language: Language, text: str, sounding: bool = False) -> Features:
    """Return the features of a catalogue text, optionally with sounds; cached, because most texts outlive an edition."""
    found = {
        f: WEIGHTS[f[0]]
        for run in runs(normalise(text))
        for f in script_features(language.vocabulary, run, everything=True)
    }
    return {**found, **sounds_of(language.readings, text)} if sounding else found


def sounds_of(readings: Readings, text: str) -> Features:
    """Return the sounds of a Chinese text: pairs of syllables, and initials."""
    found: dict[str, float] = {}
    for run in runs(normalise(text)):
        if is_chinese(run):
            sounds = readings.syllables(run)
            found.update({f"s:{pair}": 1.0 for pair in (*pairs(sounds), *pairs(written_with_u(sounds)))})
            found.update({f"i:{letters}": 1.0 for letters in initials(sounds)})
    return found


def query_features(language: Language, text: str, english: Collection[str]) -> QueryFeatures:
    """Return the features of a query; letters that aren't words may be Pinyin or initials."""
    found: dict[str, float] = {}
    sounds: list[str] = []
    typed = total = 0
    for run in runs(normalise(text)):
        total += len(run) * (2 if is_chinese(run) else 1)
        spelt = () if is_chinese(run) or is_english(run, english) else language.readings.spelt(run)
        meaning = script_features(language.vocabulary, run, everything=False)
        found.update({f: WEIGHTS[f[0]] for f in meaning if not spelt or f[0] != "e"})
        sounds.extend(language.readings.syllables(run) if is_chinese(run) else spelt)
        if spelt or could_be_initials(run, english):
            typed += len(run)
            found.update({f"i:{run}": 1.0} if could_be_initials(run, english) else {})
    found.update({f"s:{pair}": 1.0 for pair in pairs(tuple(sounds))})
    return QueryFeatures(found, typed / total if total else 0.0)


def could_be_initials(run: str, english: Collection[str]) -> bool:
    """Check whether letters may be the initials of Chinese words."""
    return (
        run[0].isalpha()
        and run.isascii()
        and SHORTEST_INITIALS <= len(run) <= LONGEST_INITIALS
        and not is_english(run, english)
    )


def is_english(run: str, english: Collection[str]) -> bool:
    """Check for an English word: used by services, in the lexicon, or a stop word."""
    return stem(run) in english or run in lexicon().senses or stem(run) in lexicon().senses or run in lexicon().filler


def script_features(vocabulary: Vocabulary, run: str, *, everything: bool) -> Iterator[str]:
    """Return the features of a run of one script."""
    if is_chinese(run):
        yield from chinese_features(vocabulary, run, everything)
    elif run[0].isdigit():
        yield f"n:{run}"
    elif run not in lexicon().filler:
        yield from lexicon().senses.get(run) or lexicon().senses.get(stem(run), ())
        yield f"e:{stem(run)}"


def chinese_features(vocabulary: Vocabulary, run: str, everything: bool) -> Iterator[str]:
    """Return the features of Chinese text: meanings of known words, then words and character pairs without stop words."""
    known = lexicon()
    spans = list(known.spans(run))
    for start, end in spans if everything else widest(spans):
        yield from known.senses[run[start:end]]
    yield from known.apart(run)
    for part in without_filler(vocabulary.cut(run), known, spans):
        yield from (f"b:{a}{b}" for a, b in pairwise(part))
        yield from (f"c:{character}" for character in part)
        yield from (f"w:{word}" for word in vocabulary.cut(part) if len(word) > 1)


def without_filler(words: list[str], known: Lexicon, spans: list[tuple[int, int]]) -> list[str]:
    """Remove stop words, except inside known words."""
    run = "".join(words)
    kept = [False] * len(run)
    for start, end in spans:
        kept[start:end] = [True] * (end - start)
    at = 0
    for word in words:
        if word not in known.filler:
            kept[at : at + len(word)] = [True] * len(word)
        at += len(word)
    text = "".join(c if keep else " " for c, keep in zip(run, kept, strict=True))
    return text.split()
