"""Reasons of a search result, in a few words for the resident."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from backend.catalogue.search.features import sounds_of
from backend.catalogue.search.lexicon import Lexicon, lexicon, widest
from backend.catalogue.search.normalize import is_chinese, normalise, runs
from backend.catalogue.search.pinyin import Readings
from backend.catalogue.search.types import Floats, Phrase, SearchIndex
from backend.kit.messages.render import Messages

_messages = Messages.beside(__file__)
SAYS = _messages.texts("found_by")
PHRASES = _messages.group("found_in")
"""By the part of a service that the words were found in."""


def match_reasons(
    index: SearchIndex, query: Mapping[str, float], text: str, service: int, nearest: Floats
) -> list[str]:
    """Return at most three reasons: best phrase, kind of match, word with the same meaning."""
    start = int(index.starts[service])
    end = int(index.starts[service + 1]) if service + 1 < len(index.starts) else len(index.phrases)
    asked_in_chinese = any(is_chinese(run) for run in runs(normalise(text)))
    best_first = (index.phrases[start + int(n)] for n in np.argsort(-nearest[start:end], kind="stable"))
    phrase = next(p for p in best_first if not (asked_in_chinese and p.where == "english"))
    if service in index.situations.get(normalise(text).strip(), ()):
        return [SAYS("situation", text=text.strip())]
    reasons = [phrase_reason(phrase)] if phrase.where in PHRASES else []
    if how := typed_otherwise(index.language.readings, query, text, phrase.text) or same_meaning(text, phrase.text):
        reasons.append(how)
    common = "" if reasons else longest_common_part(text, index.names[service])
    return reasons or [SAYS("name", part=common) if common else SAYS("kind")]


def phrase_reason(phrase: Phrase) -> str:
    """Return the phrase as a reason."""
    return PHRASES[phrase.where](phrase=phrase.text).text


def typed_otherwise(readings: Readings, query: Mapping[str, float], text: str, phrase: str) -> str:
    """Check whether the query matched by sound: letters or homophones."""
    heard = sounds_of(readings, phrase)
    written = [run for run in runs(normalise(text)) if is_chinese(run)]
    if not written or any(f[0] == "i" and f in query for f in heard):
        return SAYS("pinyin") if any(feature in query for feature in heard) else ""
    told = normalised_phrase(phrase)
    pairs = ((run[i : i + 2], readings.syllables(run)[i : i + 2]) for run in written for i in range(len(run) - 1))
    return (
        SAYS("homophones")
        if any(f"s:{' '.join(sounds)}" in heard and pair not in told for pair, sounds in pairs)
        else ""
    )


def same_meaning(text: str, phrase: str) -> str:
    """Return the first query word with the meaning of another word in the phrase: 娃 for 小孩."""
    known = lexicon()
    query, theirs = normalise(text), known_words(known, phrase)
    for a, b in widest(list(known.spans(query))):
        word = query[a:b]
        other = next((w for w, senses in theirs if w != word and set(senses) & set(known.senses[word])), "")
        if other and other not in query:
            return SAYS("same_meaning", word=word, other=other)
    return ""


@lru_cache(maxsize=50_000)
def normalised_phrase(phrase: str) -> str:
    """Return a catalogue phrase in normal form; cached."""
    return normalise(phrase)


@lru_cache(maxsize=50_000)
def known_words(known: Lexicon, phrase: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the lexicon words of a phrase with their meanings."""
    told = normalised_phrase(phrase)
    return tuple((told[a:b], known.senses[told[a:b]]) for a, b in widest(list(known.spans(told))))


def longest_common_part(text: str, name: str) -> str:
    """Return the longest common substring of query and name, at least two characters."""
    query, told = normalise(text), normalised_phrase(name)
    stretches = (query[a:b] for a in range(len(query)) for b in range(len(query), a + 1, -1) if query[a:b] in told)
    return max(stretches, key=len, default="")
