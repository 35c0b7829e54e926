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
