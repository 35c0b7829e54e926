"""Chinese numerals and units of money, as people write them."""

import re

UNITS = re.compile(
    r"(?:人民币|RMB|CNY|[￥¥])?(.*?)(?:(?:元|圆|块钱|块)?人民币|[元圆][整正]?|块钱|块|RMB|CNY)?", re.IGNORECASE
)
"""Only the money of this country: a dollar sign is no yuan."""
WESTERN = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d*)(\.\d*)?([百千万亿]?)", re.ASCII)
MIXED = re.compile(r"\d{1,4}万\d千?|\d千\d百?", re.ASCII)
"""Figures with words between them, as one says them: 1万5千, 12万5, 3千5."""
CHINESE = re.compile(r"负?[〇零一二两三四五六七八九十百千万亿]+(?:点[〇零一二三四五六七八九]+)?")
FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億負點", "一二二三三四五六六七八九十百千万亿负点")
"""The characters of receipts and contracts, which can't be altered by a stroke (GB/T 15835)."""
DIGITS = {
    c: n for n, signs in enumerate(("〇零", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for c in signs
}
TEN, NEGATIVE, POINT, ZEROS = "十", "负", "点", "〇零"
TEN_THOUSAND, HUNDRED_MILLION = "万", "亿"
HIGH = re.compile("([万千])")
TENS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
