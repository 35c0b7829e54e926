"""The budget of the run is counted in CPU seconds of the reference machine."""

from pathlib import Path

import pytest

from tests.support.machine_speed import REFERENCE, slowdown, timed


@pytest.mark.parametrize(
    ("samples", "expected"), [((), 1.0), ((0.5, 0.7), 1.0), ((1.0, 3.0), 2.0)], ids=["none", "faster", "slower"]
)
def test_a_slow_machine_is_not_blamed_on_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, samples: tuple[float, ...], expected: float
) -> None:
    monkeypatch.setenv("FUTIAN_TEST_GROUNDS", str(tmp_path))
    (tmp_path / "speed").mkdir()
    (tmp_path / "speed" / "1").write_text("".join(f"{times * REFERENCE}\n" for times in samples))
    assert slowdown() == pytest.approx(expected)


def test_the_fixed_work_takes_time() -> None:
    assert timed() > REFERENCE / 20
