"""Facts about things over HTTP: who has something to do with them, what is told to whom, and that nothing unproven or late is believed."""

import asyncio
import json
import time
from typing import Any

import pytest

from backend.registers import objects
from backend.registers.client import Registers
from backend.registers.objects import NamedObject, told_about
from backend.registers.sample.cast import cast
from backend.registers.signature import signed
from backend.registers.types import Subject
from tests.backend.registers.conftest import World, settings

KEY = "a key"
COMPANY = NamedObject(kind="organisation", number="91440304MA5F00017P")
CHILD = NamedObject(kind="child", number="880000202204100089", name="彭小满")
LICENCE = NamedObject(kind="licence", number="YBJY20210928001")
ASKED = {
    "organisation": ("organisation_authority", "business_registration", "organisation_insured"),
    "child": ("child_authority", "child_vaccinated", "child_property_searched"),
    "licence": ("licence_authority", "licence_state", "licence_open_cases"),
}


def subject(key: str) -> Subject:
    """One of the cast, as a register is asked about them."""
    return Subject(cast()[key].id_number, cast()[key].name)


class Register:
    """A register that answers what a test tells it to."""

    key = KEY

    def __init__(self, value: Any = None, key: str = KEY, slow: float = 0) -> None:
        self.value, self.sign_with, self.slow = value, key, slow

    async def post(self, path: str, body: bytes) -> tuple[bytes, dict[str, str]]:
        await asyncio.sleep(self.slow)
        assert path == "/objects"
        said = {
            "attribute": "organisation_authority",
            "value": "operator",
            "source": "market",
            "as_of": "2026-11-23T00:00:00Z",
        }
        answer = json.dumps(
            {"request_id": json.loads(body)["request_id"], "answers": [{**said, **(self.value or {})}]}
        ).encode()
        headers = signed(self.sign_with, answer, int(time.time()))
        return answer, {name.lower(): value for name, value in headers.items()}


@pytest.mark.parametrize(
    ("register", "believed"),
    [
        (Register(), 1),
        (Register(key="another key"), 0),
        (Register({"attribute": "tax_clear"}), 0),
        (Register({"source": "nobody"}), 0),
        (Register(slow=5), 0),
    ],
    ids=["signed", "signed by another", "not asked", "no such source", "hanging"],
)
async def test_only_a_signed_fresh_answer_to_this_question_counts(
    register: Register, believed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "SECONDS", 0.05)
    told = await told_about(register, "FT0620005", subject("ma_wenlong"), COMPANY, ("organisation_authority",))
    assert len(told) == believed


async def test_the_sample_world_says_who_has_something_to_do_with_what(sample_app: World) -> None:
    sample_app.well()
    registers = Registers(settings(sample_app.url))

    async def told(who: str, thing: NamedObject) -> dict[str, Any]:
        said = await told_about(registers, "FT0620005", subject(who), thing, ASKED[thing.kind])
        return {one.attribute: one.value for one in said}

    assert await told("shen_lihua", COMPANY) == {
        "organisation_authority": "legal_representative", "business_registration": "active", "organisation_insured": True,
    }  # fmt: skip
    assert await told("xie_fang", COMPANY) == {"organisation_authority": "none", "business_registration": "active"}
    assert await told("peng_tao", CHILD) == {
        "child_authority": "parent",
        "child_vaccinated": True,
        "child_property_searched": True,
    }
    assert await told("xie_fang", CHILD) == {"child_authority": "none"}
    wrong_name = NamedObject(kind="child", number=CHILD.number, name="彭大满")
    assert await told("peng_tao", wrong_name) == {"child_authority": "none"}, "a name that differs opens nothing"
    assert (await told("ma_wenlong", LICENCE))["licence_authority"] == "operator", "through the shop that holds it"
    assert await told("shen_lihua", LICENCE) == {"licence_authority": "none"}
    sample_app.trouble("market", "silent")
    assert await told("shen_lihua", COMPANY) == {"organisation_insured": True}, "the other register still answers"
    sample_app.trouble("market", "contradict")
    said = await told_about(registers, "FT0620005", subject("shen_lihua"), COMPANY, ("business_registration",))
    assert len({one.value for one in said}) == 2
    sample_app.well()
    await registers.close()
