"""Attacks by audiences that differ by few, alone or together. Pure; people are numbers from 0 to 999, a street is every tenth of them."""

import random
from collections.abc import Callable
from itertools import chain, combinations, product

import numpy as np
import pytest

from backend.campaigns.editorial.combinations import adds_up_to_few, cells_of, leaves_few
from backend.campaigns.editorial.overlap import points_at_few
from backend.rules import bitmaps
from backend.rules.bitmaps import Bits
from backend.rules.population_impact import LEAST

PEOPLE = 1000


def those(who: Callable[[int], bool]) -> Bits:
    return bitmaps.pack([who(one) for one in range(PEOPLE)])


ALL, VICTIMS = those(lambda _: True), 15
CAR, NO_CAR = those(lambda n: n < 600), those(lambda n: 600 <= n < PEOPLE - VICTIMS)
SMALL_STREET = those(lambda n: n >= PEOPLE - VICTIMS)


def street(number: int) -> Bits:
    return those(lambda n: n < PEOPLE - VICTIMS and n % 10 == number)


ATTACKS = {
    "one fewer": [ALL, those(lambda n: n != 7)],
    "one more": [those(lambda n: n < 500), those(lambda n: n < 501)],
    "few on each side": [those(lambda n: n < 500), those(lambda n: 15 <= n < 515)],
    "yes, no, and who isn't known": [CAR, NO_CAR, ALL],
    "the same, everybody last": [ALL, CAR, NO_CAR],
    "street by street": [ALL, *(street(n) for n in range(10))],
    "all streets first": [*(street(n) for n in range(10)), ALL],
    "two that overlap": [those(lambda n: n < 700), those(lambda n: 300 <= n < PEOPLE - VICTIMS), ALL],
    "two of three, where all together leave nobody": [CAR, NO_CAR, those(lambda n: n % 2 == 0 or n > 900), ALL],
    "three of four, where all together leave nobody": [
        those(lambda n: n < 300), those(lambda n: 300 <= n < 600), NO_CAR, those(lambda n: n % 2 == 0 or n > 900), ALL,
    ],
    "crosswise: the sum of two less the sum of two others": [
        those(lambda n: n < 400), those(lambda n: 400 <= n < 800), those(lambda n: n % 400 < 200 and n < 800),
        those(lambda n: (n % 400 >= 200 and n < 800) or n < 7),
    ],
    "crosswise, one counted twice": [
        those(lambda n: n < 300 or 600 <= n < 700), those(lambda n: 300 <= n < 700), those(lambda n: n < 600),
        those(lambda n: 800 <= n < 900), those(lambda n: 600 <= n < 715 or 800 <= n < 900),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_the_last_step_of_an_attack_is_refused(name: str) -> None:
    *earlier, last = ATTACKS[name]
    assert points_at_few(last, earlier), name
    assert not any(points_at_few(one, earlier[:n]) for n, one in enumerate(earlier)), (
        "each step before it is an audience like any other"
    )


@pytest.mark.parametrize(
    "earlier",
    [
        [ALL], [CAR], [those(lambda n: n >= 300)], [CAR, those(lambda n: n >= 600)], [those(lambda n: n < 500), those(lambda n: n >= 500)],
        [street(n) for n in range(5)],
    ],
)  # fmt: skip
def test_what_leaves_nobody_or_many_may_be_sent(earlier: list[Bits]) -> None:
    assert not points_at_few(ALL, earlier)
    assert not any(points_at_few(one, [ALL]) for one in earlier)


def test_no_combination_of_a_small_world_is_missed() -> None:
    """Beside every choice of parts, and every sum with each audience added or taken away up to twice."""
    found = 0
    for seed in range(150):
        draw = random.Random(seed)
        sizes = [draw.choice((3, 7, 15, 25, 60)) for _ in range(draw.randint(4, 8))]
        drawn = [frozenset(c for c in range(len(sizes)) if draw.random() < 0.5) for _ in range(draw.randint(3, 5))]
        audiences = [one for one in dict.fromkeys(drawn) if one]
        of = [bitmaps.pack(np.repeat([c in one for c in range(len(sizes))], sizes)) for one in audiences]
        cells = cells_of(of)
        assert leaves_few(cells, 0) == is_left(audiences, sizes), seed
        missed = adds_up(audiences, sizes) and not adds_up_to_few(cells, 0)
        assert not missed, seed
        found += adds_up_to_few(cells, 0)
    assert 20 < found < 130


def is_left(audiences: list[frozenset[int]], sizes: list[int]) -> bool:
    whole, *others = audiences
    parts = [one for one in others if one < whole]
    chosen = chain.from_iterable(combinations(parts, n) for n in range(1, len(parts) + 1))
    return any(0 < sum(sizes[c] for c in whole.difference(*some)) < LEAST for some in chosen)


def adds_up(audiences: list[frozenset[int]], sizes: list[int]) -> bool:
    """Does a sum with the first of them concern few people, where no sum of the others does?"""
    covers, people = np.array([[c in one for c in range(len(sizes))] for one in audiences]), np.array(sizes)
    times = np.array(list(product(range(-2, 3), repeat=len(audiences))))
    concerned = ((times @ covers) != 0) @ people
    few = (concerned > 0) & (concerned < LEAST)
    return bool(few[times[:, 0] != 0].any()) and not few[times[:, 0] == 0].any()
