"""Patterns of texts in services that the lint looks for."""

import re
from typing import Literal

TextFault = Literal[
    "half_width", "shouting", "markup", "address", "invisible", "blanks", "straight_quotes", "stray_letters"
]
HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
FAULTS: dict[str, TextFault] = {
    rf"{HAN}[,;:?!()]|[,;?!()]{HAN}|{HAN}\.(?!\d)": "half_width",
    r"[！!]|温馨提示": "shouting",
    r"<[A-Za-z/!]|\{\{|\{%|\]\(": "markup",
    r"https?:|www\.|javascript:": "address",
    r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]": "invisible",
    r"^[\s\u3000]|[\s\u3000]$": "blanks",
    r'"': "straight_quotes",
    rf"{HAN} [a-z][a-z_= ]*$": "stray_letters",
}
CITED = re.compile(r"《([^》]*)》")  # book-title marks stand round real titles only
NUMBERED = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号|国务院令第?\d+号")
CHOSEN = re.compile(r"[选勾点]“([^”]{1,30})”")
CALLED = re.compile(r"[看见办走打请]“([^”]{5,40})”")
OFTEN = {"是", "否"}
NO_CONDITION = re.compile("什么纸|不用交|不收纸|没有写死|没有查到|打12345问|每年会变|每年调整")
WHO_KNOWS = "局|银行|部门|机构|法院|学校|中心|公证处|网点|运营|登记处|站点|认定书"
HOLLOW = re.compile(
    rf"以(?![^，。；]{{0,14}}(?:{WHO_KNOWS}))[^，。；“”（）]{{0,14}}(?:公布|公示|规定|公告|通知|文件|审核|标准)[^，。；“”（）]{{0,5}}为准"
)
BY_MACHINE = (
    r"秒[批办出]|提交即|自动(?:批|核|审|决|备案|登记|通过|开|派|换照|发证|办)|系统[^，。；]{0,6}(?:当场|马上|立[刻即])"
)
AT_ONCE = r"当场|马上|立[刻即]|即时|几秒|当时就?[批出办打]|\b(?:instant|at once|immediate|on the spot|within seconds)"
PROMISED_BY_MACHINE = re.compile(BY_MACHINE)
PROMISED_AT_ONCE = re.compile(f"{BY_MACHINE}|{AT_ONCE}", re.IGNORECASE)
