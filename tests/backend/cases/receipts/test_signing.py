"""A receipt states what was decided, is ours or isn't, and says no more of its holder than a masked name."""

import base64
import re
from datetime import UTC, datetime

import msgspec
from click.testing import CliRunner
from joserfc import jws
from joserfc.jwk import KeySet

from backend.cases.commands import receipts
from backend.cases.numbers import ALPHABET, new_case_number, new_receipt_number, receipt_number
from backend.cases.receipts.signing import Claims, Signer, new_keys, rotate_keys
from tests.support.each import each

CLAIMS = Claims(
    iss="https://futian.example", iat=1, jti=new_receipt_number(), case="FT1", service="FT0205001", service_name="高龄老人津贴申请",
    service_digest="d", outcome="approve", decided_by="rule", holder="陈＊＊",
)  # fmt: skip


def test_a_case_number_has_the_day_of_the_clock_on_the_wall() -> None:
    number = new_case_number(datetime(2026, 11, 29, 20, 41, tzinfo=UTC))
    assert re.fullmatch(f"FT20261130[{ALPHABET}]{{8}}", number)


def test_anybody_can_check_it_with_the_published_keys() -> None:
    signer = Signer(new_keys())
    token = signer.sign(CLAIMS)
    found = jws.deserialize_compact(token, KeySet.import_key_set(signer.public()), algorithms=["Ed25519"])
    assert msgspec.json.decode(found.payload, type=Claims) == CLAIMS
    assert "d" not in msgspec.json.decode(msgspec.json.encode(signer.public()))["keys"][0], (
        "a private key was published"
    )


def test_a_changed_byte_is_seen() -> None:
    signer = Signer(new_keys())
    token = signer.sign(CLAIMS)
    head, body, signature = token.split(".")
    assert signer.read(token) == CLAIMS
    for changed in (
        f"{head}.{body[:-2]}AA.{signature}",
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}..{signature}",
        "x",
        "",
    ):
        assert signer.read(changed) is None


def test_rotation_keeps_old_receipts_valid_and_their_private_half_goes() -> None:
    old = new_keys()
    token = Signer(old).sign(CLAIMS)
    once = rotate_keys(old)
    twice = rotate_keys(once)
    for keys in (once, twice):
        signer = Signer(keys)
        assert signer.read(token) == CLAIMS
        assert signer.kid != Signer(old).kid
        assert signer.read(signer.sign(CLAIMS)) == CLAIMS
        published = KeySet.import_key_set(signer.public())
        for receipt in (token, signer.sign(CLAIMS)):
            assert jws.deserialize_compact(receipt, published, algorithms=["Ed25519"]).payload
    held = msgspec.json.decode(twice)["keys"]
    assert [("d" in key) for key in held] == [True, False, False]
    assert len({key["kid"] for key in held}) == 3
    assert Signer(new_keys()).read(token) is None


def test_an_operator_rotates_at_a_terminal() -> None:
    old = new_keys()
    done = CliRunner().invoke(receipts, ["rotate"], env={"FUTIAN_RECEIPT_KEYS": old})
    assert done.exit_code == 0
    assert Signer(done.output).read(Signer(old).sign(CLAIMS)) == CLAIMS


def test_the_algorithm_is_ours_to_choose() -> None:
    signer = Signer(new_keys())
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    body = signer.sign(CLAIMS).split(".")[1]
    assert signer.read(f"{none}.{body}.") is None


def test_numbers_can_be_read_aloud_and_not_guessed() -> None:
    numbers = {new_receipt_number() for _ in range(1000)}
    assert len(numbers) == 1000
    assert not set("".join(numbers)) & set("01IO")
    assert all(len({number[at] for number in numbers}) == len(ALPHABET) for at in range(23) if at % 6 != 5)
    group = f"[{ALPHABET}]{{5}}"
    assert all(re.fullmatch("-".join([group] * 4), number) for number in numbers)


@each("typed", ["abcde-fghjk-lmnpq-rstuv", "ABCDE FGHJK LMNPQ RSTUV", "ＡＢＣＤＥfghjkLMNPQrstuvwxyz"])
def test_a_number_that_was_read_aloud_is_found_however_it_is_typed(typed: str) -> None:
    assert receipt_number(typed) == "ABCDE-FGHJK-LMNPQ-RSTUV"
    assert (receipt_number("abc"), receipt_number("")) == ("ABC", "")


def test_a_token_says_what_it_is_and_the_same_claims_have_the_same_bytes() -> None:
    signer = Signer(new_keys())
    head, body, _ = (base64.urlsafe_b64decode(part + "==") for part in signer.sign(CLAIMS).split("."))
    assert msgspec.json.decode(head) == {"alg": "Ed25519", "kid": signer.kid, "typ": "futian-receipt+jws"}
    assert body == msgspec.json.encode(CLAIMS, order="deterministic")
    assert signer.sign(CLAIMS) == signer.sign(CLAIMS)


def test_published_keys_say_what_they_are_for() -> None:
    for key in Signer(rotate_keys(new_keys())).public()["keys"]:
        assert {name: key[name] for name in ("kty", "crv", "use", "alg")} == {
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "Ed25519",
        }  # fmt: skip
        assert key["kid"]
        assert "d" not in key
