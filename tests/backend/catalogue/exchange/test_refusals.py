"""What people bring is refused whole, with sheet, row and column; what would calculate, run or reach out is not opened."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from backend.catalogue.exchange.cells import Formula, escape_formula, unescape_formula
from backend.catalogue.exchange.csv_files import csv_texts, pack, read_csv, read_csv_zip
from backend.catalogue.exchange.folder import entries_in
from backend.catalogue.exchange.import_export import read_upload
from backend.catalogue.exchange.import_tables import ImportPlan, read_tables
from backend.catalogue.exchange.safe_zip import NotSafe, check_workbook, unpack
from backend.catalogue.exchange.tables import TABLES, ServiceEntry, to_tables
from backend.catalogue.exchange.workbook import read_workbook, workbook
from tests.support.each import each

TODAY = date(2026, 11, 23)
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "\u200b=1",
    "\ufeff=1",
    '=HYPERLINK("http://x")',
)


@pytest.fixture(scope="module")
def entries() -> tuple[ServiceEntry, ...]:
    return tuple(e for e in entries_in() if e.service.code in {"FT0205001", "FT1201007"})


@pytest.fixture
def tables(entries: tuple[ServiceEntry, ...]) -> dict[str, list[list[str]]]:
    return to_tables(entries)


def problems(tables: dict[str, Any]) -> list[tuple[str, int, str, str]]:
    """What stands in the way, without what the two services say of services that aren't here."""
    found = read_tables(tables, {}, TODAY).problems
    return [(p.file, p.line, p.place, p.says) for p in found if "没有“FT" not in p.says]


# ---------------------------------------------------------------- formulas


@each("text", [*FORMULAS, "'=1", "''", "'", "普通文字", "-5", "2027-05-31", "3—5天"])
def test_a_harmless_text_is_the_text_again(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text


@each("text", FORMULAS)
def test_what_a_spreadsheet_would_calculate_is_made_harmless_and_refused_without(text: str) -> None:
    assert escape_formula(text) == "'" + text
    with pytest.raises(Formula):
        unescape_formula(text)


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#DIV/0!", "#NAME?"])
def test_the_errors_of_formulas_are_refused(text: str) -> None:
    with pytest.raises(Formula):
        unescape_formula(text)


def test_a_formula_in_a_row_is_told_with_its_place(tables: dict[str, Any]) -> None:
    heading = tables["material"][0]
    tables["material"][2][heading.index("这是什么（what）")] = '=HYPERLINK("http://x","证")'
    assert ("材料", 3, "这是什么（what）", "这里是公式或公式的错误，请改成普通文字。") in problems(tables)


def test_no_cell_of_an_exported_workbook_calculates(entries: tuple[ServiceEntry, ...]) -> None:
    evil = ServiceEntry(replaced(entries[0], "=cmd|' /c calc'!A1"), "")
    data = workbook(to_tables([evil]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/" in n]
        strings = archive.read("xl/sharedStrings.xml").decode()
    assert not [s for s in sheets if "<f>" in s or "<f " in s]
    assert "'=cmd|" in strings
    assert b"'=cmd|" in csv_texts(to_tables([evil]))["services.csv"]


def replaced(entry: ServiceEntry, purpose: str) -> Any:
    from msgspec.structs import replace

    return replace(entry.service, purpose=purpose)


# ---------------------------------------------------------------- files that aren't opened


def made(fill: Callable[[Any, Any], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        fill(workbook, workbook.add_worksheet("事项"))
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one more part, or with another content of one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    return pack({**parts, name: content})


PLAIN = made(lambda workbook, sheet: sheet.write_string(0, 0, "事项编号（code）"))
SHEET = "xl/worksheets/sheet1.xml"
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
UNSAFE: dict[str, Callable[[], bytes]] = {
    "a formula": lambda: made(lambda _, sheet: sheet.write_formula(0, 0, "=1+1")),
    "an array formula": lambda: made(lambda _, sheet: sheet.write_array_formula(0, 0, 0, 1, "{=A2:B2}")),
    "a macro": lambda: with_part(PLAIN, "xl/vbaProject.bin", b"x"),
    "an old macro sheet": lambda: with_part(PLAIN, "xl/macrosheets/sheet1.xml", b"<x/>"),
    "an external workbook": lambda: with_part(PLAIN, "xl/externalLinks/externalLink1.xml", b"<x/>"),
    "a data connection": lambda: with_part(PLAIN, "xl/connections.xml", b"<x/>"),
    "an embedded object": lambda: with_part(PLAIN, "xl/embeddings/oleObject1.bin", b"x"),
    "a DTD": lambda: with_part(PLAIN, SHEET, DTD),
    "a DTD in UTF-16": lambda: with_part(PLAIN, SHEET, DTD.decode().replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")),
    "a formula in UTF-16": lambda: with_part(PLAIN, SHEET, '<?xml version="1.0" encoding="UTF-16"?><w><c><f>1</f></c></w>'.encode("utf-16")),
    "broken XML": lambda: with_part(PLAIN, SHEET, b"<x>"),
    "a macro type": lambda: with_part(PLAIN, "[Content_Types].xml", b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'),
    "no workbook": lambda: pack({"a.txt": b"x"}),
    "no zip": lambda: b"PK\x03\x04 not really",
    "an old binary workbook": lambda: b"\xd0\xcf\x11\xe0" + bytes(600),
    "too many files": lambda: pack({f"{i}.xml": b"" for i in range(201)}),
    "a bomb": lambda: with_part(PLAIN, SHEET, b"<x>" + b" " * 81_000_000 + b"</x>"),
}  # fmt: skip


@each("name", UNSAFE)
def test_an_unsafe_workbook_is_not_opened(name: str) -> None:
    with pytest.raises(NotSafe):
        read_workbook(UNSAFE[name]())


def test_a_formula_is_named_by_sheet_and_cell() -> None:
    workbook = made(lambda workbook, sheet: sheet.write_formula(3, 1, "=1+1"))
    with pytest.raises(NotSafe, match="工作表“事项”的B4里有公式"):
        read_workbook(workbook)


def test_a_plain_workbook_is_opened() -> None:
    check_workbook(PLAIN)
    check_workbook(with_part(PLAIN, "xl/printerSettings/printerSettings1.bin", b"x"))
    assert read_workbook(PLAIN)["services"] == [["事项编号（code）"]]
    noted = with_part(PLAIN, "xl/drawings/vmlDrawing1.vml", b"<xml><div>a<br>b</div></xml>")
    assert read_workbook(noted) == read_workbook(PLAIN), "a note of a reviewer is no damage"


def test_a_zip_that_lies_about_its_size_is_not_believed() -> None:
    data = bytearray(pack({"services.csv": b"a" * 1000}))
    at = data.index((1000).to_bytes(4, "little"), data.index(b"PK\x01\x02"))
    data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(NotSafe):
        unpack(bytes(data))


@each("suffix", [".xls", ".xlsm", ".ods", ".csv", ""])
def test_other_kinds_of_files_are_not_taken(suffix: str) -> None:
    with pytest.raises(NotSafe):
        read_upload(PLAIN, suffix, {}, TODAY)


def test_csv_from_a_chinese_spreadsheet_is_understood(tables: dict[str, Any]) -> None:
    files = {name: content.decode("utf-8-sig").encode("gb18030") for name, content in csv_texts(tables).items()}
    assert read_csv_zip(pack(files)) == read_csv_zip(pack(csv_texts(tables)))


@pytest.mark.parametrize("content", [b"a\x00b", b'"a', b"\xff\xff\xff"])
def test_what_is_no_csv_is_refused(content: bytes) -> None:
    with pytest.raises(NotSafe):
        read_csv(content, "事项")


# ---------------------------------------------------------------- rows


Rows = list[list[str]]


def set_cell(table: str, row: int, column: str, value: str) -> Callable[[dict[str, Rows]], None]:
    def change(tables: dict[str, Rows]) -> None:
        index = next(i for i, h in enumerate(tables[table][0]) if h.endswith(f"（{column}）"))
        tables[table][row][index] = value

    return change


WRONG: list[tuple[Callable[[dict[str, Rows]], None], str, int, str, str]] = [
    (set_cell("services", 1, "handling", "fast"), "事项", 2, "办件方式（handling）", "不认识“fast”"),
    (set_cell("services", 1, "zero_trip", "也许"), "事项", 2, "零跑腿（zero_trip）", "“是”或“否”"),
    (set_cell("services", 1, "review_by", "明年"), "事项", 2, "复核日期（review_by）", "日期"),
    (set_cell("services", 1, "limit.promised", ""), "事项", 2, "整行", "缺少“promised”"),
    (set_cell("services", 1, "limit.promised", "三"), "事项", 2, "承诺时限（limit.promised）", "整数"),
    (set_cell("services", 2, "channels.visits", "2"), "事项", 3, "到现场次数（channels.visits）", "零跑腿"),
    (set_cell("services", 1, "department", "nobody"), "事项", 2, "部门（department）", "没有“nobody”这个部门"),
    (set_cell("services", 2, "code", "FT1201007"), "事项", 3, "事项编号（code）", "在第2行已经有了"),
    (set_cell("material", 2, "code", "FT9999999"), "材料", 3, "事项编号（code）", "“事项”表里没有这个编号"),
    (set_cell("material", 2, "document", "passport"), "材料", 3, "材料种类（document）", "不认识“passport”"),
    (set_cell("material", 1, "checks", "sharp\nbright"), "材料", 2, "预审检查（checks）", "没有“bright”这种检查"),
    (set_cell("material", 1, "valid_months", "三个月"), "材料", 2, "几个月内有效（valid_months）", "整数"),
    (set_cell("field", 1, "prefill", "nothing"), "表单", 2, "预填信息（prefill）", "没有“nothing”"),
    (set_cell("option", 1, "field", "nothing"), "选项", 2, "题目代号（field）", "没有代号是“nothing”的题"),
    (set_cell("question", 1, "q", "没有问号"), "问答", 2, "问（q）", "问号"),
    (set_cell("question", 1, "a", "有半角,逗号。"), "问答", 2, "答（a）", "全角标点"),
    (set_cell("legal", 1, "name", "不存在的条例"), "依据", 2, "名称（name）", "不在可以引用的法规里"),
    (set_cell("provenance", 1, "place", "who"), "出处", 3, "哪一处（place）", "写了两次"),
    (set_cell("provenance", 1, "source", "surely"), "出处", 2, "出处（法规代号加条款、unconfirmed、proposal）（source）", "读不懂"),
    (set_cell("rule", 2, "line", "enabled = maybe"), "规则", 3, "规则文件的一行（line）", "TOML"),
    (lambda t: t["material"][0].__setitem__(1, "代号"), "材料", 1, "代号（key）", "缺少这一列"),
    (lambda t: t["material"][0].__setitem__(2, "代号（key）"), "材料", 1, "代号（key）", "出现了两次"),
    (lambda t: t["material"][0].append("备注"), "材料", 1, "备注", "不认识这一列"),
    (lambda t: t["material"][1].append("多出来的话"), "材料", 2, "整行", "不在任何一列里"),
    (lambda t: t.pop("question"), "问答", 1, "整张表", "缺少这张表"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sheet", "row", "column", "says"), WRONG)
def test_a_wrong_row_is_told_with_sheet_row_and_column(
    tables: dict[str, Any], change: Callable[[dict[str, Rows]], None], sheet: str, row: int, column: str, says: str
) -> None:
    change(tables)
    found = problems(tables)
    assert [f for f in found if f[:3] == (sheet, row, column) and says in f[3]], found


def test_the_untouched_tables_have_no_problem(tables: dict[str, Any]) -> None:
    assert not problems(tables)


def test_all_wrong_rows_are_told_at_once(tables: dict[str, Any]) -> None:
    for change, *_ in WRONG[:3]:
        change(tables)
    assert [f[:3] for f in problems(tables)] == [wrong[1:4] for wrong in WRONG[:3]]


def test_empty_rows_between_are_no_rows(tables: dict[str, Any]) -> None:
    tables["material"].insert(2, ["", " ", ""])
    assert not problems(tables)


def test_dates_and_numbers_that_a_spreadsheet_made_are_understood(entries: tuple[ServiceEntry, ...]) -> None:
    """Somebody typed over our text: the cells are now dates, numbers and ticks."""
    tables = to_tables(entries)

    def fill(workbook: Any, _: Any) -> None:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for table in TABLES:
            rows = tables[table.key]
            sheet = workbook.get_worksheet_by_name(table.label) or workbook.add_worksheet(table.label)
            for place in ((r, c) for r, row in enumerate(rows) for c in range(len(row))):
                typed_over(sheet, day, *place, rows)

    incoming: ImportPlan = read_tables(read_workbook(made(fill)), {}, TODAY)
    assert incoming.entries == entries


def typed_over(sheet: Any, day: Any, r: int, c: int, rows: Rows) -> None:
    cell, heading = rows[r][c], rows[0][c]
    if r and heading.endswith("（review_by）"):
        sheet.write_datetime(r, c, date.fromisoformat(cell), day)
    elif r and heading.endswith("（limit.promised）"):
        sheet.write_number(r, c, float(cell))
    elif r and heading.endswith("（zero_trip）"):
        sheet.write_boolean(r, c, cell == "是")
    else:
        sheet.write_string(r, c, escape_formula(cell))
