"""The mark beside a claim tells what it rests on, a law that has perhaps ended included; the page about us counts them."""

from datetime import date

from backend.catalogue.load import read_service, service_files
from backend.catalogue.sources import source_of
from backend.catalogue.types import Service
from pwa.pages.about.views import counts_of, source_counts
from pwa.templates import the_environment
from pwa.views.claim_sources import source_mark

SERVICES = {s.code: s for s in map(read_service, service_files())}
BEFORE, AFTER = date(2026, 2, 28), date(2026, 3, 1)


def mark(service: Service, part: str, line: str, on: date) -> str:
    return source_mark(source_of(service, part, line), on).mark


def test_a_mark_says_what_a_claim_rests_on() -> None:
    allowance = SERVICES["FT0205001"]
    assert [mark(allowance, "who", line, BEFORE) for line in allowance.who] == [
        "law",
        "law",
        "unconfirmed",
        "unconfirmed",
    ]
    assert mark(allowance, "limit.promised", "", BEFORE) == "proposal"
    assert [mark(allowance, "who", line, AFTER) for line in allowance.who[:2]] == ["ended", "law"]


def test_an_opened_mark_names_law_article_validity_and_the_day_it_was_read() -> None:
    injury = SERVICES["FT0607011"]
    made = source_mark(source_of(injury, "deadline", "worker"), AFTER)
    html = str(the_environment().globals["ui"].claim_source(made))
    for said in (
        "有法规依据",
        "《工伤保险条例》第十七条",
        "国务院令第375号",
        "从2004年1月1日起施行",
        "读过它2010年12月20日的文本",
    ):
        assert said in html, said
    assert "<details" in html
    perhaps = source_mark(source_of(SERVICES["FT0205001"], "deadline", "apply"), AFTER)
    assert "还没有查到" in str(the_environment().globals["ui"].claim_source(perhaps))


def test_the_deadlines_that_lose_a_claim_say_what_is_lost() -> None:
    losing = [d for s in SERVICES.values() for d in s.deadline if d.loses_claim]
    assert len(losing) >= 12
    assert all(d.lost and d.says and d.who for d in losing)


def test_the_page_about_us_counts_what_is_there() -> None:
    services = list(SERVICES.values())
    counts, sources = counts_of(services), source_counts(services, AFTER)
    assert (counts.services, counts.zero_trip, counts.printable, counts.communities) == (212, 98, 16, 92)
    assert counts.ended == sum(s.status.state != "in_force" for s in services)
    assert sources.law + sources.unconfirmed + sources.proposal > 2000
    assert sources.perhaps_ended == 1
