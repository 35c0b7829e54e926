"""`each` fails as the single tests would."""

import pytest

from tests.support.each import each


def test_every_value_is_tried_and_those_that_fail_are_named() -> None:
    tried = []

    @each(("a", "b"), [(1, 1), (1, 2), (2, 1)])
    def equal(a: int, b: int, more: str) -> None:
        tried.append((a, b, more))
        assert a == b

    with pytest.raises(ExceptionGroup) as failed:
        equal(more="fixture")
    assert tried == [(1, 1, "fixture"), (1, 2, "fixture"), (2, 1, "fixture")]
    assert [error.__notes__ for error in failed.value.exceptions] == [["with (1, 2)"], ["with (2, 1)"]]


async def test_a_coroutine_is_awaited() -> None:
    @each("n", [1])
    async def fails(n: int) -> None:
        raise ValueError(n)

    with pytest.raises(ExceptionGroup):
        await fails()


def test_no_value_is_a_mistake() -> None:
    with pytest.raises(AssertionError):
        each("n", [])
