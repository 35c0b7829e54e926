"""Tables as CSV files, one a table, in a zip that is the same to the byte for the same catalogue."""

import csv
import io
import zipfile
from collections.abc import Mapping

from backend.catalogue.exchange.cells import guarded
from backend.catalogue.exchange.packed import NotSafe, unpack
from backend.catalogue.exchange.tables import TABLES, Rows, Tables

ALWAYS = (1980, 1, 1, 0, 0, 0)  # zip files carry times; ours carry none that changes


def csv_texts(tables: Tables) -> dict[str, bytes]:
    """Each table as the bytes of a CSV file (RFC 4180), with the mark by which spreadsheets know UTF-8."""
    return {f"{t.key}.csv": csv_text(tables[t.key]) for t in TABLES}


def csv_text(rows: Rows) -> bytes:
    """One table as a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
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
    if b"\x00" in content:
        raise NotSafe(f"“{label}”不是文字文件。")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise NotSafe(f"“{label}”的编码读不懂，请存为 CSV UTF-8。") from error
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise NotSafe(f"“{label}”不是完好的CSV（{error}）。") from error
