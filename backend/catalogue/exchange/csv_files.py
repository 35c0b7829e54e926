"""Tables as CSV files in a reproducible zip."""

import codecs
import csv
import io
import zipfile
from collections.abc import Mapping

from backend.catalogue.exchange.cells import escape_formula
from backend.catalogue.exchange.safe_zip import SAYS, NotSafe, unpack
from backend.catalogue.exchange.tables import TABLES, Rows, Tables

ALWAYS = (1980, 1, 1, 0, 0, 0)  # zip files carry times; ours carry none that changes


def csv_texts(tables: Tables) -> dict[str, bytes]:
    """Return each table as CSV bytes (RFC 4180) with a byte order mark for spreadsheets."""
    return {f"{t.key}.csv": csv_text(tables[t.key]) for t in TABLES}


def csv_text(rows: Rows) -> bytes:
    """Return one table as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([escape_formula(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def pack(files: Mapping[str, bytes]) -> bytes:
    """Zip files without timestamps or randomness."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, ALWAYS)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()


def read_csv_zip(data: bytes) -> dict[str, Rows]:
    """Read the tables of a zip of CSV files; raises NotSafe."""
    return read_csv_files(unpack(data))


def read_csv_files(files: Mapping[str, bytes]) -> dict[str, Rows]:
    """Read the tables of CSV files; GB18030, as written by spreadsheets in China, is accepted."""
    by_name = {name.rpartition("/")[2].lower(): content for name, content in files.items()}
    return {t.key: read_csv(by_name[f"{t.key}.csv"], t.label) for t in TABLES if f"{t.key}.csv" in by_name}


def read_csv(content: bytes, label: str) -> Rows:
    """Read one CSV file as rows; raises NotSafe."""
    text = decoded(content, label)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    rows: Rows = []
    try:
        for row in reader:
            rows.append(row)
            check_lengths(row, label, reader.line_num)
    except csv.Error as error:
        raise NotSafe(SAYS("line_unreadable", label=label, line=reader.line_num)) from error
    return rows[1:] if rows and rows[0] and rows[0][0].lower().startswith("sep=") else rows


BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # Excel's “Unicode text”
LONGEST_CELL = 32_767  # characters that a spreadsheet keeps in one cell; what is longer was or will be cut off


def decoded(content: bytes, label: str) -> str:
    """Decode text in UTF-8, UTF-16 with a byte order mark, or GB18030."""
    encodings = ("utf-16",) if content.startswith(BYTE_ORDER_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise NotSafe(SAYS("no_text", label=label))
        return text
    raise NotSafe(SAYS("encoding", label=label))


def delimiter_of(text: str) -> str:
    """Detect the delimiter: a `sep=` line, else the most frequent of comma, tab and semicolon in the heading."""
    heading = text.partition("\n")[0]
    if heading.lower().startswith("sep=") and len(heading) > 4:
        return heading[4]
    return max(",\t;", key=heading.count)


def check_lengths(row: list[str], label: str, line: int) -> None:
    """Raise NotSafe for a cell longer than spreadsheets keep."""
    for column, cell in enumerate(row, 1):
        if len(cell) >= LONGEST_CELL:
            raise NotSafe(SAYS("cell_long", label=label, line=line, column=column))
