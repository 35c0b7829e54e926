"""Common parts of synthetic papers: seals, dates, tables."""

import random
from datetime import date

from backend.materials.samples.canvas import Canvas, Ink

RED: Ink = (196, 44, 44)
_DIGITS = "〇一二三四五六七八九"
STYLES = ("sans", "serif", "serif_bold", "sans_bold")


def seal(sheet: Canvas, at: tuple[float, float], text: str, radius: int = 110) -> None:
    """Draw a round red seal with star and name over readable text."""
    x, y = at
    sheet.pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=RED, width=6)
    sheet.pen.regular_polygon((x, y - 10, radius // 4), 5, fill=RED)
    sheet.centred((x, y + radius * 0.55), text, "serif", max(18, radius // 6), RED)


def chinese_date(day: date) -> str:
    """Write a date in Chinese numerals, as on certificates."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_small(day.month)}月{_small(day.day)}日"


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")


def western_date(day: date, chance: random.Random) -> str:
    """Write a date in one of the usual forms."""
    return chance.choice(
        [f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day:%Y年%m月%d日}", f"{day:%Y.%m.%d}"]
    )


def cells(sheet: Canvas, box: tuple[float, float, float, float], row: list[tuple[str, str, str]], style: str) -> None:
    """Draw a table row of labels and values; long values get more room."""
    left, top, right, bottom = box
    shares = [2.0 if len(value) > 14 else 1.0 for _, value, _ in row]
    middle, x = (top + bottom) / 2, left
    for share, (label, value, key) in zip(shares, row, strict=True):
        width = (right - left) * share / sum(shares)
        sheet.pen.rectangle((x, top, x + width, bottom), outline=(110, 100, 90), width=2)
        room = 250 if len(label) > 7 and "\n" not in label else 170
        sheet.pen.line((x + room, top, x + room, bottom), fill=(110, 100, 90), width=2)
        lines = label.split("\n")
        for number, line in enumerate(lines):
            sheet.centred((x + room / 2, middle + (number - (len(lines) - 1) / 2) * 32), line, "serif", 26)
        sheet.write((x + room + 18, middle), value, style, 34, name=key)
        x += width
