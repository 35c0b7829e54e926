"""Masks: what stays to be seen of a number or name."""

import pytest

from backend.kit import masking


def test_an_identity_number_shows_neither_birth_nor_sequence() -> None:
    assert masking.identity_number("11010519491231002X") == "110***********002X"
    assert masking.identity_number("1234") == "1234"


@pytest.mark.parametrize(
    ("number", "shown"), [("+8613800138003", "138****8003"), ("+85291234567", "+852*****567"), ("", "")]
)
def test_a_phone_number_shows_its_beginning_and_end(number: str, shown: str) -> None:
    assert masking.phone(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("陈桂兰", "陈＊＊"), ("欧阳晓晓晓晓", "欧＊＊＊"), ("", ""), ("冼", "冼")]
)
def test_a_name_shows_its_first_character(name: str, shown: str) -> None:
    assert masking.name(name) == shown


def test_an_account_is_masked_or_grouped() -> None:
    number = "8800000000000000017"
    assert masking.grouped(number) == "8800 0000 0000 0000 017"
    assert (masking.account(number), masking.account("")) == ("尾号0017", "")
