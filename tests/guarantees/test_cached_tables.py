"""A cached function that reads reference tables, itself or through others, forgets its results when their rows change."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
OVERLAY = "backend.catalogue.tables.overlay"
READERS = {(OVERLAY, "overlaid"), (OVERLAY, "changed_rows")}
CACHES = {"cache", "lru_cache", "cache_by_language"}
Named = tuple[str, str]
"""A module and a name in it."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """All modules of the product."""
    for path in (path for room in ("backend", "pwa", "push", "auth") for path in (ROOT / room).rglob("*.py")):
        yield ".".join(path.relative_to(ROOT).with_suffix("").parts), ast.parse(path.read_text("utf-8"))


def names_in(node: ast.AST) -> set[str]:
    """Names that code mentions: what it calls, and what it hands on to be called."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def calls() -> dict[Named, tuple[set[Named], set[str]]]:
    """By function and module-level value: what it mentions, and its decorators."""
    found = {}
    for module, tree in modules():
        imported = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                around = {name for one in node.decorator_list for name in names_in(one)}
                found[module, node.name] = ({imported.get(n, (module, n)) for n in names_in(node)}, around)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    found[module, ast.unparse(target)] = ({imported.get(n, (module, n)) for n in names_in(node)}, set())
    return found


def test_caches_forget() -> None:
    known = calls()
    reading, more = set(READERS), set(READERS)
    while more:
        more = {name for name, (mentions, _) in known.items() if mentions & reading} - reading
        reading |= more
    cached = {name: known[name][1] for name in reading & set(known) if known[name][1] & CACHES}
    assert ("backend.catalogue.laws", "read_laws") in cached
    assert sorted(name for name, around in cached.items() if "forgets" not in around) == []
