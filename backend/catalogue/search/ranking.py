"""Ranking of services for a query: best phrase of each service, the service as a document, and the requested action."""

import math
import re
from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from backend.catalogue.search.features import SOUNDS, query_features
from backend.catalogue.search.match_reason import match_reasons
from backend.catalogue.search.normalize import LONGEST, normalise
from backend.catalogue.search.pinyin import SHORTEST_INITIALS
from backend.catalogue.search.types import Floats, Posting, SearchIndex, SearchResult

MEANING = 0.65  # how much of the nearness is meaning alone: 出狱了 is near 刑满释放 though no character is the same
WHOLE = 1.3  # what the service says as a whole, beside its one nearest phrase
DOING, OTHERWISE = 0.15, 0.6  # for the service that does what is asked; against those that do something else
SOUND, MISTYPED = 0.15, 0.8  # what sound adds to a query in characters; more, the more of its pairs no service has
UNSEEN = 0.5  # a word that no service knows still counts as something asked for
WEAKEST, FAR_BEHIND = 0.16, 0.45


class WeightedQuery(Struct, frozen=True):
    """Query as weighted features: meaning, sound, and the weight of sound (typed in letters, or mistyped)."""

    sense: Mapping[str, float]
    sound: Mapping[str, float]
    by_sound: float
    forgiven: float


def rank_services(index: SearchIndex, text: str, limit: int = 20) -> list[SearchResult]:
    """Return the services near a query, best first, with reasons; `outcome` says whether they answer it."""
    text = text[:LONGEST]
    query = weigh_query(index, text)
    if not index.codes or not (query.sense or query.sound):
        return []
    nearest, scores = score_services(index, query)
    topic_matches(index, text, scores)
    order = np.argsort(-scores, kind="stable")[:limit]
    enough = max(WEAKEST, FAR_BEHIND * float(scores[order[0]]))
    kept = [int(n) for n in order if scores[n] >= enough]
    said = {**query.sense, **query.sound}
    return [
        SearchResult(
            index.codes[n], index.names[n], round(float(scores[n]), 4), match_reasons(index, said, text, n, nearest)
        )
        for n in kept
    ]


def nearest_services(index: SearchIndex, text: str, limit: int = 4) -> list[SearchResult]:
    """Return the nearest services if nothing matches."""
    query = weigh_query(index, text[:LONGEST])
    if not index.codes or not (query.sense or query.sound):
        return []
    scores = score_services(index, query)[1]
    order = [int(n) for n in np.argsort(-scores, kind="stable")[:limit] if scores[n] > 0]
    return [SearchResult(index.codes[n], index.names[n], round(float(scores[n]), 4), []) for n in order]


def weigh_query(index: SearchIndex, text: str) -> WeightedQuery:
    """Weigh the features of a query by rarity; misspelt English becomes the nearest known word."""
    found = query_features(index.language, text, index.english)
    weights = {corrected_stem(index, f): w * index.rarity.get(f, UNSEEN) for f, w in found.features.items()}
    sense = {f: w for f, w in weights.items() if f[0] not in SOUNDS}
    pairs = [f for f in sense if f[0] == "b"]
    unheard = sum(f not in index.rarity for f in pairs) / len(pairs) if pairs else 0.0
    return WeightedQuery(
        sense, {f: w for f, w in weights.items() if f[0] in SOUNDS}, found.by_sound, SOUND + MISTYPED * unheard
    )


def score_services(index: SearchIndex, query: WeightedQuery) -> tuple[Floats, Floats]:
    """Return the score of each phrase and each service."""
    phrases = len(index.phrases)
    sense = weighted_sum(index.in_phrases, query.sense, phrases) / vector_length(query.sense)
    meant = {f: w for f, w in query.sense.items() if f[0] in "md"}
    sense = (1 - MEANING) * sense + MEANING * weighted_sum(index.in_meanings, meant, phrases) / vector_length(meant)
    sound = weighted_sum(index.in_sounds, query.sound, phrases) / vector_length(
        {f: w for f, w in query.sound.items() if f[0] == "s"}
    )
    if query.by_sound and not sound.any():
        sound = abbreviation_matches(index, query)
    nearest = (1 - query.by_sound) * sense + (query.by_sound + (1 - query.by_sound) * query.forgiven) * sound
    whole = weighted_sum(index.in_services, query.sense, len(index.codes)) / (sum(query.sense.values()) or 1.0)
    fits = np.maximum.reduceat(nearest, index.starts) + WHOLE * whole
    return nearest, fits + (fits > 0) * (index.usual + action_factor(index, query))


def topic_matches(index: SearchIndex, text: str, scores: Floats) -> None:
    """Return the services listed first for a query that is only the name of a topic (残疾人, 搬家)."""
    best = float(scores.max())
    for place, number in enumerate(index.situations.get(normalise(text).strip(), ())):
        scores[number] = best + 0.1 - 0.01 * place


def abbreviation_matches(index: SearchIndex, query: WeightedQuery) -> Floats:
    """Return names whose initials contain the letters in order with gaps (gthsl: 个体工商户设立)."""
    scores = np.zeros(len(index.phrases), np.float32)
    for letters in (f[2:] for f in query.sound if f[0] == "i"):
        inside = re.compile(".*?".join(letters))
        for number, initials in zip(index.starts, index.initials, strict=True):
            if len(letters) > SHORTEST_INITIALS and (found := inside.match(initials)):
                scores[number] = 0.8 * len(letters) / found.end()
    return scores


def vector_length(weights: Mapping[str, float]) -> float:
    """Return the length of a query vector; bounded below, so that a single common word doesn't score high."""
    return max(0.4, math.sqrt(sum(w * w for w in weights.values())))


def weighted_sum(postings: Mapping[str, Posting], query: Mapping[str, float], size: int) -> Floats:
    """Sum the posting lists over the features of a query."""
    scores = np.zeros(size, np.float32)
    for feature, weight in query.items():
        if (posting := postings.get(feature)) is not None:
            scores[posting.at] += weight * posting.counts
    return scores


def corrected_stem(index: SearchIndex, feature: str) -> str:
    """Return the nearest known English stem within one or two letters."""
    if feature[0] != "e" or feature[2:] in index.english or len(feature) < 6:
        return feature
    most = 2 if len(feature) > 8 else 1
    from rapidfuzz import process  # only for English words that no service uses
    from rapidfuzz.distance import DamerauLevenshtein

    near = process.extract(feature[2:], index.english, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=5)
    return f"e:{min(near, key=lambda n: (n[1], -len(n[0]), n[0]))[0]}" if near else feature


def action_factor(index: SearchIndex, query: WeightedQuery) -> Floats:
    """Return factors that favour services with the requested action over those with another."""
    wanted = frozenset(f for f in query.sense if f[0] == "d")
    matters = DOING if wanted - VAGUE else DOING / 2
    fits = np.zeros(len(index.codes), np.bool_)
    for doing in wanted & index.doings.keys():
        fits |= index.doings[doing]
    return np.where(fits, matters, index.does_something * (-OTHERWISE * matters * bool(wanted))).astype(np.float32)


VAGUE = frozenset({"d:apply", "d:ask"})  # said of nearly everything
