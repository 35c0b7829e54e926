"""What is taken out comes back without loss, in every format, for shipped and for invented services."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.catalogue.exchange.folder import entries_in, entries_of, read_folder, texts
from backend.catalogue.exchange.import_export import read_import, write_export
from backend.catalogue.exchange.import_tables import read_tables
from backend.catalogue.exchange.rule_toml import rules_text
from backend.catalogue.exchange.tables import ServiceEntry, to_tables
from backend.catalogue.load import HERE, RULES, read_all_rules
from backend.catalogue.published import content_of
from backend.registers.attributes import attributes
from backend.rules.parse_rules import read_rules
from backend.rules.rule import RuleFile
from tests.support.each import each

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def shipped() -> tuple[ServiceEntry, ...]:
    return entries_in()


@pytest.mark.parametrize("name", ["out.xlsx", "out.zip", "out-csv", "out"])
def test_out_and_in_and_out_again_is_equal_to_the_byte(
    shipped: tuple[ServiceEntry, ...], tmp_path: Path, name: str
) -> None:
    first, second = tmp_path / "first" / name, tmp_path / "second" / name
    first.parent.mkdir()
    second.parent.mkdir()
    write_export(shipped, first)
    incoming = read_import(first, {}, TODAY)
    assert not incoming.problems, incoming.problems[:3]
    assert incoming.entries == shipped
    write_export(incoming.entries, second)
    assert contents(first) == contents(second)


def contents(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return {str(p.relative_to(path)): p.read_bytes() for p in files}


@pytest.fixture(scope="module")
def rules() -> dict[str, RuleFile]:
    return read_all_rules()


def test_the_folder_is_the_shipped_catalogue(shipped: tuple[ServiceEntry, ...]) -> None:
    for name, text in texts(shipped).items():
        assert (HERE / name).read_text("utf-8") == text


def test_what_the_database_holds_comes_out_and_back(
    shipped: tuple[ServiceEntry, ...], rules: dict[str, RuleFile], tmp_path: Path
) -> None:
    versions = [version(content_of(entry.service, rules)) for entry in shipped]
    write_export(entries_of(versions), tmp_path / "db")
    incoming = read_folder(tmp_path / "db", {}, TODAY)
    assert {c.service.code: c.digest() for c in incoming.contents} == {v.service.code: v.digest for v in versions}


def version(content: Any) -> Any:
    from uuid import uuid4

    from backend.catalogue.published import Version

    return Version(
        id=uuid4(),
        digest=content.digest(),
        valid_from=TODAY,
        service=content.service,
        rules=content.rules,
        instant=content.instant,
    )


@each("code", sorted(path.stem for path in RULES.glob("*.toml")))
def test_rules_are_read_again_as_they_were(rules: dict[str, RuleFile], code: str) -> None:
    file = rules[code]
    text = rules_text(file.rules, file.enabled)
    again = read_rules(text, attributes(), code, code)
    assert (again.rules, again.enabled) == (file.rules, file.enabled)
    assert rules_text(again.rules, again.enabled) == text


def test_tables_without_services_are_no_import() -> None:
    incoming = read_tables(to_tables([]), {}, TODAY)
    assert [p.says for p in incoming.problems] == ["一个事项也没有。"]
