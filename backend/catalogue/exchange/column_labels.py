"""Headings of the exchange files, which are also the labels of the studio's inputs; their words stand in `messages.toml`."""

from backend.kit.messages.render import Messages

_words = Messages.beside(__file__).words

LABELS = _words("COLUMN")
"""By the column's name for programs."""
IN_TABLE = _words("COLUMN_OF_TABLE")
"""Where a name means something else in one table: `field.purpose`."""
TABLE_LABELS = _words("SHEET")
"""Names of the sheets; an import finds them by these."""
NOTE_SHEET = "说明"
YES, NO = "是", "否"
YEAR_FIRST = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?"
"""A date as spreadsheets rewrite it."""
YUAN = "元"
