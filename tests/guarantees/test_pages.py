"""Routes translate: they know no table, no state, no role and no length; templates get structs."""

import ast
from collections.abc import Iterator
from pathlib import Path

from backend.settings import ROOT

PAGES = ROOT / "pwa" / "pages"
VERBS = {"get", "post", "patch", "delete", "head", "route"}
SUBJECT = {"state", "ruling", "role", "roles", "assurance", "action", "word", "verdict", "kind"}
"""Attributes that belong to the subject: a comparison with one of them is a rule of a room."""
RULES = {"is_reason", "need_reason", "flow", "State", "note"}
FREE = {("health/routes.py", "State")}  # litestar's state of the application


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of pages."""
    for path in sorted(PAGES.rglob("*.py")):
        yield str(path.relative_to(PAGES)), ast.parse(path.read_text())


def handlers(module: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions of a module that answer requests."""
    functions = [node for node in module.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return [one for one in functions if any(verb_of(decorator) in VERBS for decorator in one.decorator_list)]


def verb_of(decorator: ast.expr) -> str:
    """The name of a decorator that is called."""
    return decorator.func.id if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) else ""


def imports(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Module and name of each import."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def compared(function: ast.AST) -> Iterator[str]:
    """Comparisons with an attribute of the subject, or of a length."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Compare):
            continue
        for side in (node.left, *node.comparators):
            of_subject = isinstance(side, ast.Attribute) and side.attr in SUBJECT
            length = isinstance(side, ast.Call) and isinstance(side.func, ast.Name) and side.func.id == "len"
            if of_subject or length:
                yield ast.unparse(node)


def test_routes_read_no_store_and_know_no_rule() -> None:
    found = [(name, handlers(module), module) for name, module in modules()]
    assert sum(len(routes) for _, routes, _ in found) > 80, "the routes are found"
    wrong = [
        (name, source, what)
        for name, routes, module in found if routes
        for source, what in imports(module)
        if what == "store" or source.endswith(".store") or (what in RULES and (name, what) not in FREE)
    ]  # fmt: skip
    assert wrong == [], "a service or a view of the page reads; the rule is a function of its room"


def test_routes_compare_nothing_of_the_subject() -> None:
    wrong = [(name, one) for name, module in modules() for route in handlers(module) for one in compared(route)]
    assert wrong == [], "if a route needs an `if` about the subject, the subject is missing a function"


def test_templates_get_structs() -> None:
    """Annotations say so; keys() hands out a JSON Web Key Set as its library makes it."""
    wrong = [
        (name, node.name)
        for name, module in modules()
        for node in ast.walk(module)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and "dict[str, Any]" in ast.unparse(node)
    ]
    assert wrong == [("receipts/routes.py", "keys")]


def test_a_page_has_its_package() -> None:
    """Without `__init__.py` no contract of import-linter sees the modules of a folder."""
    folders = {path.parent for path in PAGES.rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not Path(folder, "__init__.py").is_file()] == []
