"""One test over many values: for tables of cases that share nothing but the sentence they prove.

`pytest.mark.parametrize` makes every value a test of its own, with its own set-up, report and line: right where values need
isolation, dear where they only count. `each` goes through all of them and names those that failed.
"""

import functools
import inspect
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import Any

Test = Callable[..., Any]


def each(names: str | tuple[str, ...], values: Iterable[Any], ids: Any = None) -> Callable[[Test], Test]:
    """Call the test once for each value; all that fail are in the one failure. Takes what `parametrize` takes."""
    keys = tuple(one.strip() for one in names.split(",")) if isinstance(names, str) else tuple(names)
    calls = [
        (label(ids, at, row), dict(zip(keys, row, strict=True)) if len(keys) > 1 else {keys[0]: row})
        for at, row in enumerate(values)
    ]
    assert calls, "no value: such a test can't fail"

    def decorate(test: Test) -> Test:
        through = together_async(test, calls) if inspect.iscoroutinefunction(test) else together(test, calls)
        fixtures = [p for name, p in inspect.signature(test).parameters.items() if name not in keys]
        through.__signature__ = inspect.Signature(fixtures)  # type: ignore[attr-defined]  # what pytest gives
        return through

    return decorate


def together(test: Test, calls: list[tuple[str, dict[str, Any]]]) -> Test:
    """The test, called for every row."""

    @functools.wraps(test)
    def through(**fixtures: Any) -> None:
        with gathering() as row:
            for name, arguments in calls:
                with row(name):
                    test(**fixtures, **arguments)

    return through


def together_async(test: Test, calls: list[tuple[str, dict[str, Any]]]) -> Test:
    """The test, awaited for every row."""

    @functools.wraps(test)
    async def through(**fixtures: Any) -> None:
        with gathering() as row:
            for name, arguments in calls:
                with row(name):
                    await test(**fixtures, **arguments)

    return through


@contextmanager
def gathering() -> Any:
    """Gives a context for each row; fails at the end with everything that failed in them."""
    wrong: list[Exception] = []

    @contextmanager
    def row(name: str) -> Any:
        try:
            yield
        except Exception as error:
            error.add_note(f"with {name}")
            wrong.append(error)

    yield row
    if wrong:
        raise ExceptionGroup(f"{len(wrong)} failed", wrong)


def label(ids: Any, at: int, row: Any) -> str:
    """What a row is called."""
    if callable(ids) and not isinstance(row, tuple):
        return str(ids(row))
    return str(ids[at]) if isinstance(ids, (list, tuple)) else repr(row)[:120]
