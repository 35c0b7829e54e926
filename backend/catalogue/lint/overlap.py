"""Lint: text shared word for word between services (boilerplate), measured by shingles."""

import re
from collections.abc import Iterator, Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.catalogue.lint.lint_finding import SAYS, LintFinding
from backend.catalogue.shared_papers import own_texts
from backend.catalogue.types import Service

SHINGLE = 12  # characters: longer than any fixed phrase (您所在的街道办事处 has 9), shorter than a sentence
# see docs/decisions/0038-how-alike-two-services-may-be.md: four times what 212 hand-written services reach
LIMIT = 0.05
SKIPPED = re.compile(r"[\s，。、；：？“”（）\x00-\x7f]+")
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


class TextOverlap(Struct, frozen=True):
    """Two services, and the share of the shorter text that occurs in both."""

    one: str
    other: str
    share: float


def prose(service: Service) -> str:
    """Return the free text of a service, without names, keys, punctuation and the shared descriptions of papers."""
    parts = [service.purpose, *service.who, *service.not_who, service.limit.note, service.result.says]
    parts += [service.channels.visit_reason]
    for m in service.material:
        parts += own_texts(m.paper, {"what": m.what, "where": m.where, "sample": m.sample}).values()
    parts += [step.says for step in service.step]
    parts += [text for f in service.field for text in (f.label, f.hint)]
    parts += [text for q in service.question for text in (q.q, q.a)]
    return SKIPPED.sub("", "".join(parts))


def shingles(text: str) -> NDArray[np.uint64]:
    """Return the hashes of all runs of 12 characters."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = len(points) - SHINGLE + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    sums = np.zeros(count, dtype=np.uint64)
    for offset in range(SHINGLE):
        sums = sums * MULTIPLIER + points[offset : offset + count]
    return np.unique(sums)


def overlaps(services: Mapping[str, Service], above: float = LIMIT) -> Iterator[TextOverlap]:
    """Return the pairs above a threshold, highest first."""
    if len(services) < 2:
        return
    codes = list(services)
    sets = [shingles(prose(services[code])) for code in codes]
    sizes = np.array([len(s) for s in sets])
    common = _common(sets)
    smaller = np.maximum(np.minimum.outer(sizes, sizes), 1)
    shares = np.triu(common / smaller, k=1)
    rows, columns = np.nonzero(shares > above)
    for i in np.argsort(-shares[rows, columns]):
        yield TextOverlap(codes[rows[i]], codes[columns[i]], float(shares[rows[i], columns[i]]))


def _common(sets: list[NDArray[np.uint64]]) -> NDArray[np.int64]:
    """Count the shared shingles of each pair; only shingles in several services are looked at."""
    owners = np.repeat(np.arange(len(sets)), [len(s) for s in sets])
    everything = np.concatenate(sets)
    order = np.argsort(everything, kind="stable")
    sorted_, owners = everything[order], owners[order]
    common = np.zeros((len(sets), len(sets)), dtype=np.int64)
    edges = np.concatenate(([0], np.flatnonzero(sorted_[1:] != sorted_[:-1]) + 1, [len(sorted_)]))
    for run in np.flatnonzero(np.diff(edges) > 1):
        who = owners[edges[run] : edges[run + 1]]
        common[np.ix_(who, who)] += 1
    return common


def check_overlap(services: Mapping[str, Service]) -> Iterator[tuple[str, LintFinding]]:
    """Return the services whose text is too similar to another one's."""
    for pair in overlaps(services):
        says = SAYS("overlap", share=f"{pair.share:.0%}", other=pair.other, limit=f"{LIMIT:.0%}")
        yield pair.one, LintFinding((), says)
