"""What several audiences tell together: their people fall into cells, a cell being those who lie in the same audiences. Pure.

Two questions, both exact for any number of audiences: what is left of one once some that lie within it are taken away, and which sums and
differences of their sizes concern few people alone (the audit of linear queries by Chin and Özsoyoğlu, 1982).
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.rules import bitmaps
from backend.rules.bitmaps import Bits
from backend.rules.population_impact import LEAST

MOST_LOOKED_AT = 50_000_000
"""Numbers of sums that may be left for cells of few; more come of no audience that is written by streets and ages, and are refused."""
CHUNK = 512
PRIME = 2_147_483_647
"""Sums are looked at modulo this prime: products fit into 64 bits, and only a multiple of it would be taken for zero."""

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Cells(Struct, frozen=True):
    """The cells of some audiences, the largest first: a row for each audience that says which it covers, and how many people are in each."""

    covers: Flags
    sizes: Numbers


def cells_of(audiences: Sequence[Bits]) -> Cells:
    """Divide the people of these audiences; whoever lies in none is in no cell."""
    count = len(audiences[0]) * bitmaps.WORD
    weights = np.random.default_rng(len(audiences)).integers(1, 2**63, len(audiences), dtype=np.uint64)
    mark = np.zeros(count, np.uint64)  # two cells with one mark of 64 bits: one chance in billions
    for bits, weight in zip(audiences, weights, strict=True):
        mark[bitmaps.flags(bits, count)] += weight
    marks, first, sizes = np.unique(mark, return_index=True, return_counts=True)
    order = np.argsort(-sizes[marks != 0], kind="stable")
    one_of_each, sizes = first[marks != 0][order], sizes[marks != 0][order]
    covers = np.array([bitmaps.flags(bits, count)[one_of_each] for bits in audiences], np.bool_)
    return Cells(covers, sizes.astype(np.int64))


def leaves_few(cells: Cells, whole: int, taken: int | None = None) -> bool:
    """Can few be left of an audience by taking away some that lie within it, in any number? `taken`: one that is always among them.

    Whoever is left longest beside somebody lies in no other of the parts than they do: that decides for all choices at once.
    """
    inside = cells.covers[whole]
    if taken is not None:
        inside = inside & ~cells.covers[taken]
    parts = [n for n in range(len(cells.covers)) if n not in (whole, taken) and lies_within(cells, n, whole)]
    if not parts or not inside.any():
        return False
    rows, sizes = merged(cells.covers[parts][:, inside], cells.sizes[inside])
    few = rows[:, sizes < LEAST]
    beside = ~((~few.T).astype(np.int64) @ rows.astype(np.int64)).astype(
        np.bool_
    )  # few × all: in no part that they aren't in
    return bool((beside @ sizes < LEAST).any())


def lies_within(cells: Cells, part: int, whole: int) -> bool:
    """Is it a part of the other audience, and not all of it?"""
    one, other = cells.covers[part], cells.covers[whole]
    return not (one & ~other).any() and bool((other & ~one).any())


def merged(rows: Flags, sizes: Numbers) -> tuple[Flags, Numbers]:
    """The cells of fewer audiences: those that these don't tell apart are one."""
    found, which = np.unique(rows, axis=1, return_inverse=True)
    return found, np.bincount(which.ravel(), weights=sizes, minlength=found.shape[1]).astype(np.int64)


def adds_up_to_few(cells: Cells, mine: int) -> bool:
    """Is there a sum of sizes of audiences, each added or taken away some times, mine among them, that concerns few people alone?

    The equations are solved from the largest cell on. What is left when all cells of twenty and more are solved speaks of small cells alone.
    Where the others told something of small cells already, every cell of that counts as one that such a sum could do without: refused too often
    rather than too seldom.
    """
    small = int(np.searchsorted(-cells.sizes, -LEAST, side="right"))
    left = unsolved(cells.covers[:, :small])
    own = [row for row in left if row[mine]]
    if not own:
        return False
    there, sizes = cells.covers[:, small:], cells.sizes[small:]
    if len(left) * len(sizes) > MOST_LOOKED_AT:
        return True
    first, others = over(own[0], there), [over(row, there) for row in left if not row[mine]]
    others += [less(over(row, there), first, row[mine] * inverse(own[0][mine])) for row in own[1:]]
    told = first
    for other in reduced(others):
        at = int(np.flatnonzero(other)[0])
        told = less(told, other, told[at] * inverse(other[at]))
    needed = (told != 0) & ~np.any([other != 0 for other in others], axis=0) if others else told != 0
    return bool(told.any()) and int(sizes[needed].sum()) < LEAST


def over(times: Numbers, covers: Flags) -> Numbers:
    """A sum of audiences, each so many times, in every cell."""
    total = np.zeros(covers.shape[1], np.int64)
    for n in np.flatnonzero(times):
        total[covers[n]] += times[n]
    return total % PRIME


def less(row: Numbers, other: Numbers, times: np.int64) -> Numbers:
    """A row less another one some times."""
    return (row - other * (times % PRIME)) % PRIME


def unsolved(covers: Flags) -> list[Numbers]:
    """The sums of audiences (how often each) that vanish on all these cells."""
    sums = list(np.eye(len(covers), dtype=np.int64))
    for first in range(0, covers.shape[1], CHUNK):
        part = covers[:, first : first + CHUNK]
        sums = solve(sums, [over(row, part) for row in sums])
        if not sums:
            break
    return sums


def solve(sums: list[Numbers], values: list[Numbers]) -> list[Numbers]:
    """Take away what vanishes on none of some cells; `values`: what each sum comes to in them."""
    while (found := next((n for n, row in enumerate(values) if row.any()), None)) is not None:
        pivot, by = values.pop(found), sums.pop(found)
        at = int(np.flatnonzero(pivot)[0])
        turned = inverse(pivot[at])
        for n, row in enumerate(values):
            if row[at]:
                values[n], sums[n] = less(row, pivot, row[at] * turned), less(sums[n], by, row[at] * turned)
    return sums


def reduced(rows: Sequence[Numbers]) -> list[Numbers]:
    """The same sums, none of which begins where another one does."""
    done: list[Numbers] = []
    for one in rows:
        row = one
        for other in done:
            at = int(np.flatnonzero(other)[0])
            row = less(row, other, row[at] * inverse(other[at]))
        if row.any():
            done.append(row)
    return done


def inverse(number: np.int64) -> int:
    """The inverse modulo the prime."""
    return pow(int(number), -1, PRIME)
