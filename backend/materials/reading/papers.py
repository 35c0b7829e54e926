"""Household page, bank card, certificates, licence, lease, form: the words that introduce each value."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from backend.materials.reading import values
from backend.materials.reading.layout import Found, Labels, Layout, Piece, joined, labelled
from backend.materials.reading.text import dates, solid

Shape = Callable[[Found], Found]

HOUSEHOLD = Labels(
    {
        "name": r"^姓\s*名|户主姓名", "relation": r"户主或与(?:户主关系)?|户主关系|^与户主关系",
        "former_name": r"曾用名", "sex": r"性\s*别",
        "birth_place": r"出\s*生\s*地", "ethnicity": r"民\s*族", "native_place": r"籍\s*贯",
        "birth_date": r"出生(?:日期|年月)",
        "other_address": r"本市[(（]?县?[)）]?其他住址|其他住址", "religion": r"宗教信仰",
        "number": r"公民身份(?:证件?)?(?:编号|号码)?|证件编号|身份证[件号].*",
        "height": r"身\s*高", "blood": r"血\s*型", "education": r"文化程度", "marriage": r"婚姻状况",
        "service": r"兵役状况",
        "employer": r"服务处所", "occupation": r"职\s*业", "moved_city": r"何时由何地迁来本市.*",
        "moved": r"何时由何地迁来本址",
        "household_kind": r"户\s*别", "household_number": r"户\s*号", "address": r"^住\s*址|户籍地址|家庭住址",
        "signed": r"承办人签章", "registered_on": r"登记日期|签发日期", "institution": r"所属派出所|户口登记机关",
    },
    long=("address", "native_place", "birth_place"),
)
_HOUSEHOLD_KEPT = ("name", "relation", "sex", "ethnicity", "birth_date", "native_place", "address", "household_number",
    "household_kind", "registered_on")

DISABILITY = Labels(
    {
        "name": r"姓\s*名", "sex": r"性\s*别", "ethnicity": r"民\s*族", "birth_date": r"出生(?:日期|年月)?",
        "number": r"残疾人?证(?:证)?号码?|证\s*号",
        "category": r"残疾类[别型]|类\s*别", "level": r"残疾等级|等\s*级|级\s*别",
        "issued_on": r"签发日期|发证日期|批准日期",
        "valid_until": r"有效期(?:至|限|到)?", "guardian": r"监\s*护\s*人", "address": r"住\s*址|家庭住址",
        "phone": r"联系电话",
        "institution": r"签发机关|发证机关|批准残联",
    },
    long=("address",),
)
BIRTH = Labels(
    {
        "name": r"新生儿姓名|婴儿姓名|^姓\s*名", "sex": r"性\s*别", "birth_date": r"出生(?:时间|日期)",
        "weeks": r"(?:出生)?孕周", "weight": r"出生?体重",
        "length": r"出生?身长", "birth_place": r"出生地[点]?", "hospital": r"(?:接生|医疗)机构(?:名称)?",
        "mother": r"母亲姓名",
        "mother_number": r"母亲(?:有效)?身份证[件]?(?:号码?|件号)?", "father": r"父亲姓名",
        "father_number": r"父亲(?:有效)?身份证[件]?(?:号码?|件号)?",
        "number": r"出生(?:医学)?证(?:明)?(?:编号|编码|号码?)|^编号", "issued_on": r"签发日期",
        "institution": r"签发机构",
    }
)
LICENCE = Labels(
    {
        "credit_code": r"统一社会信用代码", "name": r"^名\s*称|^称$|企业名称|字号名称",
        "type": r"^类\s*型|主体类型|组成形式",
        "legal_representative": r"法定代表人|经\s*营\s*者|负\s*责\s*人|投资人|执行事务合伙人", "scope": r"经营范围",
        "capital": r"注册资[本金]",
        "founded_on": r"成立日期|注册日期", "address": r"^住\s*所|^所$|经营场所|主要经营场所|营业场所",
        "term": r"营业期限|经营期限",
        "issued_on": r"核准日期|发照日期", "institution": r"登记机关",
    },
    long=("name", "scope", "address", "type"),
)
FORM = Labels(
    {
        "name": r"(?:申请人|姓\s*名)(?:姓名)?(?!签)", "sex": r"性\s*别",
        "number": r"身份证(?:件)?(?:号码?)?|公民身份号码|证件号码", "phone": r"(?:联系)?电\s*话|手机号码?",
        "address": r"(?:家庭|居住|户籍|现|通讯)?(?:住址|地址)",
        "signature": r"(?:申请人|承诺人|本人)?(?:签名|签字|签章)", "dated": r"(?:申请|填表|签署)?日期",
    },
    long=("address",),
)


def _shaped(found: Mapping[str, Found], shapes: Mapping[str, Shape]) -> dict[str, Found]:
    shaped = {key: shape(found[key]) for key, shape in shapes.items() if key in found}
    return {key: value for key, value in shaped.items() if value.text}


def _number_near(layout: Layout, found: Mapping[str, Found], key: str) -> dict[str, Found]:
    """The identity number in the value of a label, else the page's first one."""
    numbers = list(values.identity_numbers(layout))
    near = [number for number in numbers if key in found and number.text in solid(found[key].text)]
    chosen = near or numbers
    return {"number": chosen[0]} if chosen else {}


def household_page(layout: Layout) -> dict[str, Found]:
    """The page of one person, or the first page with household and address."""
    layout = joined(layout, HOUSEHOLD)
    found = labelled(layout, HOUSEHOLD)
    shapes: dict[str, Shape] = dict.fromkeys(_HOUSEHOLD_KEPT, values.plain)
    shapes |= {"name": values.name, "relation": values.name, "sex": values.sex, "ethnicity": values.ethnicity,
        "birth_date": values.day,
               "address": values.address, "registered_on": values.day}
    return _shaped(found, shapes) | _number_near(layout, found, "number")


def bank_card(layout: Layout) -> dict[str, Found]:
    """The front of a bank card: the long number, the bank, the month of expiry."""
    kept: dict[str, Found] = {}
    number = _card_number(layout)
    if number:
        kept["number"] = number
    for box in layout.boxes:
        match = re.search(r"(?:中国)?[一-鿿]{2,6}银行|农村信用社", box.text)
        if match and "bank" not in kept:
            kept["bank"] = Found(match[0], (Piece(box, match.start(), match.end()),))
        expiry = re.search(r"(?<!\d)(0[1-9]|1[0-2])\s*/\s*(\d{2})(?!\d)", box.text)
        if expiry:
            kept["valid_until"] = Found(f"20{expiry[2]}-{expiry[1]}", (Piece(box, expiry.start(), expiry.end()),))
    return kept


def _card_number(layout: Layout) -> Found | None:
    rows = [[box for box in row if len(values.digits(box.text)) >= 0.7 * len(solid(box.text))] for row in layout.rows()]
    candidates = [(values.digits("".join(box.text for box in row)), row) for row in rows if row]
    likely = [(text, row) for text, row in candidates if 14 <= len(text) <= 19]
    if not likely:
        return None
    text, row = max(likely, key=lambda entry: len(entry[0]))
    return Found(text, tuple(Piece(box, 0, len(box.text)) for box in row))


def _matched(layout: Layout, patterns: Mapping[str, str]) -> dict[str, Found]:
    """Values by patterns over the flowing text; a value's boxes are those whose text it shares."""
    text = layout.text()
    found: dict[str, Found] = {}
    for key, pattern in patterns.items():
        match = re.search(pattern, text)
        value = next((group for group in match.groups() if group), "") if match else ""
        if value:
            found[key] = Found(value, tuple(_pieces_of(layout, value)))
    return found


def _pieces_of(layout: Layout, value: str) -> list[Piece]:
    whole = [Piece(box, box.text.index(value),
        box.text.index(value) + len(value)) for box in layout.boxes if value in box.text]
    if whole:
        return whole[:1]
    return [Piece(box, 0,
        len(box.text)) for box in layout.boxes if len(box.text) > 1 and (value[:4] in box.text or value[
            -4:] in box.text)]


def graduation_certificate(layout: Layout) -> dict[str, Found]:
    """Student, sex, birth, major and level from the paragraph; school, number and date from the foot."""
    found = _matched(layout, {
        "name": r"(?:学生|兹?有?学生[:：]?|研究生)([㐀-鿿\U00020000-\U000323af·]{2,15}?)[,，]?(?:性别|[男女][,，])",
        "sex": r"(?:性别[:：]?|[,，])([男女])[,，、]?",
        "birth_date": r"[男女][,，、]?(.{6,14}?)出?生",
        "major": r"(?:在本校|在我校|我?本?校|学院)([一-鿿（()）、]{2,24}?)专业",
        "level": r"((?:硕士|博士)研究生|本科|专科|专科起点本科|高职)",
        "school": r"校名[:：]?([一-鿿（()）]{2,20}?(?:大学|学院|学校|研究院))|([一-鿿]{2,18}(?:大学|学院))",
        "certificate_number": r"证书编?号[:：]?(?:第)?([A-Z0-9]{8,24})|编号[:：]?([A-Z0-9]{8,24})",
    })
    last = _last_date(layout, after="准予") or _by_certificate_number(layout, found)
    shapes: dict[str, Shape] = dict.fromkeys(found, values.plain)
    return _shaped(found, shapes | {"birth_date": values.day}) | ({"graduated_on": last} if last else {})


def _by_certificate_number(layout: Layout, found: Mapping[str, Found]) -> Found | None:
    """Doubled 〇 is easily lost; then the year inside the certificate's number (school 5, kind 1, year 4) helps."""
    number = found["certificate_number"].text if "certificate_number" in found else ""
    if len(number) not in (17, 18) or not number[6:10].startswith(("19", "20")):
        return None
    for box in reversed(layout.boxes):
        match = re.search(r"年(.{1,2}月.{1,3})日", solid(box.text))
        days = dates(f"{number[6:10]}年{match[1]}日") or dates(
            f"{_in_numerals(number[6:10])}年{match[1]}日") if match else []
        if days and "学生" not in box.text:
            return Found(days[0].isoformat(), (Piece(box, 0, len(box.text)),))
    return None


def _in_numerals(year: str) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in year)


def _last_date(layout: Layout, after: str = "") -> Found | None:
    """The last date of the page, where asked only below the line that holds a word."""
    for row in reversed(layout.rows()):
        if after and any(after in box.text for box in row):
            return None
        for box in reversed(row):
            days = dates(box.text)
            if days:
                return Found(days[-1].isoformat(), (Piece(box, 0, len(box.text)),))
    return None


def business_licence(layout: Layout) -> dict[str, Found]:
    """The licence: code, name, type, who stands for it, capital, day of founding, place, scope."""
    layout = joined(layout, LICENCE)
    found = labelled(layout, LICENCE)
    code = re.search(r"(?<![0-9A-Z])([159ANY][0-9A-HJ-NPQRTUWXY]{17})(?![0-9A-Z])",
        " ".join(solid(box.text) for box in layout.boxes))
    if code:
        found["credit_code"] = Found(code[1], tuple(_pieces_of(layout, code[1])))
    company = re.compile(
        r"^[一-鿿()（）·A-Za-z0-9]{2,30}(?:有限公司|分公司|商行|经营部|工作室|商店|超市|合伙企业[(（]?[一-鿿]*[)）]?)$")
    name = next((box for box in layout.boxes if company.match(solid(box.text))), None)
    if "name" not in found and name:
        found["name"] = Found(name.text, (Piece(name, 0, len(name.text)),))
    shapes: dict[str, Shape] = {
        "credit_code": values.plain, "name": values.address, "type": values.address,
        "legal_representative": values.name, "capital": values.plain,
        "founded_on": values.day, "address": values.address, "scope": values.plain, "issued_on": values.day,
    }
    return _shaped(found, shapes)


def lease(layout: Layout) -> dict[str, Found]:
    """The lease: parties, place, period, monthly rent."""
    found = _matched(layout, {
        "landlord": r"(?:出租[人方](?:[(（]甲方[)）])?|甲方[(（]出租[人方][)）])[:：]([㐀-鿿·]{2,20}?)(?=承租|乙方|身份|证件|地址|联系|[,，;；。(（]|$)",
        "tenant": r"(?:承租[人方](?:[(（]乙方[)）])?|乙方[(（]承租[人方][)）])[:：]([㐀-鿿·]{2,20}?)(?=身份|证件|地址|联系|根据|出租|[,，;；。(（]|$)",
        "address": r"(?:坐落于|坐落在|位于|房屋坐落[:：]|房屋地址[:：]|租赁房屋[:：])(.{6,60}?)(?:的房屋|房屋|出租|[,，;；。])",
        "monthly_rent": r"(?:月租金|每月租金|租金)(?:标准)?(?:为)?[:：]?(?:人民币)?[¥￥]?(\d[\d,.]*)元?",
    })
    shapes: dict[str, Shape] = {"landlord": values.name, "tenant": values.name, "address": values.address,
        "monthly_rent": values.plain}
    return _shaped(found, shapes) | _number_near(layout, {}, "number") | _period(layout)


def _period(layout: Layout) -> dict[str, Found]:
    match = re.search(
        r"(?:期限|租期|自|从).{0,8}?((?:19|20)\d{2}.{4,16}?)(?:起)?[至到\-—~](.{8,16}?)(?:止|[,，;；。]|$)",
        layout.text())
    if not match:
        return {}
    days = dates(match[1])[:1] + dates(match[2])[:1]
    pieces = tuple(_pieces_of(layout, match[1][:9]))
    return {key: Found(day.isoformat(), pieces) for key,
        day in zip(("valid_from", "valid_until"), days, strict=False)} if len(days) == 2 else {}


def disability_certificate(layout: Layout) -> dict[str, Found]:
    """The certificate: its number is the identity number, one digit of category, one of level (and a letter when reissued)."""
    layout = joined(layout, DISABILITY)
    found = labelled(layout, DISABILITY)
    shapes: dict[str, Shape] = {
        "name": values.name, "sex": values.sex, "ethnicity": values.ethnicity, "birth_date": values.day,
        "category": values.name,
        "level": values.name, "issued_on": values.day, "valid_until": values.day, "guardian": values.name,
    }
    number = re.search(r"(?<!\d)(\d{17}[\dX][1-7][1-4](?:B\d)?)(?!\d)",
        " ".join(solid(box.text).upper() for box in layout.boxes))
    kept = _shaped(found, shapes)
    if number:
        kept["number"] = Found(number[1], tuple(_pieces_of(layout, number[1])))
    return kept


def birth_certificate(layout: Layout) -> dict[str, Found]:
    """The child, the parents with their numbers, the hospital, the certificate's own number."""
    layout = joined(layout, BIRTH)
    found = labelled(layout, BIRTH)
    shapes: dict[str, Shape] = {
        "name": values.name, "sex": values.sex, "birth_date": values.day, "mother": values.name,
        "mother_number": values.plain, "father": values.name,
        "father_number": values.plain, "hospital": values.plain,
    }
    kept = _shaped(found, shapes)
    numbers = list(values.identity_numbers(layout))
    for key in ("mother_number", "father_number"):
        exact = [number for number in numbers if key in kept and number.text in kept[key].text.upper()]
        if exact:
            kept[key] = exact[0]
    own = re.search(r"(?<![0-9A-Z])([A-Z]\d{9})(?!\d)", " ".join(solid(box.text) for box in layout.boxes))
    if own:
        kept["number"] = Found(own[1], tuple(_pieces_of(layout, own[1])))
    return kept


def form(layout: Layout) -> dict[str, Found]:
    """Any filled form: title, applicant, number, phone, address, date."""
    layout = joined(layout, FORM)
    found = labelled(layout, FORM)
    shapes: dict[str, Shape] = {"name": values.name, "sex": values.sex, "phone": values.plain,
        "address": values.address, "dated": values.day}
    kept = _shaped(found, shapes) | _number_near(layout, found, "number")
    title = next((box for box in layout.boxes if re.search(r"(?:表|书|单|证明|声明|委托)$",
        solid(box.text)) and 4 <= len(solid(box.text)) <= 30), None)
    if title:
        kept["title"] = Found(solid(title.text), (Piece(title, 0, len(title.text)),))
    last = _last_date(layout)
    if "dated" not in kept and last:
        kept["dated"] = replace(last)
    return kept
