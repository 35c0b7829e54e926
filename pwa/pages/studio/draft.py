"""What an editor typed into the page of an impact: a day, and a draft of a rule file."""

from datetime import date, datetime

from backend.kit.clock import local_date
from backend.kit.web import AnyRequest, the_file
from pwa.views.parts import FormError, field_error

LONGEST = 200_000  # characters of a rule file; the longest shipped has a tenth of that
FIRST = date(2000, 1, 1)
YEARS_AHEAD = 10


def read_day(typed: str, now: datetime) -> tuple[date, list[FormError]]:
    """Read the day asked about, today where none is given; a day out of bounds is an error, and today is shown."""
    today = local_date(now)
    if not typed:
        return today, []
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today, [field_error("on", "日期看不懂，请写成 2026-11-23 这样。下面是今天的。")]
    if not FIRST <= day <= today.replace(year=today.year + YEARS_AHEAD, day=1):
        return today, [field_error("on", f"只能看2000年到{today.year + YEARS_AHEAD}年之间的日期。下面是今天的。")]
    return day, []


async def read_draft_text(request: AnyRequest, written: str) -> tuple[str, list[FormError]]:
    """Read the draft: the file where one was chosen, else what was written into the page."""
    file = await the_file(request, "file")
    text = written
    if file is not None and file.filename:
        try:
            text = (await file.read(LONGEST * 4)).decode()
        except UnicodeDecodeError:
            return written, [field_error("file", "这个文件不是文本（UTF-8）。请选规则文件（.toml）。")]
        if len(text) > LONGEST:
            return written, [field_error("file", "这个文件太大，不像规则文件。请检查一下选的是哪个。")]
    return text, [] if text.strip() else [field_error("draft", "请写上规则草稿，或者选一个规则文件。")]
