"""Tables as CSV files, one a table, in a zip that is the same to the byte for the same catalogue."""

import codecs
import csv
import io
import zipfile
from collections.abc import Mapping

from backend.catalogue.exchange.cells import escape_formula
from backend.catalogue.exchange.safe_zip import NotSafe, unpack
from backend.catalogue.exchange.tables import TABLES, Rows, Tables

ALWAYS = (1980, 1, 1, 0, 0, 0)  # zip files carry times; ours carry none that changes


def csv_texts(tables: Tables) -> dict[str, bytes]:
    """Each table as the bytes of a CSV file (RFC 4180), with the mark by which spreadsheets know UTF-8."""
    return {f"{t.key}.csv": csv_text(tables[t.key]) for t in TABLES}


def csv_text(rows: Rows) -> bytes:
    """One table as a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([escape_formula(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def pack(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip without clock or chance in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, ALWAYS)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()


def read_csv_zip(data: bytes) -> dict[str, Rows]:
    """The tables in a zip of CSV files; raises NotSafe."""
    return read_csv_files(unpack(data))


def read_csv_files(files: Mapping[str, bytes]) -> dict[str, Rows]:
    """The tables in CSV files; spreadsheets in China write GB18030, so that is understood too."""
    by_name = {name.rpartition("/")[2].lower(): content for name, content in files.items()}
    return {t.key: read_csv(by_name[f"{t.key}.csv"], t.label) for t in TABLES if f"{t.key}.csv" in by_name}


def read_csv(content: bytes, label: str) -> Rows:
    """One CSV file as rows; raises NotSafe when it is none."""
    text = decoded(content, label)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    rows: Rows = []
    try:
        for row in reader:
            rows.append(row)
            check_lengths(row, label, reader.line_num)
    except csv.Error as error:
        raise NotSafe(f"“{label}”第{reader.line_num}行读不出来：引号不成对，或一格太长。请检查这一行。") from error
    return rows[1:] if rows and rows[0] and rows[0][0].lower().startswith("sep=") else rows


BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # Excel's “Unicode text”
LONGEST_CELL = 32_767  # characters that a spreadsheet keeps in one cell; what is longer was or will be cut off


def decoded(content: bytes, label: str) -> str:
    """The text of a file as spreadsheets in China write it: UTF-8, UTF-16 with a mark, or GB18030."""
    encodings = ("utf-16",) if content.startswith(BYTE_ORDER_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise NotSafe(f"“{label}”不是文字文件。")
        return text
    raise NotSafe(f"“{label}”的编码读不懂，请存为 CSV UTF-8。")


def delimiter_of(text: str) -> str:
    """What separates the cells: a `sep=` line says it, else the most frequent of comma, tab and semicolon in the heading."""
    heading = text.partition("\n")[0]
    if heading.lower().startswith("sep=") and len(heading) > 4:
        return heading[4]
    return max(",\t;", key=heading.count)


def check_lengths(row: list[str], label: str, line: int) -> None:
    """Raises NotSafe for a cell that no spreadsheet keeps whole."""
    for column, cell in enumerate(row, 1):
        if len(cell) >= LONGEST_CELL:
            raise NotSafe(f"“{label}”第{line}行第{column}列太长，表格软件会截断。请缩短，或用 TOML 导入。")
