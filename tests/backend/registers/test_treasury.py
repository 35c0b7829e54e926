"""The treasury's protocol: one key is one payment, whatever is sent again; only signed answers count."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
import pytest_asyncio

from backend.registers import treasury
from backend.registers.client import Registers
from backend.registers.sample.app import create
from backend.registers.treasury import PaymentInstruction, RecoveryInstruction
from backend.settings import Settings
from tests.conftest import REGISTER_KEY, SMS_KEY, HeldClock, free_port, serving

DAY = date(2026, 12, 20)


def order(account: str = "8800000000000001", **changed: Any) -> PaymentInstruction:
    """One month of one grant."""
    plain = PaymentInstruction(
        request_id=uuid4(), key=f"{UUID(int=7)}:1", fen=30_000, account=account, holder="陈桂兰", purpose="senior_allowance",
        month=date(2026, 12, 1), pay_on=DAY,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changed)


@pytest.fixture
def held() -> HeldClock:
    clock = HeldClock()
    clock.now = datetime(2026, 12, 15, 2, tzinfo=UTC)
    return clock


@pytest_asyncio.fixture(loop_scope="session")
async def bank(settings: Settings, held: HeldClock, tmp_path: Any) -> AsyncIterator[Registers]:
    """The sample treasury over HTTP, at a held clock."""
    environ = {
        "FUTIAN_REGISTER_KEY": REGISTER_KEY,
        "FUTIAN_SMS_KEY": SMS_KEY,
        "FUTIAN_SAMPLE_RESIDENTS": "0",
        "VAR": str(tmp_path),
    }
    with serving(create(environ, held), free_port()) as url:
        client = Registers(msgspec.structs.replace(settings, register_url=url))
        yield client
        await client.close()
        again = Registers(msgspec.structs.replace(settings, register_url=url, register_key="another key"))
        assert await treasury.pay(again, order()) is None
        await again.close()


async def state(bank: Registers, key: str) -> tuple[str, str]:
    found = (await treasury.states(bank, (key,)))[key]
    return found.state, found.reason


async def test_what_becomes_of_an_order(bank: Registers, held: HeldClock, tmp_path: Any) -> None:
    first = await treasury.pay(bank, order())
    assert first
    assert first.state == "accepted"
    again = await treasury.pay(bank, order())
    assert again
    assert again.state == "accepted"
    assert len((tmp_path / "sample-treasury.jsonl").read_bytes().splitlines()) == 1
    assert b"8800000000000001" not in (tmp_path / "sample-treasury.jsonl").read_bytes()
    for other in (order(fen=60_000), order("8800000000000002"), order(month=date(2026, 11, 1))):
        told = await treasury.pay(bank, other)
        assert told
        assert told.state == "conflict"
    for ends, key in (("0404", 2), ("0403", 3), ("0409", 4), ("0410", 5)):
        await treasury.pay(bank, order(f"880000000000{ends}", key=f"{UUID(int=key)}:1"))
    held.now += timedelta(days=5)
    assert await state(bank, order().key) == ("paid", "")
    assert [await state(bank, f"{UUID(int=key)}:1") for key in (2, 3, 4, 5, 6)] == [
        ("failed", "account_closed"), ("failed", "account_frozen"), ("failed", "name_differs"), ("returned", "account_closed"),
        ("unknown", ""),
    ]  # fmt: skip
    back = RecoveryInstruction(request_id=uuid4(), key=f"{UUID(int=8)}:1", order=order().key, fen=30_000)
    for days, expected in ((0, "accepted"), (2, "accepted"), (1, "recovered")):
        held.now += timedelta(days=days)
        told = await treasury.recover(bank, back)
        assert told
        assert told.state == expected
