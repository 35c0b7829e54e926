"""What the commands print can be read by a program, line by line."""

import json
from pathlib import Path

from click.testing import CliRunner

from backend.cli import main


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
