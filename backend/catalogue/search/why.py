"""Why a service was found, in a few words for the resident."""

from collections.abc import Mapping

import numpy as np

from backend.catalogue.search.features import features
from backend.catalogue.search.lexicon import lexicon, widest
from backend.catalogue.search.text import is_chinese, plain, runs
from backend.catalogue.search.types import Floats, Index, Phrase

SAYS = {"alias": "也叫“{}”", "question": "常见问题：{}", "result": "办好后拿到：{}", "material": "要用到：{}", "english": "{}"}


def why(index: Index, query: Mapping[str, float], text: str, service: int, nearest: Floats) -> list[str]:
    """At most three reasons: the phrase that fits, how it fits, and the word that means the same."""
    start = int(index.starts[service])
    end = int(index.starts[service + 1]) if service + 1 < len(index.starts) else len(index.phrases)
    phrase = index.phrases[start + int(np.argmax(nearest[start:end]))]
    kinds = by_kind(query, phrase)
    reasons = [said(phrase)] if phrase.where in SAYS else []
    literal = kinds.get("w", 0) + kinds.get("b", 0) + kinds.get("e", 0) + kinds.get("c", 0)
    if kinds.get("i", 0) > literal or (kinds.get("s", 0) > literal and not has_chinese(text)):
        reasons.append("拼音对得上")
    elif kinds.get("s", 0) > max(literal, kinds.get("m", 0)):
        reasons.append("读音相近的字")
    elif kinds.get("m", 0) > literal and (meant := same_meaning(text, phrase.text)):
        reasons.append(meant)
    return reasons or [f"名称里有“{common}”" if (common := shared(text, index.names[service])) else "说的是这类事"]


def said(phrase: Phrase) -> str:
    """The phrase itself as a reason."""
    return SAYS[phrase.where].format(phrase.text)


def by_kind(query: Mapping[str, float], phrase: Phrase) -> dict[str, float]:
    """How much each kind of feature adds to the nearness of this phrase."""
    total: dict[str, float] = {}
    for feature in features(phrase.text):
        if feature in query:
            total[feature[0]] = total.get(feature[0], 0.0) + query[feature]
    return total


def has_chinese(text: str) -> bool:
    """Is there any Chinese in the query?"""
    return any(is_chinese(run) for run in runs(plain(text)))


def same_meaning(text: str, phrase: str) -> str:
    """The first word of the query whose meaning another word of the phrase has: 娃 and 小孩."""
    known = lexicon()
    query, told = plain(text), plain(phrase)
    theirs = [(told[a:b], known.senses[told[a:b]]) for a, b in widest(list(known.spans(told)))]
    for a, b in widest(list(known.spans(query))):
        word = query[a:b]
        other = next((w for w, senses in theirs if w != word and set(senses) & set(known.senses[word])), "")
        if other and other not in query:
            return f"“{word}”和“{other}”是一个意思"
    return ""


def shared(text: str, name: str) -> str:
    """The longest stretch that the query and the name have in common, of at least two characters."""
    query, told = plain(text), plain(name)
    stretches = (query[a:b] for a in range(len(query)) for b in range(len(query), a + 1, -1) if query[a:b] in told)
    return max(stretches, key=len, default="")
