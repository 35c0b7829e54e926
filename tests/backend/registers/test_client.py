"""The client of the registers, against the shipped sample registers and against registers that lie."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from litestar import Response
from structlog.testing import capture_logs

from backend.kit.clock import local_date, utc_now
from backend.registers.attributes import attributes
from backend.registers.client import LARGEST, Registers
from backend.registers.types import Subject
from backend.residents.types import ProfileFact
from backend.rules.facts import merge_sources
from tests.backend.registers.conftest import Liar, World, settings
from tests.conftest import free_port
from tests.people import GRANDMOTHER, REGISTER_SILENT, REGISTERS_DISAGREE

WANTED = ("birth_date", "hukou", "alive", "benefits", "payable_account_confirmed", "licences")
POPULATION = {"birth_date", "hukou", "alive"}


def subject(member: Any) -> Subject:
    """Who is asked about."""
    return Subject(member.id_number, member.name)


async def test_known_facts_carry_value_source_and_day(registers: Registers) -> None:
    answers = await registers.inquire("FT0205001", subject(GRANDMOTHER), WANTED)
    assert set(answers.facts) == set(WANTED)
    assert not answers.silent
    assert not answers.down
    (birth,) = answers.facts["birth_date"]
    assert (birth.value, birth.source, birth.trouble) == (GRANDMOTHER.born, "population", None)
    assert birth.as_of == local_date(utc_now())
    (licences,) = answers.facts["licences"]
    assert [one.kind for one in licences.value] == ["senior_card"]


async def test_no_record_is_a_fact_without_value(registers: Registers) -> None:
    answers = await registers.inquire("FT0205001", subject(GRANDMOTHER), ["died_on"])
    (died,) = answers.facts["died_on"]
    assert (died.value, died.trouble, died.source) == (None, None, "population")


@pytest.mark.parametrize(
    "who",
    [
        Subject("880000190001010014", "某某"),
        Subject(GRANDMOTHER.id_number, "陈桂花"),
        Subject(GRANDMOTHER.id_number, ""),
    ],
    ids=["unknown number", "another name", "no name"],
)
async def test_a_person_nobody_knows_is_silence(registers: Registers, who: Subject) -> None:
    answers = await registers.inquire("FT0205001", who, (*WANTED, "name", "hukou_address"))
    assert answers.facts == {}
    assert answers.silent == {*WANTED, "name", "hukou_address"}
    assert not answers.down


async def test_names_are_the_same_however_the_dot_is_typed(registers: Registers) -> None:
    number = "880000198803080121"
    for name in ("古丽·买买提", "古丽•买买提", " 古丽 · 买买提"):
        assert (await registers.inquire("FT0620003", Subject(number, name), ["alive"])).facts, name


async def test_what_no_register_keeps_is_silent_and_not_asked(liar: Liar) -> None:
    client = Registers(settings(liar.url))
    answers = await client.inquire("FT0205001", subject(GRANDMOTHER), ["age", "slot_free", "today", "nonsense"])
    await client.close()
    assert answers.silent == {"age", "slot_free", "today", "nonsense"}
    assert liar.asked == 0


async def test_a_silent_register_leaves_its_own_attributes_unknown(world: World, registers: Registers) -> None:
    world.trouble("population", "silent")
    answers = await registers.inquire("FT0205001", subject(GRANDMOTHER), WANTED)
    assert answers.silent == POPULATION
    assert set(answers.facts) == set(WANTED) - POPULATION
    assert not answers.down


async def test_a_slow_register_takes_no_others_answer_away(world: World, registers: Registers) -> None:
    world.trouble("population", "slow", 3)
    begun = time.monotonic()
    answers = await registers.inquire("FT0205001", subject(GRANDMOTHER), WANTED)
    assert time.monotonic() - begun < 2
    assert (answers.silent, answers.unanswered, answers.down) == (POPULATION, {"population"}, True)
    assert set(answers.facts) == set(WANTED) - POPULATION


async def test_a_slow_register_inside_the_budget_is_heard(world: World, registers: Registers) -> None:
    world.trouble("population", "slow", 0.2)
    assert not (await registers.inquire("FT0205001", subject(GRANDMOTHER), WANTED)).silent


async def test_a_register_that_is_down_is_silence(world: World, registers: Registers) -> None:
    world.trouble("population", "down")
    answers = await registers.inquire("FT0205001", subject(GRANDMOTHER), WANTED)
    assert (answers.silent, answers.unanswered) == (POPULATION, {"population"})


async def test_nobody_at_the_address_is_silence() -> None:
    client = Registers(settings(f"http://127.0.0.1:{free_port()}"))
    answers = await client.inquire("FT0205001", subject(GRANDMOTHER), WANTED)
    assert (answers.facts, answers.silent) == ({}, set(WANTED))
    assert answers.unanswered == {"population", "civil_affairs", "licences"}
    assert await client.ask("FT0205001", GRANDMOTHER.id_number, GRANDMOTHER.name, WANTED) == {}
    await client.close()


async def test_a_wrong_key_is_silence(world: World) -> None:
    client = Registers(settings(world.url, register_key="another"))
    answers = await client.inquire("FT0205001", subject(GRANDMOTHER), WANTED)
    await client.close()
    assert (answers.facts, answers.down) == ({}, True)


async def test_both_sides_of_a_contradiction_are_kept(registers: Registers) -> None:
    answers = await registers.inquire("FT0205001", subject(REGISTERS_DISAGREE), ["hukou", "alive"])
    told = answers.facts["hukou"]
    assert {(one.source, one.value) for one in told} == {("population", "440304008"), ("civil_affairs", "430102")}
    seen = merge_sources(told)
    assert (seen.trouble, seen.value, seen.also) == ("contradiction", None, ("civil_affairs", "population"))
    assert merge_sources(answers.facts["alive"]).value is True


async def test_every_value_can_be_contradicted_and_no_record_stays_none(world: World, registers: Registers) -> None:
    names = [a.name for a in attributes().values() if a.source in ("civil_affairs", "social_insurance")]
    plain = await registers.inquire("FT0205001", subject(GRANDMOTHER), names)
    for register in ("civil_affairs", "social_insurance"):
        world.trouble(register, "contradict")
    answers = await registers.inquire("FT0205001", subject(GRANDMOTHER), names)
    expected = {name: None if told[0].value is None else "contradiction" for name, told in plain.facts.items()}
    assert sum(trouble is not None for trouble in expected.values()) > 12
    assert {name: merge_sources(told).trouble for name, told in answers.facts.items()} == expected


async def test_the_cast_may_have_a_register_that_says_nothing(registers: Registers) -> None:
    answers = await registers.inquire("FT0205001", subject(REGISTER_SILENT), WANTED)
    assert answers.silent == {"hukou"}


async def test_a_profile_gets_the_same_answers(world: World, registers: Registers) -> None:
    world.trouble("licences", "silent")
    facts = await registers.ask(
        "FT0205001",
        REGISTERS_DISAGREE.id_number,
        REGISTERS_DISAGREE.name,
        (*WANTED, "payable_account", "name", "died_on"),
    )
    assert set(facts) == {*WANTED, "payable_account", "name", "died_on"} - {"licences"}
    assert [one["source"] for one in facts["hukou"]] == ["population", "civil_affairs"]
    assert facts["name"][0]["value"] == REGISTERS_DISAGREE.name
    assert facts["died_on"][0]["value"] is None
    read = msgspec.convert(facts["benefits"], tuple[ProfileFact, ...])
    assert read[0].as_of.utcoffset() is not None


def told(query: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An honest answer to a question, and what a liar changes in it."""
    honest = {"value": "1944-03-15", "source": "population", "as_of": "2026-11-01T00:00:00+08:00"}
    answers = [{"attribute": name, **honest, **changes} for name in query["attributes"]]
    return {"request_id": query["request_id"], "answers": answers, "silent": []}


LIES: dict[str, Any] = {
    "no JSON": lambda query: b"<html>",
    "empty": lambda query: b"",
    "another question's answer": lambda query: {**told(query), "request_id": "3f0c51c2-6b39-4b34-9d02-b0e6c1b0a001"},
    "an attribute not asked": lambda query: told({**query, "attributes": ["birth_date", "sex"]}),
    "unknown fields": lambda query: {**told(query), "trust_me": True},
    "unknown field in an answer": lambda query: told(query, verified=True),
    "in the name of the resident": lambda query: told(query, source="self"),
    "a time without zone": lambda query: told(query, as_of="2026-11-01T00:00:00"),
    "a time before all years": lambda query: told(query, as_of="0001-01-01T00:00:00+14:00"),
    "an end after all years": lambda query: told(query, expires="9999-12-31T23:59:59-14:00"),
    "nested without end": lambda query: b"[" * 200_000,
    "too much": lambda query: msgspec.json.encode(told(query)) + b" " * LARGEST,
    "nested value": lambda query: msgspec.json.encode(told(query)).replace(b'"1944-03-15"', b"[" * 9000 + b"]" * 9000),
    "an error": lambda query: Response(msgspec.json.encode(told(query)), status_code=500),
    "elsewhere": lambda query: Response(b"", status_code=307, headers={"Location": "/query"}),
}


@pytest.mark.parametrize("lie", LIES)
async def test_an_unintelligible_answer_is_silence(liar: Liar, lie: str) -> None:
    liar.answer = LIES[lie]
    client = Registers(settings(liar.url, register_seconds=3))
    answers = await client.inquire("FT0205001", subject(GRANDMOTHER), ["birth_date"])
    await client.close()
    assert (answers.facts, answers.silent, answers.unanswered) == ({}, {"birth_date"}, {"population"})
    assert liar.asked == 1  # asked once, not again, and not led elsewhere


async def test_a_value_of_the_wrong_shape_is_trouble_and_not_kept(liar: Liar) -> None:
    liar.answer = lambda query: told(query, value=19440315)
    client = Registers(settings(liar.url))
    answers = await client.inquire("FT0205001", subject(GRANDMOTHER), ["birth_date", "hukou_address"])
    facts = await client.ask("FT0205001", GRANDMOTHER.id_number, GRANDMOTHER.name, ("birth_date", "hukou_address"))
    await client.close()
    assert [(one.value, one.trouble) for one in answers.facts["birth_date"]] == [(None, "malformed")]
    assert [(one.value, one.trouble) for one in answers.facts["hukou_address"]] == [(None, "malformed")]
    assert facts == {}


async def test_a_clock_that_runs_ahead_makes_no_answer_keep_longer(liar: Liar) -> None:
    now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    liar.answer = lambda query: told(query, as_of=(now + timedelta(days=400)).isoformat())
    client = Registers(settings(liar.url), clock=lambda: now)
    answers = await client.inquire("FT0205001", subject(GRANDMOTHER), ["birth_date"])
    facts = await client.ask("FT0205001", GRANDMOTHER.id_number, GRANDMOTHER.name, ("birth_date",))
    await client.close()
    assert answers.facts["birth_date"][0].as_of == local_date(now)
    assert facts["birth_date"][0]["as_of"] == now.isoformat()


class Dropping:
    """A register that hangs up on the first so many questions, and then answers."""

    def __init__(self, drops: int) -> None:
        self.drops, self.connections = drops, 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        query = msgspec.json.decode(await reader.readexactly(length))
        if self.connections > self.drops:
            body = msgspec.json.encode(told(query))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
            await writer.drain()
        writer.close()


@pytest.mark.parametrize(("drops", "heard"), [(1, True), (2, False)])
async def test_a_lost_connection_is_tried_once_more(drops: int, heard: bool) -> None:
    register = Dropping(drops)
    server = await asyncio.start_server(register.serve, "127.0.0.1", 0)
    client = Registers(settings(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    answers = await client.inquire("FT0205001", subject(GRANDMOTHER), ["birth_date"])
    await client.close()
    server.close()
    assert register.connections == 2
    assert bool(answers.facts) is heard


async def test_logs_and_descriptions_name_nobody(world: World, registers: Registers) -> None:
    world.trouble("population", "down")
    with capture_logs() as logs:
        answers = await registers.inquire("FT0205001", subject(GRANDMOTHER), (*WANTED, "payable_account"))
    text = f"{logs}{answers}{subject(GRANDMOTHER)}"
    assert [one["register"] for one in logs] == ["population"]
    for secret in (GRANDMOTHER.id_number, GRANDMOTHER.name, str(answers.facts["payable_account"][0].value)):
        assert secret not in text
