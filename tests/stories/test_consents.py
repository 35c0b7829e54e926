"""She agrees, sees when, and takes it back in two taps."""

from typing import Any

from tests import people
from tests.journey import said


async def test_she_agrees_and_takes_it_back(resident: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in("/me/consents")
    assert said(grandmother.page.text).count("没有同意过") == 4
    await grandmother.goes("/me/consents/face")
    text = said(grandmother.page.text)
    assert "不刷脸也能办" in text
    assert "撤回同意" not in text
    await grandmother.sends("/me/consents/face", seen="2026-11.3")
    assert "2026年11月23日同意，可以撤回" in said(grandmother.page.text)

    await grandmother.goes("/me/consents/face")  # first tap
    assert "以后不再用刷脸核对您" in said(grandmother.page.text)
    await grandmother.sends("/me/consents/face/withdrawal")  # second tap
    assert "已撤回" in said(grandmother.page.text)
    assert "2026年11月23日 同意（2026-11.3版说明）" in said(grandmother.page.text)


async def test_agreeing_to_what_one_has_not_seen_is_refused(resident: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in("/me/consents/face")
    await grandmother.sends("/me/consents/face", seen="2020-01", status=409)
    await grandmother.goes("/me/consents/face")
    await grandmother.sends("/me/consents/face", seen="2026-11.3", all="yes", status=400)
    await grandmother.goes("/me/consents/everything", status=404)
    await grandmother.goes("/me/consents")
    assert said(grandmother.page.text).count("没有同意过") == 4
