"""Build the search index over the published services: one vector for each phrase, and one BM25F document for each service.

Worked example, the service 高龄老人津贴申请 with the alias 敬老金:

1. `phrases_of` yields its phrases: (name, 高龄老人津贴申请), (alias, 敬老金), (purpose, …), …
2. `text_features` turns a phrase into weighted features; the letter in front is the kind (`features.py`):
   高龄老人津贴 → w:高龄老人津贴 1.0 (word), m:allowance 1.0 (meaning), d:receive 0.8 (action), b:高龄 0.6 (pair of characters),
   c:高 0.25 (character), s:gao ling 1.0 (sound), i:gll 1.0 (initials).
3. `rarities` weighs each feature by how few services have it (IDF); `unit_vectors` divides by the length of the phrase's vector.
4. Both become posting lists: feature → (numbers of the phrases or services, weights), which `ranking` sums for a query.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np

from backend.catalogue.load import read_categories
from backend.catalogue.search import dictionaries
from backend.catalogue.search.features import SOUNDS, text_features
from backend.catalogue.search.language import Language
from backend.catalogue.search.life_events import groups, life_events, situation_words, situations_named
from backend.catalogue.search.normalize import normalise, runs
from backend.catalogue.search.types import Bools, Features, Phrase, Posting, SearchIndex, Where
from backend.catalogue.tables.overlay import forgets
from backend.catalogue.types import Service

PHRASE_WEIGHT: Mapping[Where, float] = {
    "name": 1.0, "alias": 1.0, "english": 0.95, "question": 0.75, "result": 0.7, "purpose": 0.75, "who": 0.5, "material": 0.45,
}  # fmt: skip
SERVICE_WEIGHT: Mapping[Where, float] = {
    "name": 3.0, "alias": 1.6, "english": 2.0, "question": 0.8, "result": 1.0, "purpose": 1.6, "who": 0.6, "material": 0.4,
    "about": 0.5,
}  # fmt: skip
SOUNDING: frozenset[Where] = frozenset({"name", "alias", "result"})
SATURATES = 2.0  # BM25's k: a word said three times is not three times as important
Table = dict[str, tuple[list[int], list[float]]]
Said = Sequence[Features]


def build(services: Iterable[Service]) -> SearchIndex:
    """Build the index; features of unchanged texts come from a cache."""
    language = dictionaries.language()
    ordered = sorted(services, key=lambda s: s.code)
    phrases = [Phrase(text, where, n) for n, s in enumerate(ordered) for where, text in phrases_of(s)]
    said = [text_features(language, p.text, p.where in SOUNDING) for p in phrases]
    around = [text_features(language, " ".join(context_texts(s))) for s in ordered]
    rarity = rarities(phrases, said, around)
    doings = services_by_action([action_of(language, s) for s in ordered])
    return SearchIndex(
        codes=tuple(s.code for s in ordered), names=tuple(s.name for s in ordered), phrases=tuple(phrases),
        starts=np.searchsorted([p.service for p in phrases], range(len(ordered))).astype(np.int32),
        rarity=rarity, in_phrases=unit_vectors(phrases, said, rarity, "wbcmden"),
        in_meanings=unit_vectors(phrases, said, rarity, "md"),
        in_sounds={**unit_vectors(phrases, said, rarity, "s"), **by_initials(phrases, said)},
        in_services=service_postings(phrases, said, around), usual=np.array([prior_weights(language, s) for s in ordered], np.float32),
        situations=situations_named([s.code for s in ordered], [s.name for s in ordered]),
        doings=doings, does_something=sum(doings.values(), np.zeros(len(ordered), np.bool_)),
        initials=tuple("".join(s[0] for run in runs(normalise(one.name)) for s in language.readings.syllables(run)) for one in ordered),
        english=frozenset(f[2:] for f in rarity if f[0] == "e"), language=language,
    )  # fmt: skip


def phrases_of(service: Service) -> Iterator[tuple[Where, str]]:
    """Yield the phrases by which a service is found, with their field."""
    yield "name", service.name
    yield from (("alias", alias) for alias in service.aliases)
    yield from (("english", text) for text in (service.name_en, service.purpose_en))
    yield "purpose", service.purpose
    yield "result", service.result.name
    yield from (("question", question.q) for question in service.question)
    yield from (("who", line) for line in service.who)
    yield from (("material", material.name) for material in service.material)


def context_texts(service: Service) -> Iterator[str]:
    """Return the context of a service: category, life events, answers, result, operator."""
    yield from (c.name for c in read_categories() if f"{c.number:02d}" == service.code[2:4])
    yield from situation_words(service)
    yield service.result.says
    yield from (question.a for question in service.question)
    if service.elsewhere is not None:
        yield f"{service.elsewhere.system} {service.elsewhere.operator}"


def rarities(phrases: Sequence[Phrase], said: Said, around: Said) -> dict[str, float]:
    """Return the rarity of each feature: about 0 if all services have it, 1 if one has (IDF)."""
    having: dict[str, set[int]] = defaultdict(set)
    for phrase, one in zip(phrases, said, strict=True):
        for feature in one:
            having[feature].add(phrase.service)
    for service, one in enumerate(around):
        for feature in one:
            if feature not in having:
                having[feature] = {service}
    count = len(around)
    return {f: math.log(1 + count / (0.5 + len(s))) / math.log(1 + count / 1.5) for f, s in having.items()}


def unit_vectors(phrases: Sequence[Phrase], said: Said, rarity: Mapping[str, float], kinds: str) -> dict[str, Posting]:
    """Return posting lists of phrases as unit vectors (cosine similarity), weighted by field."""
    table: Table = defaultdict(lambda: ([], []))
    for number, (phrase, one) in enumerate(zip(phrases, said, strict=True)):
        parts = [(f, w * rarity[f]) for f, w in one.items() if f[0] in kinds]
        length = math.sqrt(sum(part * part for _, part in parts)) or 1.0
        for feature, part in parts:
            add_posting(table, feature, number, PHRASE_WEIGHT[phrase.where] * part / length)
    return postings(table)


def by_initials(phrases: Sequence[Phrase], said: Said) -> dict[str, Posting]:
    """Return posting lists of Pinyin initials; weight grows with the share of the phrase they cover."""
    table: Table = defaultdict(lambda: ([], []))
    for number, (phrase, one) in enumerate(zip(phrases, said, strict=True)):
        for feature in one:
            if feature[0] == "i":
                covered = min(1.0, (len(feature) - 2) / len(phrase.text))
                add_posting(table, feature, number, PHRASE_WEIGHT[phrase.where] * (0.6 + 0.4 * covered))
    return postings(table)


def add_posting(table: Table, feature: str, at: int, count: float) -> None:
    """Add one occurrence to a posting list."""
    places, counts = table[feature]
    places.append(at)
    counts.append(count)


def service_postings(phrases: Sequence[Phrase], said: Said, around: Said) -> dict[str, Posting]:
    """Return posting lists of services, weighted by field and saturating (BM25F)."""
    counts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for phrase, one in zip(phrases, said, strict=True):
        for feature in one:
            if feature[0] not in SOUNDS:
                counts[feature][phrase.service] += SERVICE_WEIGHT[phrase.where]
    for service, one in enumerate(around):
        for feature in one:
            counts[feature][service] += SERVICE_WEIGHT["about"]
    return postings({f: (list(c), [n / (n + SATURATES) for n in c.values()]) for f, c in counts.items()})


def postings(table: Mapping[str, tuple[list[int], list[float]]]) -> dict[str, Posting]:
    """Convert posting lists to arrays."""
    return {f: Posting(np.array(at, np.int32), np.array(counts, np.float32)) for f, (at, counts) in table.items()}


RARER_DOINGS = {"d:change", "d:cancel", "d:renew", "d:stop", "d:replace", "d:ask"}


ENDS_IN = {"payment": {"d:receive"}, "certificate": {"d:prove"}, "booking": {"d:book"}, "answer": {"d:ask"}}


def action_of(language: Language, service: Service) -> set[str]:
    """Return the actions of a service (apply, change, cancel …) from its name and result."""
    named = {f for f in text_features(language, service.name, True) if f[0] == "d"}
    return named | ENDS_IN.get(service.result.kind, set()) | ({"d:print", "d:prove"} if service.printable else set())


def services_by_action(done: Sequence[set[str]]) -> dict[str, Bools]:
    """Return for each action the services that do it."""
    return {doing: np.array([doing in one for one in done], np.bool_) for doing in set().union(*done)}


@forgets
@cache
def listed_first() -> frozenset[str]:
    """Return the services that life event and group pages list first."""
    return frozenset(code for situation in (*life_events(), *groups()) for code in situation.first)


def prior_weights(language: Language, service: Service) -> float:
    """Return a prior for queries that name only the thing: obtaining it ranks before changing or ending it."""
    later = bool(RARER_DOINGS & set(text_features(language, service.name, True)))
    return 0.03 * (service.audience != "enterprise") + 0.03 * (not later) + 0.02 * (service.code in listed_first())
