"""Unified social credit codes, beside an implementation that isn't ours."""

import random

from stdnum.cn import uscc

from backend.kit import credit_code

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_check_digits_agree_with_another_implementation() -> None:
    dice = random.Random(1)
    for _ in range(500):
        body = "".join(dice.choices(SIGNS[:10], k=8) + dice.choices(SIGNS, k=9))
        right = uscc.calc_check_digit(body)
        assert credit_code.check_digit(body) == right
        assert [sign for sign in SIGNS if credit_code.is_valid(body + sign)] == [right]


def test_other_shapes_are_no_codes() -> None:
    good = "91110000600037341L"
    assert credit_code.is_valid(good)
    for bad in (
        "",
        good[:-1],
        good + "0",
        good.lower(),
        "A" + good[1:],
        good[:17] + "I",
        good[:17] + "\n",
        good + "\n",
    ):
        assert not credit_code.is_valid(bad), bad
