"""Each call that names a message by a literal key names an existing one, with its facts; each such message has a call."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType

from backend.kit.messages.files import ROOT, all_files, read_file
from backend.kit.messages.language import SOURCE
from backend.kit.messages.refusals import kebab, message_of
from backend.kit.messages.render import Texts
from backend.kit.messages.types import Entry
from backend.kit.problems import Refusal

CALLS = re.compile(r"\b[A-Z][A-Z_]+\(|kit\.problems")
CARRIED = frozenset({"allow", "why"})
"""Facts of refusals for headers and logs."""
ROOMS = ("backend", "auth", "push", "pwa")


def modules() -> Iterator[ModuleType]:
    """Yield each module whose text may call a `Texts` or raise a refusal."""
    for top in ROOMS:
        for path in sorted((ROOT / top).rglob("*.py")):
            if CALLS.search(path.read_text("utf-8")):
                yield import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))


@cache
def every_source() -> str:
    """Return the text of all modules."""
    return "\n".join(path.read_text("utf-8") for top in ROOMS for path in sorted((ROOT / top).rglob("*.py")))


def literals(node: ast.expr, module: ModuleType) -> list[str] | None:
    """Return the keys that an argument may be: a literal, a choice between literals, an entry of a table; None for anything else."""
    match node:
        case ast.Constant(value=str(key)):
            return [key]
        case ast.IfExp(body=one, orelse=other):
            a, b = literals(one, module), literals(other, module)
            return None if a is None or b is None else a + b
        case ast.Subscript(value=ast.Name(id=name)) if isinstance(table := getattr(module, name, None), dict):
            return [str(key) for key in table.values()]
    return None


def calls(module: ModuleType) -> Iterator[tuple[object, ast.Call, str]]:
    """Yield each call of a name or attribute of the module, with its callee and place."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = ast.unparse(node.func)
            callee: object = module
            for part in name.split("."):
                callee = getattr(callee, part, None)
            yield callee, node, f"{module.__name__}:{node.lineno}"


def misfit(entry: Entry, call: ast.Call, carried: frozenset[str] = frozenset()) -> list[str]:
    """Return the facts of a message that its call doesn't give, and those it gives in vain; a refusal may carry some for its answer."""
    if any(k.arg is None for k in call.keywords):
        return []
    given = {k.arg for k in call.keywords}
    required = {name for name, kind in entry.facts.items() if not kind.endswith("?")}
    return sorted(str(name) for name in (required - given) | (given - entry.facts.keys() - carried))


def faults_of(callee: Texts, call: ast.Call, module: ModuleType, used: set[str]) -> list[str]:
    """Compare one call with the messages; adds the keys that it names to `used`."""
    keys = literals(call.args[0], module) if call.args else None
    if keys is None:  # handed on: then each key stands somewhere as a literal
        used |= {key for key in callee.messages if f'"{key}"' in every_source()}
        return []
    used |= set(keys)
    unknown = [f"no {key}" for key in keys if key not in callee.messages]
    known = [key for key in keys if key in callee.messages]
    return unknown + [f"{key} {facts}" for key in known if (facts := misfit(callee.messages[key].entry, call))]


def test_texts_and_their_calls_agree() -> None:
    used: dict[Texts, set[str]] = {}
    wrong = []
    for module in modules():
        for texts in (value for value in vars(module).values() if isinstance(value, Texts) and not value.closed):
            used.setdefault(texts, set())
        for callee, call, where in calls(module):
            if isinstance(callee, Texts) and not callee.closed:
                wrong += [
                    f"{where}: {fault}" for fault in faults_of(callee, call, module, used.setdefault(callee, set()))
                ]
    idle = [texts.messages[key].entry.key for texts, keys in used.items() for key in texts.messages.keys() - keys]
    assert not wrong, wrong
    assert not idle, idle


def test_variants_and_their_refusals_agree() -> None:
    wrong, used, computed = [], set(), set()
    for module in modules():
        for callee, call, where in calls(module):
            if not isinstance(callee, type) or getattr(callee, "__init__", None) is not Refusal.__init__:
                continue
            keys, name = literals(call.args[0], module) if call.args else [""], kebab(callee.__name__)
            computed |= {name} if keys is None else set()
            used |= {f"{name}.{variant}" for variant in keys or []}
            found = {variant: message_of(callee, SOURCE, variant) for variant in keys or []}
            wrong += [f"{where}: no {name}.{variant}" for variant, hit in found.items() if hit is None]
            wrong += [f"{where}: {facts}" for hit in found.values() if hit and (facts := misfit(hit[1], call, CARRIED))]
    known = {
        k.removeprefix("refusals.") for f in map(read_file, all_files()) for k in f.entries if k.startswith("refusals.")
    }
    idle = {k for k in known if "." in k and k.partition(".")[0] not in computed} - used
    assert not wrong, wrong
    assert not idle, idle
