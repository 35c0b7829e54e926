"""Which words are an answer: exactly two, whatever stands around them, and nothing that only looks like one."""

from backend.offers.answer import understood
from tests.support.each import each


@each("text", ["同意", " 同意 ", "同意。", "“同意”", "同意！！", "【同意】", "\u200b同意", "同\n意"])
def test_a_yes(text: str) -> None:
    assert understood(text) == "yes"


@each("text", ["停", "停！", " 停 "])
def test_a_stop(text: str) -> None:
    assert understood(text) == "stop"


@each(
    "text",
    [
        "",
        "好的吧",
        "不同意",
        "同意吗",
        "同意同意",
        "同意停",
        "停止",
        "不停",
        "OK",
        "1",
        "TY",
        "同億",
        "我同意",
        "同意1",
        "👍",
    ],
)
def test_anything_else_is_not_guessed_at(text: str) -> None:
    assert understood(text) == "other"
