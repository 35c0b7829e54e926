"""What the studio's inputs show of a service and read back is the service: every service, every part."""

import msgspec
import pytest

from backend.catalogue.drafting.service_parts import FIXED, PARTS
from backend.catalogue.laws import laws_by_id
from backend.catalogue.lint.lint_finding import LintFinding
from backend.catalogue.load import read_service, service_files
from backend.catalogue.shared_papers import shared_papers
from backend.catalogue.types import Service
from backend.kit.problems import NotUnderstood
from pwa.pages.studio.inputs import Rows, inputs_of
from pwa.pages.studio.part_form import read_part
from pwa.pages.studio.views import controls_of, filled_in

ONE = msgspec.to_builtins(read_service(next(path for path in service_files() if path.stem == "FT0205001")))


def shown(part, service):  # type: ignore[no-untyped-def]
    """What a browser would send of a part as it is shown."""
    found = {}
    for control in controls_of(inputs_of(part, service)):
        if control.kind != "ticks":
            found[control.name] = control.value
        elif control.values:
            found[control.name] = [one.value for one in control.options if one.value in control.values]
    return found


def test_every_service_goes_through_every_part_unchanged() -> None:
    for path in service_files():
        service = msgspec.to_builtins(read_service(path))
        for part in PARTS:
            read = read_part(part, shown(part, service), service)
            assert read.errors == {}
            assert msgspec.to_builtins(msgspec.convert({**service, **read.fields}, Service)) == service, (
                path.stem,
                part,
            )


def test_every_field_of_a_service_stands_in_one_part() -> None:
    placed = [name for fields in PARTS.values() for name in fields] + list(FIXED)
    assert sorted(placed) == sorted(field.name for field in msgspec.structs.fields(Service))


def test_a_text_that_is_no_number_stays_in_its_box() -> None:
    typed = {**shown("form", ONE), "field.1.max": "很多", "field.0.gone": "yes"}
    read = read_part("form", typed, ONE)
    assert {name: one.typed for name, one in read.errors.items()} == {"field.0.max": "很多"}, "the row moved up"
    rows = inputs_of("form", {**ONE, **read.fields}, errors=read.errors)[0]
    assert isinstance(rows, Rows)
    assert next(c for c in rows.rows[0].controls if c.name == "field.0.max").value == "很多"
    assert rows.rows[0].controls[0].value == ONE["field"][1]["key"], "a question keeps its key wherever it stands"


def test_an_option_keeps_its_value_when_it_is_reworded() -> None:
    service = {
        **ONE,
        "field": [
            {
                "key": "a",
                "kind": "choice",
                "label": "选",
                "options": [{"value": "x", "label": "甲"}, {"value": "y", "label": "乙"}],
            }
        ],
    }
    read = read_part("form", {**shown("form", service), "field.0.options": "甲\n乙（改过）"}, service)
    assert read.fields["field"][0]["options"] == [{"value": "x", "label": "甲"}, {"value": "y", "label": "乙（改过）"}]
    read = read_part("form", {**shown("form", service), "field.0.options": "丙\n甲\n乙"}, service)
    assert [o["value"] for o in read.fields["field"][0]["options"]] == ["option_3", "x", "y"]


def test_a_finding_stands_beside_the_input_that_mends_it() -> None:
    findings = [
        LintFinding(("material", 0, "what"), "甲"),
        LintFinding(("material",), "乙"),
        LintFinding(("material", 0, "checks", 1), "丙"),
    ]
    told = {c.name: [r.says for r in c.remarks] for c in controls_of(inputs_of("papers", ONE, findings)) if c.remarks}
    assert told == {"material.0.what": ["甲"], "material.0.checks": ["丙"]}


def test_an_input_of_another_part_is_refused() -> None:
    with pytest.raises(NotUnderstood):
        read_part("who", {**shown("who", ONE), "fee.charged": "yes"}, ONE)


def test_a_condition_is_a_sentence() -> None:
    asked = {"key": "child", "kind": "yes_no", "label": "有没有孩子"}
    service = {
        **ONE,
        "field": [
            asked,
            {"key": "name", "kind": "text", "label": "孩子的姓名", "when": {"field": "child", "one_of": ["yes"]}},
        ],
    }
    rows = inputs_of("form", service)[0]
    assert isinstance(rows, Rows)
    assert [row.asked_when for row in rows.rows] == ["", "“有没有孩子”答“是”时才问", ""]


def test_a_chosen_paper_brings_its_texts_and_own_words_stay() -> None:
    paper, another = shared_papers()["household_page"], shared_papers()["business_licence"]
    nth = len(ONE["material"])
    chosen = {
        f"material.{nth}.key": "new_one",
        f"material.{nth}.paper": paper.key,
        f"material.{nth}.where": "自己写的。",
    }
    row = read_part("papers", {**shown("papers", ONE), **chosen}, ONE).fields["material"][nth]
    assert (row["what"], row["where"], row["document"]) == (paper.what, "自己写的。", paper.document)
    service = {**ONE, "material": [row]}
    typed = {**shown("papers", service), "material.0.paper": another.key}
    row = read_part("papers", typed, service).fields["material"][0]
    assert (row["what"], row["sample"], row["where"]) == (another.what, another.sample, "自己写的。")
    filled = {one.name: one.text for one in filled_in(typed, inputs_of("papers", {**service, "material": [row]}))}
    assert filled == {
        "material.0.what": another.what, "material.0.issuer": another.issuer, "material.0.sample": another.sample,
        "material.0.document": another.document,
    }  # fmt: skip


def test_checks_and_grounds_of_a_paper_are_words() -> None:
    material = {
        **ONE["material"][0],
        "checks": ["page_count:1-10", "agrees_with_form:a", "agrees_with_profile:name", "sharp"],
    }
    service = {**ONE, "material": [material], "field": [{"key": "a", "kind": "text", "label": "孩子的姓名"}]}
    rows = inputs_of("papers", {**service, "provenance": {"material": "proposal"}})[0]
    assert isinstance(rows, Rows)
    options = next(c for c in rows.rows[0].controls if c.name.endswith(".checks")).options
    assert {"页数对不对（1-10）", "和填的表一致吗（孩子的姓名）", "和账号里的一致吗（姓名）"} <= {
        one.label for one in options
    }
    assert rows.rows[0].ground == "本区的打算"
    law = next(iter(laws_by_id().values()))
    rows = inputs_of(
        "papers", {**service, "provenance": {"material": "proposal", f"material:{material['key']}": f"{law.id} 第一条"}}
    )[0]
    assert isinstance(rows, Rows)
    assert rows.rows[0].ground == f"{law.label} 第一条"
