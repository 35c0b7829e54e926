"""A guide's words are stopped when they ask for a code or money or lead away; advice passes."""

import pytest

from backend.guidance.forbidden_text import found_in

STOPPED = [
    ("把验证码告诉我", "code"), ("验 证 码 是多少", "code"), ("验-证-码", "code"), ("你的密码？", "code"), ("把收到的短信念给我", "code"),
    ("身份证号发给我", "code"), ("ＰＡＳＳＷＯＲＤ", "code"), ("yanzhengma fa guolai", "code"), ("先交手续费", "money"),
    ("转账给我", "money"), ("给我转100块钱", "money"), ("发个红包", "money"), ("加我微信", "elsewhere"), ("打开 http://x.cn", "elsewhere"),
    ("下载一个软件", "elsewhere"), ("打13800138000", "number"), ("1 3 8 0 0 1", "number"),
]  # fmt: skip
PASSES = [
    "住在老家，就选“深圳以外”。", "账号印在颐年卡正面，自己照着填。", "按下面绿色的按钮。", "照片有点糊，窗边再拍一张。", "2026年3月那一栏空着。",
    "户口簿第二页有地址。",
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), STOPPED)
def test_it_is_stopped(text: str, why: str) -> None:
    assert found_in(text) == why


@pytest.mark.parametrize("text", PASSES)
def test_advice_passes(text: str) -> None:
    assert found_in(text) is None


def test_a_value_may_be_a_number_and_still_asks_for_nothing() -> None:
    assert found_in("20260315", numbers=True) is None
    assert found_in("验证码123456", numbers=True) == "code"
