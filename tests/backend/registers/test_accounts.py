"""The bank register's name check over HTTP: what the sample answers, and that nothing unsigned, old, foreign or slow is believed."""

import asyncio
import json
import time
from typing import Any

import pytest

from backend.registers import accounts
from backend.registers.client import Registers
from backend.registers.sample import bank
from backend.registers.signature import signed
from backend.registers.types import Subject
from tests.backend.registers.conftest import World, settings
from tests.people import GRADUATE, GRANDMOTHER

KEY = "a key"
HERS = Subject(GRANDMOTHER.id_number, GRANDMOTHER.name)


class Register:
    """A register that answers what a test tells it to."""

    key = KEY

    def __init__(self, change: Any = None, key: str = KEY, age: int = 0, slow: float = 0) -> None:
        self.change, self.sign_with, self.age, self.slow = change or {}, key, age, slow

    async def post(self, path: str, body: bytes) -> tuple[bytes, dict[str, str]]:
        await asyncio.sleep(self.slow)
        assert path == "/accounts"
        answer = json.dumps({"request_id": json.loads(body)["request_id"], "answer": "match", **self.change}).encode()
        headers = signed(self.sign_with, answer, int(time.time()) - self.age)
        return answer, {name.lower(): value for name, value in headers.items()}


@pytest.mark.parametrize(
    ("register", "answer"),
    [
        (Register(), "match"),
        (Register(key="another key"), "cannot_tell"),
        (Register(age=3600), "cannot_tell"),
        (Register({"request_id": "00000000-0000-4000-8000-000000000000"}), "cannot_tell"),
        (Register({"answer": "yes"}), "cannot_tell"),
        (Register(slow=5), "cannot_tell"),
    ],
    ids=["signed", "signed by another", "an hour old", "of another question", "no such answer", "hanging"],
)
async def test_only_a_signed_fresh_answer_to_this_question_counts(register: Register, answer: str) -> None:
    told = await accounts.check_holder(register, "FT0205001", bank.first_account(GRANDMOTHER), HERS, seconds=0.05)
    assert told == answer


async def test_the_sample_bank_knows_whose_account_it_is(sample_app: World) -> None:
    sample_app.well()
    registers = Registers(settings(sample_app.url))
    first, second = bank.first_account(GRANDMOTHER), bank.second_account(GRANDMOTHER)
    told = {
        account: await accounts.check_holder(registers, "FT0205001", account, HERS)
        for account in (first, second, bank.first_account(GRADUATE), "8800000000009999", "6222029876543210987")
    }
    wrong_name = Subject(GRANDMOTHER.id_number, GRADUATE.name)
    told["another name"] = await accounts.check_holder(registers, "FT0205001", first, wrong_name)
    for mode in ("silent", "down"):
        sample_app.trouble("bank", mode)
        told[mode] = await accounts.check_holder(registers, "FT0205001", first, HERS)
    sample_app.well()
    await registers.close()
    assert list(told.values()) == [
        "match", "match", "no_match", "no_match", "cannot_tell", "no_match", "cannot_tell", "cannot_tell",
    ]  # fmt: skip


def test_no_account_is_in_what_a_log_might_print() -> None:
    from uuid import uuid4

    from backend.registers.types import AccountQuery

    query = AccountQuery(request_id=uuid4(), purpose="FT0205001", account="8800000000000000129", holder=HERS)
    assert "8800" not in repr(query)
    assert GRANDMOTHER.id_number not in repr(query)
