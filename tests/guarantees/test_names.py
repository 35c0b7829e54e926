"""Names stay findable: retired ones don't come back, and a class name is defined once.

`retired.txt` holds one name a line: `retired replacement`. A name with dots is a module path and may not appear in any file;
a name without dots is an identifier: no class, function or module constant may be called so again.
`class_names.txt` lists the class names that may be defined more than once: `Name reason`.
"""

import ast
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from backend.settings import ROOT

HERE = Path(__file__).parent
ROOMS = ("backend/", "auth/", "push/", "pwa/")
HISTORY = {"CHANGELOG.md", "tests/guarantees/retired.txt"}
DEFINED = re.compile(r"^ *(?:async )?(?:class|def) (\w+)|^(\w+)(?::[^=\n]+)? = ", re.MULTILINE)
MODULE = re.compile(r"(?<![\w./])(?:auth|backend|push|pwa)(?:[./]\w+)+")
CLASS = re.compile(r"^ *class (\w+)", re.MULTILINE)


def listed(name: str) -> dict[str, str]:
    """The lines of a list in this folder: first word → the rest."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))


def texts() -> Iterator[tuple[str, str]]:
    """Path and text of every tracked file of code or prose."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for path in tracked.decode().split("\0"):
        if path.endswith((".py", ".md", ".toml", ".html", ".yml")) and path not in HISTORY and (ROOT / path).is_file():
            yield path, (ROOT / path).read_text("utf-8")


def modules(text: str) -> Iterator[str]:
    """Every dotted name or path below our rooms in a text, with its parents: `backend/kit/db.py` → `backend.kit`, `backend.kit.db`, …"""
    for found in set(MODULE.findall(text)):
        parts = found.replace("/", ".").split(".")
        yield from (".".join(parts[:length]) for length in range(2, len(parts) + 1))


def test_retired_names_do_not_return() -> None:
    retired = listed("retired.txt")
    wrong = set()
    for path, text in texts():
        here = set(modules(text))
        if path.startswith(ROOMS) and path.endswith(".py"):
            here |= {one or other for one, other in DEFINED.findall(text)}
        wrong |= {f"{path}: {name} is now {retired[name]}" for name in here & retired.keys()}
    assert wrong == set()


LONGEST = 320
"""Lines of one file: what is longer holds two things."""


def test_no_file_is_long() -> None:
    long = {path: lines for path, text in texts() if path.endswith(".py") and (lines := text.count("\n")) > LONGEST}
    assert long == {}


VAGUE = frozenset({"held"})
"""What a variable or parameter may not be called: it says nothing of what it holds, and had four meanings."""


def test_no_variable_has_a_vague_name() -> None:
    found = []
    for path, text in texts():
        if path.startswith(ROOMS) and path.endswith(".py") and any(name in text for name in VAGUE):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                    found += [f"{path}:{one.lineno}" for one in ast.walk(node) if bound_name(one) in VAGUE]
    assert found == []


def bound_name(node: ast.AST) -> str:
    """The name that a parameter or an assignment binds; "" for anything else."""
    if isinstance(node, ast.arg):
        return node.arg
    return node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else ""


def test_class_names_are_unique() -> None:
    places = defaultdict(list)
    for path, text in texts():
        if path.startswith(ROOMS) and path.endswith(".py"):
            for name in CLASS.findall(text):
                places[name].append(path)
    twice = {name: found for name, found in places.items() if len(found) > 1}
    allowed = listed("class_names.txt")
    assert {name: found for name, found in twice.items() if name not in allowed} == {}
    assert set(allowed) <= set(twice), "these are unique now: take them off the list"
