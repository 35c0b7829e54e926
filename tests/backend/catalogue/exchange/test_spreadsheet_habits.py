"""What spreadsheets do to a file by themselves is understood, or named by cell: links, dates, encodings, separators, long numbers."""

import csv
import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from msgspec.inspect import type_info

from backend.catalogue.exchange.cells import parse_cell, parse_date
from backend.catalogue.exchange.csv_files import csv_text, csv_texts, pack, read_csv, read_csv_zip
from backend.catalogue.exchange.folder import entries_in
from backend.catalogue.exchange.import_tables import read_tables
from backend.catalogue.exchange.safe_zip import NotSafe
from backend.catalogue.exchange.tables import ServiceEntry, to_tables
from backend.catalogue.exchange.workbook import read_workbook, workbook
from tests.support.each import each

TODAY = date(2026, 11, 23)
ISO_DAY = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="module")
def entries() -> tuple[ServiceEntry, ...]:
    return tuple(e for e in entries_in() if e.service.code == "FT0205001")


@pytest.fixture
def tables(entries: tuple[ServiceEntry, ...]) -> dict[str, Any]:
    return to_tables(entries)


def with_link(workbook: bytes, kind: str, target: str) -> bytes:
    """The workbook with one relationship of a sheet that points outside."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr(
            "xl/worksheets/_rels/sheet2.xml.rels",
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONSHIPS}/{kind}" Target="{target}" TargetMode="External"/></Relationships>',
        )
    return out.getvalue()


@pytest.mark.parametrize("target", ["https://example.cn/a", "mailto:a@example.cn"])
def test_a_link_that_the_spreadsheet_made_of_an_address_is_only_its_text(tables: dict[str, Any], target: str) -> None:
    assert read_workbook(with_link(workbook(tables), "hyperlink", target)) == read_workbook(workbook(tables))


@pytest.mark.parametrize("kind", ["externalLinkPath", "oleObject", "image"])
def test_what_loads_from_outside_is_refused_with_its_part(tables: dict[str, Any], kind: str) -> None:
    with pytest.raises(NotSafe, match="工作表“事项”"):
        read_workbook(with_link(workbook(tables), kind, "https://example.cn/a"))


@pytest.mark.parametrize("written", [r"\1/\2/\3", r"\1.\2.\3", r"\1年\2月\3日"])
def test_dates_that_were_rewritten_are_the_same_days(
    entries: tuple[ServiceEntry, ...], tables: dict[str, Any], written: str
) -> None:
    heading, row = tables["services"][0], tables["services"][1]
    at = next(i for i, name in enumerate(heading) if "review_by" in name)
    row[at] = ISO_DAY.sub(written, row[at]).replace("/0", "/").replace("月0", "月")
    found = read_tables(tables, {}, TODAY)
    assert found.entries[0].service.review_by == entries[0].service.review_by


@each("text", ["31/5/2027", "2027/13/1", "2027/2/29", "27/5/31", "5月31日"])
def test_a_date_that_could_be_another_day_stays_text(text: str) -> None:
    assert parse_date(text) == text


@pytest.mark.parametrize(
    ("text", "kind", "meant"),
    [
        ("1,000", int, 1000), ("30.0", int, 30), ("-1,234,567", int, -1234567), ("1,000.50", float, 1000.5), ("12.50", float, 12.5),
        ("1,00", int, "1,00"), ("1.5", int, "1.5"), ("1,0000", float, "1,0000"), ("1.000,5", float, "1.000,5"), ("TRUE", bool, True),
    ],
)  # fmt: skip
def test_numbers_as_a_spreadsheet_writes_them(text: str, kind: type, meant: object) -> None:
    assert parse_cell(text, type_info(kind)) == meant


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_way_a_spreadsheet_saves_a_table(tables: dict[str, Any], encoding: str, delimiter: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(tables["services"])
    plain = read_csv(csv_text(tables["services"]), "事项")
    assert read_csv(out.getvalue().encode(encoding), "事项") == plain
    assert read_csv(f"sep={delimiter}\r\n{out.getvalue()}".encode(encoding), "事项") == plain


def test_a_number_that_lost_its_last_digits_is_named_by_cell(tables: dict[str, Any]) -> None:
    heading = tables["material"][0]
    at = next(i for i, name in enumerate(heading) if "what" in name)
    tables["material"][1][at] = "1.14403E+17"
    found = [p for p in read_tables(tables, {}, TODAY).problems if "科学计数" in p.says]
    assert [(p.file, p.line, p.place) for p in found] == [("材料", 2, heading[at])]


@pytest.mark.parametrize("content", ["x,y\r\n" + "长" * 40_000 + ",2", 'x,y\r\n"没有收尾,2'])
def test_a_cell_that_cannot_be_read_is_named_in_plain_chinese(content: str) -> None:
    with pytest.raises(NotSafe, match="第2行") as refused:
        read_csv(content.encode(), "事项")
    assert not re.search("[a-z]", str(refused.value).replace("TOML", ""))


def test_the_zip_reads_as_before(tables: dict[str, Any]) -> None:
    assert read_csv_zip(pack(csv_texts(tables)))["services"] == read_csv(csv_text(tables["services"]), "事项")
