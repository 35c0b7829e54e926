"""Every stored decision comes out the same again, a changed one is found, and another rule says whom it would touch."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from backend.cases.decisions.replay import ReplayResult, replay
from backend.cases.types import DecisionInputs
from backend.catalogue import versions
from backend.catalogue.load import RULES
from backend.catalogue.published import Content, PublishedCatalogue
from backend.kit.crypto import BrokenSeal, Vault
from backend.kit.db import prepare
from backend.registers.attributes import attributes
from backend.rules.decision import Decision, canonical
from backend.rules.parse_rules import read_rule_file
from backend.settings import ROOT, Settings
from tests import people
from tests.conftest import NOW
from tests.support.allowance import ALLOWANCE, handed_in


@pytest.fixture
async def decided(resident: Any, worker: Any) -> None:
    """Three decisions: 300 a month, 500 a month, and one for a person."""
    for member in (people.GRANDMOTHER, people.NINETY_TWO, people.HUKOU_ELSEWHERE):
        someone = resident(member)
        await handed_in(someone, worker)


def futian(settings: Settings, *words: str) -> list[str]:
    """What a command prints."""
    env = {**os.environ, **settings.to_env()}
    done = subprocess.run(
        [sys.executable, "-m", "backend.cli", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


async def test_replay_is_byte_equal_and_notices_a_swap(
    decided: None, settings: Settings, admin_url: str, tmp_path: Path
) -> None:
    assert await replay(settings, 1) == ReplayResult(3, 0, ())
    assert await replay(settings, 2) == ReplayResult(3, 0, ())
    what_if_says_who_would_change_and_names_nobody(settings, tmp_path)
    db = await asyncpg.connect(admin_url)
    await an_editors_draft_says_the_same(db, settings, tmp_path)
    worded = await in_other_words(db, settings)
    assert (await replay(settings, 1)) == ReplayResult(2, 1, ())
    await db.execute("update decision set result = $2 where id = $1", *worded)
    changed = await another_day(db, settings)
    assert (await replay(settings, 1)) == ReplayResult(2, 0, (changed,))
    await db.execute("update decision d set result = o.result from decision o where o.id <> d.id")
    await db.close()
    with pytest.raises(BrokenSeal):  # sealed to its row: a result can't be moved to another decision
        await replay(settings, 1)


async def in_other_words(db: Any, settings: Settings) -> tuple[Any, bytes]:
    """Seal a decision with the sentences of an earlier wording; returns its id and what was sealed before."""
    import msgspec

    vault = Vault(settings.sealing_keys, settings.hash_key)
    row = await db.fetchrow("select id, result from decision where outcome = 'approve' order by id limit 1")
    decision = msgspec.json.decode(vault.open(row["result"], f"result:{row['id']}"), type=Decision)
    earlier = msgspec.structs.replace(decision, summary="各项要求都对得上。")
    sealed = vault.seal(canonical(earlier), f"result:{row['id']}")
    await db.execute("update decision set result = $2 where id = $1", row["id"], sealed)
    return row["id"], row["result"]


async def another_day(db: Any, settings: Settings) -> Any:
    """Seal other inputs into one decision, as somebody with the keys could."""
    import datetime

    import msgspec

    vault = Vault(settings.sealing_keys, settings.hash_key)
    row = await db.fetchrow("select id, inputs from decision where outcome = 'approve' order by id limit 1")
    inputs = msgspec.json.decode(vault.open(row["inputs"], f"inputs:{row['id']}"), type=DecisionInputs)
    later = msgspec.structs.replace(inputs, on=inputs.on + datetime.timedelta(days=400))
    await db.execute(
        "update decision set inputs = $2 where id = $1",
        row["id"],
        vault.seal(msgspec.json.encode(later), f"inputs:{row['id']}"),
    )
    return row["id"]


def what_if_says_who_would_change_and_names_nobody(settings: Settings, folder: Path) -> None:
    same = json.loads(futian(settings, "replay", "--what-if", str(RULES / f"{ALLOWANCE}.toml"))[-1])
    assert same == {"service": ALLOWANCE, "decisions": 3, "changes": {"same": 3}, "yuan_before": 800, "yuan_after": 800}
    draft = folder / f"{ALLOWANCE}.toml"
    text = (RULES / f"{ALLOWANCE}.toml").read_text().split("# ------", 1)[0]
    draft.write_text(text.replace("at_least = 70", "at_least = 85").replace("monthly_yuan = 500", "monthly_yuan = 600"))
    *lines, total = [json.loads(line) for line in futian(settings, "replay", "--what-if", str(draft))]
    assert total["changes"] == {"lost": 1, "more": 1, "same": 1}
    assert (total["yuan_before"], total["yuan_after"]) == (800, 600)
    assert {line["change"]: (line["before"], line["after"]) for line in lines} == {
        "lost": (300, None),
        "more": (500, 600),
    }
    told = json.dumps([*lines, total], ensure_ascii=False)
    for member in (people.GRANDMOTHER, people.NINETY_TWO, people.HUKOU_ELSEWHERE):
        assert member.name not in told
        assert member.id_number not in told


async def an_editors_draft_says_the_same(db: Any, settings: Settings, folder: Path) -> None:
    """What an editor has saved and nobody has published yet, by its code alone; thrown away afterwards."""
    catalogue = PublishedCatalogue()
    await prepare(db)
    await catalogue.open(db, NOW.date())
    version = catalogue.get(ALLOWANCE)
    assert version
    rules = read_rule_file(folder / f"{ALLOWANCE}.toml", attributes()).rules
    content = Content(service=version.service, rules=rules, instant=True)
    await versions.save_draft(db, content, author="editor-1", now=NOW, reason="试算")
    try:
        from_file = futian(settings, "replay", "--what-if", str(folder / f"{ALLOWANCE}.toml"))
        assert futian(settings, "replay", "--draft", ALLOWANCE.lower()) == from_file
        assert json.loads(from_file[-1])["changes"] == {"lost": 1, "more": 1, "same": 1}
        without = Content(service=version.service)
        await versions.save_draft(db, without, author="editor-1", now=NOW, seen=content.digest())
        assert "没有带规则的草稿" in refused(settings, "replay", "--draft", ALLOWANCE)
    finally:
        await db.execute("delete from service_version where code = $1 and state = 'draft'", ALLOWANCE)


@pytest.mark.parametrize("code", [ALLOWANCE, "FT9999999", "FT0305001"])
async def test_no_draft_and_no_such_service_are_told_and_nothing_is_counted(
    settings: Settings, clean: None, code: str
) -> None:
    assert f"{code} 没有带规则的草稿" in refused(settings, "replay", "--draft", code)


def refused(settings: Settings, *words: str) -> str:
    """What a command says that ends with an error, and prints nothing else."""
    with pytest.raises(subprocess.CalledProcessError) as error:
        futian(settings, *words)
    assert not error.value.stdout
    return str(error.value.stderr)


def test_a_wrong_rule_file_is_told_with_its_line(settings: Settings, tmp_path: Path) -> None:
    wrong = tmp_path / f"{ALLOWANCE}.toml"
    wrong.write_text(
        "[[rule]]\nvalid_from = 2026-01-01\nbasis = 'x'\nprovenance = 'proposal'\nrequire = [{ attribute = 'nothing', is = true, says = 'x' }]\n"
    )
    with pytest.raises(subprocess.CalledProcessError) as failed:
        futian(settings, "replay", "--what-if", str(wrong))
    assert "nothing" in failed.value.stderr
