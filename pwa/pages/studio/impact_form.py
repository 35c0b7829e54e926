"""What an editor typed into the page of an impact: a day, and a draft of a rule file."""

from datetime import date, datetime

from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.web import AnyRequest, the_file
from pwa.views.parts import FormError, field_error

LONGEST = 200_000  # characters of a rule file; the longest shipped has a tenth of that
FIRST = date(2000, 1, 1)
YEARS_AHEAD = 10

DRAFT = Messages.beside(__file__).mistakes("draft")


def read_day(typed: str, now: datetime) -> tuple[date, list[FormError]]:
    """Read the day asked about, today where none is given; a day out of bounds is an error, and today is shown."""
    today = local_date(now)
    if not typed:
        return today, []
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today, [field_error("on", DRAFT("no_day"))]
    if not FIRST <= day <= today.replace(year=today.year + YEARS_AHEAD, day=1):
        return today, [
            field_error("on", DRAFT("day_too_far", first=str(FIRST.year), last=str(today.year + YEARS_AHEAD)))
        ]
    return day, []


async def read_draft_text(request: AnyRequest, written: str) -> tuple[str, list[FormError]]:
    """Read the draft: the file where one was chosen, else what was written into the page."""
    file = await the_file(request, "file")
    text = written
    if file is not None and file.filename:
        try:
            text = (await file.read(LONGEST * 4)).decode()
        except UnicodeDecodeError:
            return written, [field_error("file", DRAFT("not_text"))]
        if len(text) > LONGEST:
            return written, [field_error("file", DRAFT("too_large"))]
    return text, [] if text.strip() else [field_error("draft", DRAFT("empty"))]
