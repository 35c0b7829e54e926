"""What a service does decides what it demands, for all services and without a list of them."""

import re
from datetime import date

import msgspec

from backend.catalogue.effects import (
    EFFECTS,
    EXCEPTIONS,
    Demand,
    demand,
    derived_effects,
    effects_of,
    payee_fields,
    redirect_target,
    redirections,
)
from backend.catalogue.exchange.import_tables import read_tables
from backend.catalogue.exchange.tables import ServiceEntry, to_tables
from backend.catalogue.lint.effects import check_effects
from backend.catalogue.load import read_service, service_files
from backend.catalogue.types import FormField, Service
from backend.kit.migrate import ROOT
from backend.residents.types import Assurance

EVERY = {(s := read_service(path)).code: s for path in service_files()}
PAYING = {code: s for code, s in EVERY.items() if "pays" in effects_of(s)}


def test_every_service_says_what_it_does_and_its_content_agrees() -> None:
    assert len(EVERY) == 212
    for code, service in EVERY.items():
        assert service.effects, code
        assert derived_effects(service) <= set(service.effects), code
        assert not list(check_effects(service)), code
    assert set(EFFECTS) == {effect for s in EVERY.values() for effect in s.effects}, "each effect occurs"


def test_what_a_service_demands_follows_from_its_effects_alone() -> None:
    for code, service in EVERY.items():
        effects = effects_of(service)
        asked = demand(effects)
        assert asked.assurance is (Assurance.VERIFIED if effects else Assurance.DOCUMENT), code
        assert (asked.step_up == "none") is (not effects), code
    assert [one.way for one in EXCEPTIONS] == ["offer"]
    assert all((ROOT / one.guarded_by).is_file() for one in EXCEPTIONS)


def test_every_service_that_pays_wants_the_person_and_a_fresh_proof() -> None:
    assert len(PAYING) > 40
    for code, service in PAYING.items():
        asked = demand(effects_of(service))
        assert asked == Demand(Assurance.VERIFIED, "fresh"), code
        assert payee_fields(service) or service.result.payout, code
        for field in payee_fields(service):
            typed = redirections(
                service, {field.key: "6222020000000000017"}, {"payable_account": "8800000000000000017"}
            )
            assert typed == (field,), code
            assert demand(effects_of(service), redirects=True).step_up == "another_factor"


def test_money_must_be_asked_for_by_somebody_wherever_the_words_speak_of_it() -> None:
    """A service whose result promises money and that isn't marked would slip through: read the words too."""
    money = re.compile(
        r"打(?:到|进|入|给).{0,12}(?:账户|卡|个人)|到账|发到.{0,6}账户|发给(?:学生|个人|单位)|按月发|按年发"
    )
    silent = {
        code for code, s in EVERY.items() if money.search(s.result.name + s.result.says) and "pays" not in effects_of(s)
    }
    assert silent == set()


def test_no_code_of_a_service_steers_what_is_demanded() -> None:
    code, judges = re.compile(r"FT\d{7}"), re.compile(r"effects_of|Assurance\.|stepped_up")
    for top in ("backend", "auth", "pwa"):
        for path in (ROOT / top).rglob("*.py"):
            text = path.read_text("utf-8")
            assert not (judges.search(text) and code.search(text)), path
    assert not list((ROOT / "backend/catalogue").glob("assurance*"))


def test_effects_survive_the_way_through_tables() -> None:
    chosen = [EVERY[code] for code in ("FT0205002", "FT0620001", "FT0305005", "FT1420006")]
    read = read_tables(to_tables(ServiceEntry(s) for s in chosen), EVERY, date(2026, 11, 23))
    assert [entry.service for entry in read.entries] == chosen


def changed(service: Service, **more: object) -> list[str]:
    """The findings of a service with something changed."""
    return [finding.says for finding in check_effects(msgspec.structs.replace(service, **more))]


def test_an_editor_is_told_of_each_contradiction() -> None:
    allowance, quiet = EVERY["FT0205001"], EVERY["FT1420006"]
    account = next(f for f in allowance.field if f.kind == "bank_account")
    assert "没有写明" in changed(allowance, effects=())[0]
    assert "不能再写别的" in changed(quiet, effects=("none", "binds"))[0]
    assert "要写上 pays" in changed(allowance, effects=("binds",))[0]
    assert "要写上 pays" in changed(quiet, field=(*quiet.field, account))[0]
    without = tuple(f for f in allowance.field if f is not account)
    assert "没有问收款账户" in changed(allowance, field=without)[0]
    assert "哪道题" in changed(quiet, effects=("changes_contact",))[0]
    wrong = msgspec.structs.replace(account, moves="contact")
    assert any("不适合" in one for one in changed(allowance, field=(*without, wrong)))
    unasked = msgspec.structs.replace(account, moves="nothing")
    paid = msgspec.structs.replace(allowance.result, payout="另行通知")
    assert any("不经银行核对" in one for one in changed(allowance, field=(*without, unasked), result=paid))


def test_only_what_leaves_the_record_redirects() -> None:
    change = EVERY["FT0205002"]
    known = {"payable_account": "8800000000000000017", "phone": "19900000001"}
    assert [f.key for f in redirections(change, {"new_account": "6222 0200 0000"}, known)] == ["new_account"]
    assert [f.key for f in redirections(change, {"new_phone": "13900000000"}, known)] == ["new_phone"]
    assert redirections(change, {"new_account": "8800 0000 0000 0000 017"}, known) == ()
    assert redirections(change, {"allowance_change": "age_band"}, known) == ()
    assert redirect_target(FormField(key="a", kind="bank_account", label="a")) == "account"
