"""What an operator types: numbers as JSON, mistakes with line and path, and no invented people outside a trial."""

import asyncio
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from backend.catalogue.load import RULES
from backend.cli import main

CODE = "FT0205001"


@pytest.fixture
def futian(clean: None, settings: Any) -> Any:
    """The command, with the environment of this installation."""

    async def call(*words: str, sample: bool = True) -> Result:
        env = msgspec.structs.replace(settings, sample=sample).to_env()
        return await asyncio.to_thread(CliRunner().invoke, main, ["population", *words], env=env)

    return call


async def test_numbers_come_as_json(futian: Any, tmp_path: Path) -> None:
    assert "放好了 300 人" in (await futian("sample", "--count", "300")).output
    told = await futian("eligible", CODE, "--on", "2026-11-23")
    assert "正在从数据库读入" in told.stderr
    assert json.loads(told.stdout)["residents"] in (320, 330)
    draft = tmp_path / "draft.toml"
    text = (RULES / f"{CODE}.toml").read_text("utf-8")
    draft.write_text(text.replace("at_least = 70", "at_least = 30"), "utf-8")
    found = json.loads((await futian("impact", CODE, "--draft", str(draft), "--on", "2026-11-23")).stdout)
    assert (found["on"], found["lost"]["total"]) == ("2026-11-23", 0)
    draft.write_text(text.replace("at_least = 70", "at_leest = 30"), "utf-8")
    line = text[: text.index("at_least = 70")].count("\n") + 1
    wrong = await futian("impact", CODE, "--draft", str(draft))
    assert wrong.exit_code == 1
    assert f"{draft}:{line} rule[0].require[2].at_leest" in wrong.output
    assert "写好了 0 人" in (await futian("write-down")).output


async def test_what_cant_be_meant_is_said(futian: Any, tmp_path: Path) -> None:
    assert "日期看不懂" in (await futian("eligible", CODE, "--on", "明天")).output
    assert "没有生效的版本" in (await futian("eligible", "FT9999999")).output
    assert "正式环境" in (await futian("sample", sample=False)).output
    assert "没有正在运行的试用环境" in (await futian("sample", "--var", str(tmp_path))).output
