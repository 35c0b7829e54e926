"""A law that ends flags what rests on it, with the claim and the day."""

from datetime import date

from click.testing import CliRunner

from backend.catalogue.commands import catalogue
from backend.catalogue.laws import laws_by_id, read_laws, standing
from backend.catalogue.load import read_all_rules, read_service, service_files
from backend.catalogue.sources import claims, parse_sources, source_of
from backend.catalogue.stale import any_ended, stale_claims

SERVICES = {s.code: s for s in map(read_service, service_files())}
LAW = "《深圳市高龄老人津贴发放管理办法》"


def test_what_rests_on_a_law_is_flagged_from_ninety_days_before_its_end() -> None:
    rules = {code: file.rules for code, file in read_all_rules().items()}
    early, soon, after = (
        [one for one in stale_claims(SERVICES, rules, day) if one.law == LAW]
        for day in (date(2025, 11, 30), date(2025, 12, 1), date(2026, 3, 1))
    )
    assert not early
    assert soon
    assert not any_ended(soon)
    assert any_ended(after)
    assert not any(one.certain for one in after)
    flagged = {(one.code, one.place) for one in after}
    assert {("FT0205001", "who:有深圳户籍"), ("FT0205001", "rule"), ("FT0220003", "rule")} <= flagged


def test_the_command_exits_with_one_once_a_law_has_perhaps_ended() -> None:
    past = CliRunner().invoke(catalogue, ["stale", "--on", "2026-03-01"])
    assert past.exit_code == 1
    assert "FT0205001" in past.output
    assert "2026年2月28日" in past.output
    assert "还没有查到是否延续" in past.output
    assert CliRunner().invoke(catalogue, ["stale", "--on", "2025-06-01"]).exit_code == 0


def test_a_law_stands_by_its_days() -> None:
    law = laws_by_id()["senior_allowance"]
    days = (date(2021, 2, 28), date(2021, 3, 1), date(2026, 2, 28), date(2026, 3, 1))
    assert [standing(law, day) for day in days] == ["not_yet", "in_force", "in_force", "perhaps_ended"]


def test_a_line_has_its_own_source_and_else_that_of_its_part() -> None:
    service = SERVICES["FT0607011"]
    assert source_of(service, "limit.statutory")[0].article == "第二十条"
    assert source_of(service, "who", "不在这里的一句")[0].kind == "unconfirmed"
    allowance = SERVICES["FT0205001"]
    assert [s.law and s.law.id for s in source_of(allowance, "who", allowance.who[0])] == [
        "senior_allowance",
        "senior_allowance_amounts",
    ]


def test_no_law_is_named_that_the_table_does_not_hold() -> None:
    assert parse_sources("no_such_law 第一条") is None
    assert parse_sources("work_injury 第十七条；no_such_law") is None
    assert parse_sources("") is None
    assert [s.kind for s in parse_sources("verified") or ()] == ["unconfirmed"]  # as versions published earlier say it


def test_every_claim_of_every_service_has_a_source() -> None:
    for service in SERVICES.values():
        found = list(claims(service))
        assert found, service.code
        assert all(claim.sources for claim in found), service.code


def test_the_table_of_laws_is_sound() -> None:
    laws = read_laws()
    assert len({law.id for law in laws}) == len({law.title or law.number for law in laws}) == len(laws)
    for law in laws:
        assert law.title or law.number, law.id
        assert "《" not in law.title, law.id
        assert law.read_in != "text" or (law.read_on and law.edition), law.id
        assert not law.in_force_to or not law.may_end_on, law.id
        assert not law.replaced_by or law.replaced_by in laws_by_id(), law.id
