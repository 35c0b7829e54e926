"""Signatures between the house and registers or gateways."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.notices.sms import signed as signed_by_the_house
from backend.registers.signature import WINDOW, NotSigned, check, signed
from tests.support.each import each

NOW = 1_795_600_000


def lower(headers: dict[str, str]) -> dict[str, str]:
    """Headers as a server gets them."""
    return {name.lower(): value for name, value in headers.items()}


def test_the_signature_is_the_one_of_the_contract() -> None:
    body = b'{"request_id":"1"}'
    expected = hmac.new(b"key", f"{NOW}.".encode() + body, hashlib.sha256).hexdigest()
    assert signed("key", body, NOW) == {"Authorization": f"HMAC-SHA256 {expected}", "X-Timestamp": str(NOW)}


def test_the_sms_sender_signs_alike() -> None:
    check("key", b"{}", lower(signed_by_the_house("key", b"{}", NOW)), NOW)


@given(st.text(min_size=1), st.binary(), st.integers(-WINDOW, WINDOW))
def test_what_was_signed_is_accepted_within_five_minutes(key: str, body: bytes, off: int) -> None:
    check(key, body, lower(signed(key, body, NOW)), NOW + off)


@pytest.mark.parametrize("off", [WINDOW + 1, -WINDOW - 1])
def test_an_old_or_early_message_is_not(off: int) -> None:
    with pytest.raises(NotSigned):
        check("key", b"{}", lower(signed("key", b"{}", NOW)), NOW + off)


@each(
    "change",
    [
        {"authorization": ""}, {"x-timestamp": ""}, {"x-timestamp": "now"}, {"x-timestamp": "²"}, {"x-timestamp": "9" * 5000},
        {"x-timestamp": f"-{NOW}"}, {"x-timestamp": str(NOW + 1)}, {"authorization": "HMAC-SHA256 "}, {"authorization": "é"},
        {"authorization": signed("key", b"{}", NOW)["Authorization"].removeprefix("HMAC-SHA256 ")},
        {"authorization": signed("another", b"{}", NOW)["Authorization"]},
        {"authorization": signed("key", b"{ }", NOW)["Authorization"]},
    ],
)  # fmt: skip
def test_anything_else_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(NotSigned):
        check("key", b"{}", {**lower(signed("key", b"{}", NOW)), **change}, NOW)
