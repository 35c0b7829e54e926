"""How long one waits is said only from what is known."""

from backend.guidance.desk import ENOUGH, usual_minutes


def test_too_few_say_nothing_and_four_of_five_are_meant() -> None:
    assert usual_minutes([60.0] * (ENOUGH - 1)) is None
    assert usual_minutes([10.0] * ENOUGH) == 1
    assert usual_minutes([60.0, 60.0, 60.0, 600.0, 60.0, 60.0]) == 1
    assert usual_minutes([600.0] * 10 + [60.0] * 10) == 10
