"""What every test module keeps to."""

import ast
from pathlib import Path

from backend.settings import ROOT

MODULES = sorted((ROOT / "tests").rglob("test_*.py"))


def imported(module: Path) -> set[str]:
    """The names of the modules that this one imports, wherever in its text."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_no_test_module_imports_another() -> None:
    """What two of them need lives in `tests/support`, in a helper module beside them, or in a conftest."""
    names = {".".join(module.relative_to(ROOT).with_suffix("").parts) for module in MODULES}
    wrong = {str(module.relative_to(ROOT)): sorted(both) for module in MODULES if (both := imported(module) & names)}
    assert wrong == {}


PROVES = {
    "raises", "fail", "expect", "sends", "goes", "at", "nothing", "signs_in", "wait_for", "wait_for_url", "wait_for_function", "wait_for_selector",
    "adds", "asks", "stands",
}  # fmt: skip
NOTHING_RAISED = {  # what they prove is that the call, or a fixture that watches, doesn't complain
    "test_the_sms_sender_signs_alike", "test_what_was_signed_is_accepted_within_five_minutes", "test_a_name_that_leads_outside_is_kept",
    "test_every_process_says_what_was_published",
}  # fmt: skip


def functions(module: Path) -> dict[str, ast.AST]:
    """All functions of a module by name."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name: node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, kinds)}


def proves(node: ast.AST, known: dict[str, ast.AST], seen: frozenset[str] = frozenset()) -> bool:
    """Is something asserted here, or in a function of the same module that is called here?"""
    if any(isinstance(one, ast.Assert) for one in ast.walk(node)):
        return True
    called = {ast.unparse(one.func).rpartition(".")[2] for one in ast.walk(node) if isinstance(one, ast.Call)}
    return bool(called & PROVES) or any(
        proves(known[name], known, seen | {name}) for name in (called & known.keys()) - seen
    )


def test_every_test_can_fail() -> None:
    """A test without an assertion proves only that nothing is raised."""
    mute = set()
    for module in MODULES:
        known = functions(module)
        mute |= {
            name
            for name, node in known.items()
            if name.startswith("test_") and not proves(node, known, frozenset({name}))
        }
    assert mute - NOTHING_RAISED == set()
    assert mute >= NOTHING_RAISED, "no longer needed on the list"


def merely_there(one: ast.expr) -> bool:
    """A name, or an attribute of one."""
    while isinstance(one, ast.Attribute):
        one = one.value
    return isinstance(one, ast.Name)


def always_true(test: ast.expr) -> bool:
    """A tuple or a text is true whatever happens; so is a comparison `or` an object that is merely there."""
    if isinstance(test, (ast.Tuple, ast.List, ast.Dict, ast.JoinedStr)) or (
        isinstance(test, ast.Constant) and bool(test.value)
    ):
        return True
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return isinstance(test.values[0], ast.Compare) and any(
            merely_there(one) or (isinstance(one, ast.Compare) and "len(" in ast.unparse(one.left))
            for one in test.values[1:]
        )
    return (
        isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.GtE) and ast.unparse(test.comparators[0]) == "0"
    )


def test_no_assertion_is_true_whatever_happens() -> None:
    found = [
        f"{module.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.test)[:90]}"
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Assert) and always_true(node.test)
    ]
    assert found == []
