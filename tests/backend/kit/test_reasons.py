"""One rule for how much a reason must say."""

import pytest

from backend.kit.reasons import LEAST, ReasonNeeded, need_reason


@pytest.mark.parametrize("text", ["", "    ", "不行不行", "不\u200b行\u200b不\u200b行"])
def test_a_reason_that_says_too_little_is_asked_for(text: str) -> None:
    with pytest.raises(ReasonNeeded) as refused:
        need_reason(text, "revocation")
    assert refused.value.sentence == f"请写明撤销的理由，至少{LEAST}个字。居民会原样看到。"


def test_a_reason_is_kept_clean() -> None:
    assert need_reason("  材料\u200b已经齐了 ") == "材料已经齐了"
