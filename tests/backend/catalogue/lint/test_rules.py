"""What the lint says of a rule against its service: each finding from one change of a rule that has none."""

import pytest
from msgspec.structs import replace

from backend.cases.facts.gather import own_facts
from backend.catalogue.lint import rules
from backend.catalogue.lint.rules import OWN_FACTS, check_rule, check_shut_out
from backend.catalogue.load import RULES, read_service, service_files
from backend.registers.attributes import attributes
from backend.residents.types import Assurance
from backend.rules.parse_rules import read_rules
from tests.conftest import NOW

SERVICES = {service.code: service for service in map(read_service, service_files())}
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(RULES.glob("FT*.toml"))}


def found(code: str, *changes: tuple[str, str]) -> list[str]:
    """The findings of a shipped rule with some text replaced."""
    text = TEXTS[code]
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return list(check_rule(SERVICES[code], read_rules(text, attributes(), code, code)))


def test_no_shipped_rule_has_a_finding() -> None:
    assert {code: said for code in TEXTS if (said := found(code))} == {}


FUEL, NURSING, CARE = "FT0405010", "FT0405006", "FT0620005"
AUTHORITY = 'attribute = "organisation_authority", one_of = ["legal_representative", "operator", "authorised"]'


@pytest.mark.parametrize(
    ("code", "changes", "says"),
    [
        (CARE, [(AUTHORITY, 'attribute = "organisation_authority", known = true')], "关系"),
        (CARE, [('object = [{ kind = "organisation", number = "org_code" }]', 'object = [{ kind = "organisation", number = "x" }]')], "没有的题"),
        (CARE, [('object = [{ kind = "organisation", number = "org_code" }]\n', "")], "“org_code”，规则却不问它是谁的"),
        (CARE, [('attribute = "organisation_insured", is = true', 'attribute = "slot_free", is = true'), ("organisation_insured", "slot_free")], "“slot_free”"),
        (CARE, [('unread = ["month"]', "unread = []")], "“month”，却没有哪项要求去读"),
        (CARE, [('unread = ["month"]', 'unread = ["month", "roster"]')], "unread 里的“roster”"),
        (CARE, [("不附", "不要附"), ('no = "', 'no = "不，')], "选项和表单里的不一样"),
        (CARE, [('outcome = "approve"', 'outcome = "person"')], "走得通的例子"),
        (CARE, [(', law = "social_insurance 第四条：用人单位有权查询缴费记录"', "")], "没有写依据"),
        (CARE, [('law = "social_insurance 第四条', 'law = "社会保险法第四条')], "读不懂"),
        (CARE, [('law = "social_insurance 第四条', 'law = "no_such_law 第四条')], "读不懂"),
        (NURSING, [('{ attribute = "alive", is = true', '{ attribute = "identity_verified", is = true'), ("alive", "identity_verified")], "在世"),
        (NURSING, [(', first_month = "of_approval"', "")], "从哪个月起"),
        (NURSING, [("valid_from_source = ", "note = ")], "施行日在哪里读到"),
    ],
)  # fmt: skip
def test_each_fault_is_found(code: str, changes: list[tuple[str, str]], says: str) -> None:
    assert any(says in one for one in found(code, *changes)), found(code, *changes)


def test_a_word_alone_is_no_proof() -> None:
    text = TEXTS["FT0520020"].replace('attribute = "employment_record_found"', 'attribute = "form_complete"')
    text = text.replace("employment_record_found", "form_complete").replace('"social_insurance"', '"self"')
    said = list(check_rule(SERVICES["FT0520020"], read_rules(text, attributes(), "x", "x")))
    assert any("全凭申请人自己说" in one for one in said)


def test_a_required_spouse_shuts_out_whoever_the_form_lists_without_one() -> None:
    assert {code: said for code, service in SERVICES.items() if (said := list(check_shut_out(service)))} == {}
    birth = SERVICES["FT1010008"]
    required = tuple(
        replace(one, when=None, required=True) if one.prefill in rules.WITHOUT else one for one in birth.field
    )
    changed = replace(birth, field=required)
    assert [one.path[0] for one in check_shut_out(changed)] != []


def test_a_card_s_number_shuts_out_whoever_has_a_passport() -> None:
    notary = SERVICES["FT1120005"]
    required = tuple(replace(one, when=None) if one.kind == "id_number" else one for one in notary.field)
    assert [one.path[-1] for one in check_shut_out(replace(notary, field=required))] == ["when"]


def test_what_this_house_knows_is_what_it_gathers() -> None:
    assert set(own_facts(Assurance.VERIFIED, "1", NOW, complete=True)) == OWN_FACTS
