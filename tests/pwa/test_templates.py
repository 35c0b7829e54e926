"""The shell and the filters."""

from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError

from backend.kit.messages.formats import day, moment, weekday, yuan
from backend.kit.reading_mode import mode_of
from pwa.templates import masked, render, the_environment
from tests.journey import stars_for_ears
from tests.pwa.pages import page


def test_a_forgotten_variable_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render("layouts/problem.html", heading="x")


def test_what_people_typed_is_escaped() -> None:
    html = the_environment().from_string("{{ said }}").render(said="<b>&")
    assert html == "&lt;b&gt;&amp;"


def test_dates_are_said_as_in_shenzhen() -> None:
    late = datetime(2026, 11, 22, 17, 5, tzinfo=UTC)
    assert (day(late), weekday(late), moment(late)) == ("2026年11月23日", "周一", "11月23日 1:05")
    assert day(date(2026, 1, 2)) == "2026年1月2日"


@pytest.mark.parametrize(("amount", "said"), [(300, "300"), (1000, "1,000"), (1000.5, "1,000.50")])
def test_amounts_are_grouped(amount: float, said: str) -> None:
    assert yuan(amount) == said


@pytest.mark.parametrize(
    ("cookie", "mode"), [("elder", "elder"), ("largest", "largest"), ("x", "normal"), ("", "normal")]
)
def test_the_cookie_only_chooses_between_known_modes(cookie: str, mode: str) -> None:
    assert mode_of({"mode": cookie}) == mode


def test_without_a_cookie_the_page_is_in_the_standard_mode() -> None:
    assert mode_of({}) == "normal"
    assert 'data-mode="elder"' in render("offline.html", mode="elder")


def test_a_page_with_errors_says_so_in_its_title() -> None:
    assert "<title>有地方要改：" in page("form-wrong", "normal")
    assert "有地方要改" not in page("form", "normal")


def test_the_mode_switch_returns_only_to_our_own_pages() -> None:
    from pwa.pages.mode.routes import own_path

    assert own_path("/services?q=x") == "/services?q=x"
    for foreign in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:1",
        "/x\r\nSet-Cookie: a=b",
        "",
    ):
        assert own_path(foreign) == "/"


def test_masked_values_have_stars_for_the_eye_and_words_for_the_ear() -> None:
    for value, words in (("199****0779", "尾号0779"), ("880***********0129", "尾号0129"), ("陈＊＊", "陈某")):
        html = str(masked(f"现在是{' ' + value} 。"))
        assert f'<span aria-hidden="true">{value}</span><span class="visually-hidden">{words}</span>' in html
        assert stars_for_ears(html) == []
    assert stars_for_ears("<main>199****0779</main>") == ["199****0779"]
    assert "<b>" not in masked("<b>199****0779")
    assert masked("没有") == "没有"
