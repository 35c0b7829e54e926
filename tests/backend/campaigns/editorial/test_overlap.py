"""Attacks by audiences that differ by few, alone or together. Pure; people are numbers from 0 to 999, a street is every tenth of them."""

from collections.abc import Callable

import pytest

from backend.campaigns.editorial.overlap import is_close, leaves_few
from backend.rules import bitmaps
from backend.rules.bitmaps import Bits

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
}


@pytest.mark.parametrize("name", ATTACKS)
def test_the_last_step_of_an_attack_is_refused(name: str) -> None:
    *earlier, last = ATTACKS[name]
    assert is_refused(last, earlier), name
    assert not any(is_refused(one, earlier[:n]) for n, one in enumerate(earlier)), (
        "each step before it is an audience like any other"
    )


def is_refused(mine: Bits, earlier: list[Bits]) -> bool:
    return any(is_close(mine, one) for one in earlier) or leaves_few(mine, earlier)


@pytest.mark.parametrize(
    "earlier",
    [
        [ALL], [CAR], [those(lambda n: n >= 300)], [CAR, those(lambda n: n >= 600)], [those(lambda n: n < 500), those(lambda n: n >= 500)],
        [street(n) for n in range(5)],
    ],
)  # fmt: skip
def test_what_leaves_nobody_or_many_may_be_sent(earlier: list[Bits]) -> None:
    assert not is_refused(ALL, earlier)
    assert not any(is_refused(one, [ALL]) for one in earlier)
