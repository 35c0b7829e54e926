"""Code with all its mutants: every function once as it is and once for each change, behind a switch that calls the one under test."""

import ast
import hashlib
import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "mutants"
PLAIN = "_mutmut_orig"
MARK = "__mutmut_"

MutantDict = dict[str, Callable[..., Any]]
reached: set[str] = set()


class UnderTest:
    """The mutant under test, as module and name; nothing for the plain code."""

    module = name = ""


def switch(mutants: MutantDict, is_classmethod: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a function: calls of it go to the mutant under test, or to the function as it is."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def chosen(first: Any) -> Callable[..., Any]:
            plain = mutants[PLAIN]
            reached.add(f"{function.__module__}.{plain.__name__.partition(MARK)[0]}")
            found = mutants.get(UnderTest.name, plain) if UnderTest.module == function.__module__ else plain
            return getattr(first, found.__name__) if is_classmethod else found

        if inspect.iscoroutinefunction(function):

            @wraps(function)
            async def call_async(*args: Any, **kwargs: Any) -> Any:
                return await chosen(args and args[0])(*args[is_classmethod:], **kwargs)

            return call_async

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            return chosen(args and args[0])(*args[is_classmethod:], **kwargs)

        return call

    return decorate


class Changed(SourceFileLoader):
    """Loads a module with all its mutants."""

    def get_code(self, fullname: str) -> CodeType:
        """The module, its functions under switches."""
        return compile(written(Path(self.path)), self.path, "exec", dont_inherit=True)


def written(path: Path) -> str:
    """A source with its mutants; kept in `mutants/` under the digest of the source."""
    from mutmut.mutation.file_mutation import mutate_file_contents

    source = path.read_text("utf-8")
    kept = FOLDER / f"{path.stem}-{hashlib.sha256(source.encode()).hexdigest()[:16]}.py"
    if not kept.exists():
        made = mutate_file_contents(str(path), source).code
        FOLDER.mkdir(exist_ok=True)
        kept.write_text(
            made.replace("mutmut.mutation.trampoline import wrap_in_trampoline", "tests.mutant_code import switch"),
            "utf-8",
        )
    return kept.read_text("utf-8")


class Finder(MetaPathFinder):
    """Finds the sources that are to be changed."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = set(paths)

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        """Python's own answer, with our loader."""
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None or Path(spec.origin) not in self.paths:
            return None
        spec.loader = Changed(fullname, spec.origin)
        return spec


def names_in(path: Path) -> list[str]:
    """The mutants of a source, in order, with the name of their module; without those of a `cast`, whose type is nothing at run time."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    functions = [n for n in ast.walk(ast.parse(written(path))) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    changed = [n for n in functions if MARK in n.name and not n.name.endswith("_orig")]
    return sorted({f"{module}.{n.name}" for n in changed if "cast(None," not in ast.unparse(n)}, key=number)


def number(mutant: str) -> tuple[str, int]:
    """Function and running number of a mutant."""
    function, _, at = mutant.rpartition(MARK)
    return function, int(at)
