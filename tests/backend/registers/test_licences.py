"""Electronic licences over HTTP: what the sample register issues, and that nothing unsigned, old, foreign or slow is believed."""

import json
import time
from datetime import date
from typing import Any

import pytest

from backend.registers import licences
from backend.registers.sample.cast import cast
from backend.registers.signature import signed
from backend.registers.types import Licence, Subject
from tests.support.each import each

KEY = "a key"
WHO = Subject("880000197505020112", "邓国华")
TODAY = date(2026, 11, 23)


class Register:
    """A register that answers what a test tells it to."""

    key = KEY

    def __init__(self, change: Any = None, key: str = KEY, age: int = 0) -> None:
        self.change, self.sign_with, self.age = change, key, age

    async def post(self, path: str, body: bytes) -> tuple[bytes, dict[str, str]]:
        asked = json.loads(body)
        assert path == "/licences"
        told = {"request_id": asked["request_id"], "licences": [{
            "kind": asked["kind"], "number": "1", "title": "残疾人证", "issuer": "样本", "issued_on": "2021-05-01", "valid_until": "2031-04-30",
        }]}  # fmt: skip
        answer = json.dumps(told).encode()
        headers = signed(self.sign_with, answer, int(time.time()) - self.age)
        if self.change:
            answer = self.change(answer)
        return answer, {name.lower(): value for name, value in headers.items()}


async def found(register: Any) -> tuple[Licence, ...]:
    return await licences.licences_of(register, "FT0405005", WHO, "disability_certificate")


async def test_a_signed_answer_is_believed() -> None:
    (licence,) = await found(Register())
    assert licence.valid_until == date(2031, 4, 30)


@pytest.mark.parametrize(
    "register",
    [
        Register(lambda answer: answer.replace(b"2031", b"2099")),
        Register(key="another key"),
        Register(age=3600),
        Register(lambda answer: b"[" * 100_000),
    ],
    ids=["changed on its way", "signed by another", "an hour old", "no answer at all"],
)
async def test_what_cant_be_proven_is_no_licence(register: Register) -> None:
    assert await found(register) == ()


@pytest.mark.parametrize(
    "change", [{"request_id": "00000000-0000-4000-8000-000000000000"}, {"kind": "residence_permit"}]
)
async def test_an_honestly_signed_answer_to_another_question_is_no_licence(change: dict[str, str]) -> None:
    class Other(Register):
        async def post(self, path: str, body: bytes) -> tuple[bytes, dict[str, str]]:
            return await super().post(path, json.dumps({**json.loads(body), **change}).encode())

    assert await found(Other()) == ()


@each(
    ("state", "issued", "until", "counts"),
    [
        ("valid", date(2021, 5, 1), date(2031, 4, 30), True),
        ("valid", date(2021, 5, 1), None, True),
        ("valid", date(2021, 5, 1), TODAY, True),
        ("valid", date(2021, 5, 1), date(2026, 11, 22), False),
        ("valid", date(2026, 11, 24), None, False),
        ("suspended", date(2021, 5, 1), None, False),
        ("revoked", date(2021, 5, 1), None, False),
    ],
)
def test_what_counts_today(state: Any, issued: date, until: date | None, counts: bool) -> None:
    licence = Licence(kind="x", number="1", title="x", issuer="x", issued_on=issued, valid_until=until, state=state)
    assert licences.valid(licence, TODAY) is counts


def test_the_sample_register_issues_what_the_cast_holds() -> None:
    from backend.registers.sample.cast import resident
    from backend.registers.sample.licences import licences as issued

    issued_to = {one.kind: one for one in issued(resident(cast()["deng_guohua"]))}
    assert issued_to.keys() >= {"id_card_front", "disability_certificate"}
    certificate = issued_to["disability_certificate"]
    assert certificate.fields["number"] == cast()["deng_guohua"].id_number + "41"
    assert all(licences.valid(one, TODAY) for one in issued_to.values())
    assert "邓国华" not in repr(certificate)
