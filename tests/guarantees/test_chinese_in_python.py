"""No Chinese in the strings of Python outside listed data modules: sentences for people stand in message files and templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from backend.kit.messages.files import ROOT

HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\U00020000-\U0003ffff]")
LIST = Path(__file__).with_name("chinese_in_python.txt")
REASONS = {
    "matched",  # words that are looked for in what people type, in papers or in files of others
    "sample",  # the invented world: people, papers, registers
    "vocabulary",  # words of a standard or of a machine's format
}


def test_chinese_stands_only_in_listed_modules() -> None:
    listed = dict(line.split() for line in LIST.read_text("utf-8").splitlines())
    found = {str(path.relative_to(ROOT)): lines for path in modules() if (lines := list(chinese_lines(path)))}
    assert not (surplus := {path: lines for path, lines in found.items() if path not in listed}), surplus
    assert not (idle := sorted(listed.keys() - found)), f"no Chinese left, take out of {LIST.name}: {idle}"
    assert set(listed.values()) <= REASONS
    assert list(listed) == sorted(listed)


def modules() -> Iterator[Path]:
    for top in ("auth", "backend", "push", "pwa"):
        yield from sorted((ROOT / top).rglob("*.py"))


def chinese_lines(path: Path) -> Iterator[int]:
    """Return the lines of a module on which a string, docstrings aside, has a Chinese character."""
    source = path.read_text("utf-8")
    if not HAN.search(source):
        return
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
        if is_text and HAN.search(node.value):
            yield node.lineno


def test_docstrings_and_comments_are_prose(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""一"""\nX = 1  # 二\n"""三"""\ndef f():\n    """四"""\n    return f"{X}五", "六"\n', "utf-8")
    assert list(chinese_lines(module)) == [6, 6]
