"""RFC 8291's own example, and what must not leak from one message into the next."""

import base64
import os
from datetime import UTC, datetime, timedelta

import pytest
import webpush
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey
from yarl import URL

from push.browser_keys import BadKeys, public_key, read_keys
from push.vapid import new_vapid_key
from push.web_push import LONGEST, Encryption, PushHeaders, PushRequestBuilder, VapidSigner
from tests.push.world import new_keys
from tests.support.each import each

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
SERVICE = URL("https://updates.push.services.mozilla.com/wpush/v2/abc", encoded=True)


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class TestRfc8291AppendixA:
    plain = raw("V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24")
    server = int.from_bytes(raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
    browser = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    auth = "BTBZMqHH6r4Tts7J_aSIgg"
    salt = raw("DGv6ra1nlYgDCS1FRnbzlw")
    record = raw(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )

    def test_byte_for_byte(self, monkeypatch: pytest.MonkeyPatch) -> None:
        private = ec.derive_private_key(self.server, ec.SECP256R1())
        monkeypatch.setattr(webpush.ec, "generate_private_key", lambda *_: private)
        monkeypatch.setattr(os, "urandom", lambda _: self.salt)
        p256dh, auth = read_keys(self.browser, self.auth)
        assert Encryption().encrypt(self.plain, p256dh, auth) == self.record


def sealer(subject: str = "mailto:push@futian.example") -> PushRequestBuilder:
    return PushRequestBuilder(VapidSigner(new_vapid_key(), subject))


def keys() -> tuple[bytes, bytes]:
    new = new_keys()
    return read_keys(new.p256dh, new.auth)


def terms(ttl: int = 60, topic: str = "t") -> PushHeaders:
    return PushHeaders(ttl, "normal", topic)


def test_every_letter_says_how_long_how_urgent_and_what_it_replaces() -> None:
    letter = sealer().letter(SERVICE, *keys(), b"{}", PushHeaders(0, "high", "abc"), NOW)
    assert letter.headers["TTL"] == "0"
    assert letter.headers["Urgency"] == "high"
    assert letter.headers["Topic"] == "abc"
    assert letter.headers["Content-Encoding"] == "aes128gcm"


def test_nothing_of_one_letter_is_in_the_next() -> None:
    one = sealer()
    to = keys()
    first = one.letter(SERVICE, *to, b"{}", terms(3600, "first"), NOW)
    second = one.letter(SERVICE, *to, b"{}", terms(0, "second"), NOW)
    third = one.letter(SERVICE, *to, b"{}", terms(7, "third"), NOW)
    assert [letter.headers["TTL"] for letter in (first, second, third)] == ["3600", "0", "7"]
    assert len({letter.body[:16] for letter in (first, second, third)}) == 3, "a salt of its own"
    assert len({letter.body[21:86] for letter in (first, second, third)}) == 3, "a key pair of its own"


@each(("ttl", "topic"), [(-1, "t"), (2_592_001, "t"), (1, ""), (1, "a" * 33), (1, "你好"), (1, "a b"), (1, "a\n")])
def test_terms_that_no_push_service_takes(ttl: int, topic: str) -> None:
    with pytest.raises(ValueError):
        PushHeaders(ttl, "normal", topic)


def test_a_record_is_never_longer_than_it_declares() -> None:
    full = Encryption().encrypt(b"x" * LONGEST, *keys())
    assert len(full) == 4096
    with pytest.raises(ValueError):
        Encryption().encrypt(b"x" * (LONGEST + 1), *keys())


def token_of(header: str) -> str:
    return header.removeprefix("vapid t=").partition(",")[0]


@pytest.mark.parametrize(
    ("endpoint", "audience"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", "https://fcm.googleapis.com"),
        ("https://fcm.googleapis.com:443/fcm/send/x", "https://fcm.googleapis.com"),
        ("http://localhost:8090/notify/x", "http://localhost:8090"),
    ],
)
def test_the_token_is_for_this_push_service_alone_and_for_less_than_a_day(endpoint: str, audience: str) -> None:
    pem = new_vapid_key()
    letter = PushRequestBuilder(VapidSigner(pem, "mailto:a@b.example")).letter(
        URL(endpoint, encoded=True), *keys(), b"", terms(), NOW
    )
    token = jwt.decode(token_of(letter.headers["Authorization"]), ECKey.import_key(pem))
    assert token.claims["aud"] == audience
    assert token.claims["sub"] == "mailto:a@b.example"
    assert NOW.timestamp() < token.claims["exp"] <= (NOW + timedelta(hours=24)).timestamp()
    assert letter.headers["Authorization"].endswith(f"k={public_key(pem)}")


def test_one_signature_serves_an_origin_until_half_its_life_is_over() -> None:
    vapid = VapidSigner(new_vapid_key(), "https://futian.example/contact")
    first = vapid.authorization("https://a.example", NOW)
    assert vapid.authorization("https://a.example", NOW + timedelta(hours=5)) == first
    assert vapid.authorization("https://b.example", NOW) != first
    renewed = vapid.authorization("https://a.example", NOW + timedelta(hours=6))
    assert renewed != first


def test_very_many_origins_do_not_fill_the_memory() -> None:
    vapid = VapidSigner(new_vapid_key(), "mailto:a@b.example")
    for number in range(600):
        vapid.authorization(f"https://{number}.notify.windows.com", NOW)
    assert len(vapid.tokens) <= 256


@pytest.mark.parametrize("subject", ["", "a@b.example", "http://futian.example", "tel:110"])
def test_a_subject_nobody_can_write_to_is_refused_at_the_start(subject: str) -> None:
    with pytest.raises(ValueError):
        sealer(subject)


@each(
    ("p256dh", "auth"),
    [
        ("", ""),
        ("AAAA", "AAAA"),
        (TestRfc8291AppendixA.browser, "BTBZMqHH6r4Tts7J_aSIg"),
        (TestRfc8291AppendixA.browser, TestRfc8291AppendixA.auth + "AAAA"),
        (TestRfc8291AppendixA.browser[:-2] + "AA", TestRfc8291AppendixA.auth),
        (TestRfc8291AppendixA.browser + "!", TestRfc8291AppendixA.auth),
        ("BA" + "A" * 85, TestRfc8291AppendixA.auth),
    ],
)
def test_keys_that_are_no_browsers_keys(p256dh: str, auth: str) -> None:
    with pytest.raises(BadKeys):
        read_keys(p256dh, auth)
