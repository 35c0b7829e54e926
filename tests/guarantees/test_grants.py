"""What a service grants is named, of one kind, and can't run twice."""

import re
from pathlib import Path

import pytest

from backend.cases.grants.own import RECORDS
from backend.catalogue.load import read_all_rules, read_service, service_files
from backend.registers.attributes import attributes
from backend.settings import ROOT

SERVICES = [read_service(path) for path in service_files()]
GIVES_NOTHING = {"FT1105002": "looks at a decision on legal aid again; the aid itself is FT1105001's"}


def test_whatever_pays_or_gives_a_right_names_its_kind() -> None:
    rules = read_all_rules()
    for service in SERVICES:
        paid = [
            g for rule in (rules[service.code].rules if service.code in rules else ()) for g in rule.grant if g.amount
        ]
        gives = service.item_type == "行政给付" or service.result.kind in {"payment", "licence"} or paid
        if gives and service.elsewhere is None and service.code not in GIVES_NOTHING:
            assert service.grants, f"{service.code} {service.name}: which grant does it begin, change or confirm?"


def test_services_that_share_a_kind_mean_the_same() -> None:
    kinds: dict[str, set[tuple[str, str]]] = {}
    for service in SERVICES:
        if service.grants:
            kinds.setdefault(service.grants.kind, set()).add((service.grants.name, service.grants.runs))
            fields = {field.key for field in service.field}
            assert not service.grants.per or service.grants.per in fields, (
                f"{service.code}: no question {service.grants.per}"
            )
    assert {kind: found for kind, found in kinds.items() if len(found) > 1} == {}


def test_a_rule_that_excludes_what_is_held_names_the_kind_of_its_own_grant() -> None:
    known = {option.value for name in RECORDS for option in attributes()[name].options}
    for service in SERVICES:
        path = ROOT / "backend" / "catalogue" / "rules" / f"{service.code}.toml"
        asked = set(re.findall(r'"(?:benefits|licences)", lacks = "(\w+)"', text_of(path)))
        if service.grants and service.grants.does == "begins" and asked:
            assert service.grants.kind in asked, f"{service.code}: its rule would not see what it grants itself"
            assert service.grants.kind in known


def text_of(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


@pytest.mark.parametrize("index", ["person_grant_one_running", "payment_order_one_a_month"])
def test_the_database_itself_refuses_a_second_one(index: str) -> None:
    from tests.schema import SCHEMA

    assert re.search(rf"CREATE UNIQUE INDEX {index} ", SCHEMA.read_text("utf-8"))
