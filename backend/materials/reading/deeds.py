"""Field extraction: business licence, lease, filled forms, bills."""

import re

from backend.materials.reading import values
from backend.materials.reading.field_labels import Labels, joined, labelled
from backend.materials.reading.layout import BoxPart, LabelledValue, PageLayout
from backend.materials.reading.normalize_text import dates, without_blanks
from backend.materials.reading.pick_values import Shape, last_date, matched, normalised_values, number_near, pieces_of

LICENCE = Labels(
    {
        "credit_code": r"统一社会信用代码",
        "name": r"^名\s*称|^称$|企业名称|字号名称",
        "type": r"^类\s*型|主体类型|组成形式",
        "legal_representative": r"法定代表人|经\s*营\s*者|负\s*责\s*人|投资人|执行事务合伙人",
        "scope": r"经营范围",
        "capital": r"注册资[本金]",
        "founded_on": r"成立日期|注册日期",
        "address": r"^住\s*所|^所$|经营场所|主要经营场所|营业场所",
        "term": r"营业期限|经营期限",
        "issued_on": r"核准日期|发照日期",
        "institution": r"登记机关",
    },
    long=("name", "scope", "address", "type"),
)
FORM = Labels(
    {
        "name": r"(?:申请人|姓\s*名)(?:姓名)?(?!签)",
        "sex": r"性\s*别",
        "number": r"身份证(?:件)?(?:号码?)?|公民身份号码|证件号码",
        "phone": r"(?:联系)?电\s*话|手机号码?",
        "address": r"(?:家庭|居住|户籍|现|通讯)?(?:住址|地址)",
        "signature": r"(?:申请人|承诺人|本人)?(?:签名|签字|签章)",
        "dated": r"(?:申请|填表|签署)?日期",
    },
    long=("address",),
)


_CODE = re.compile(r"(?<![0-9A-Z])([159ANY][0-9A-HJ-NPQRTUWXY]{17})(?![0-9A-Z])")
_COMPANY = re.compile(
    r"^[一-鿿()（）·A-Za-z0-9]{2,30}(?:有限公司|分公司|商行|经营部|工作室|商店|超市|合伙企业[(（]?[一-鿿]*[)）]?)$"
)
_TOTAL = re.compile(
    r"(?:合计|总计|总额|共计|价税合计|小写|实付|实收|应付|金额|总价)[^0-9¥￥]{0,12}[¥￥]?(\d[\d,]*(?:\.\d{1,2})?)(?!\d|[\-/年月日])"
)
_TITLE = re.compile(r"^.{3,29}(?:表|书|单|证明|声明|委托)$")


def business_licence(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract code, name, type, legal representative, capital, founding date, place, scope."""
    layout = joined(layout, LICENCE)
    found = labelled(layout, LICENCE)
    code = _CODE.search(" ".join(without_blanks(box.text) for box in layout.boxes))
    if code:
        found["credit_code"] = LabelledValue(code[1], tuple(pieces_of(layout, code[1])))
    name = next((box for box in layout.boxes if _COMPANY.match(without_blanks(box.text))), None)
    if "name" not in found and name:
        found["name"] = LabelledValue(name.text, (BoxPart(name, 0, len(name.text)),))
    shapes: dict[str, Shape] = {
        "credit_code": values.plain,
        "name": values.address,
        "type": values.address,
        "legal_representative": values.name,
        "capital": values.plain,
        "founded_on": values.day,
        "address": values.address,
        "scope": values.plain,
        "issued_on": values.day,
    }
    return normalised_values(found, shapes)


def lease(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract parties, place, period and monthly rent."""
    found = matched(
        layout,
        {
            "landlord": r"(?:出租[人方](?:[(（]甲方[)）])?|甲方[(（]出租[人方][)）])[:：]([㐀-鿿·]{2,20}?)(?=承租|乙方|身份|证件|地址|联系|[,，;；。(（]|$)",
            "tenant": r"(?:承租[人方](?:[(（]乙方[)）])?|乙方[(（]承租[人方][)）])[:：]([㐀-鿿·]{2,20}?)(?=身份|证件|地址|联系|根据|出租|[,，;；。(（]|$)",
            "address": r"(?:坐落于|坐落在|位于|房屋坐落[:：]|房屋地址[:：]|租赁房屋[:：])(.{6,60}?)(?:的房屋|房屋|出租|[,，;；。])",
            "monthly_rent": r"(?:月租金|每月租金|租金)(?:标准)?(?:为)?[:：]?(?:人民币)?[¥￥]?(\d[\d,.]*)元?",
        },
    )
    shapes: dict[str, Shape] = {
        "landlord": values.name,
        "tenant": values.name,
        "address": values.address,
        "monthly_rent": values.money,
    }
    return normalised_values(found, shapes) | number_near(layout, {}, "number") | _period(layout)


def _period(layout: PageLayout) -> dict[str, LabelledValue]:
    match = re.search(
        r"(?:期限|租期|自|从).{0,8}?((?:19|20)\d{2}.{4,16}?)(?:起)?[至到\-—~](.{8,16}?)(?:止|[,，;；。]|$)",
        layout.text(),
    )
    if not match:
        return {}
    days = dates(match[1])[:1] + dates(match[2])[:1]
    pieces = tuple(pieces_of(layout, match[1][:9]))
    return (
        {
            key: LabelledValue(day.isoformat(), pieces)
            for key, day in zip(("valid_from", "valid_until"), days, strict=False)
        }
        if len(days) == 2
        else {}
    )


def amount(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract the total of a bill: the last amount after a word for a total."""
    rows = [without_blanks("".join(box.text for box in row)) for row in layout.rows()]
    totals = [match[1] for row in rows for match in _TOTAL.finditer(row)]
    if not totals:
        return {}
    return {"amount": values.money(LabelledValue(totals[-1], tuple(pieces_of(layout, totals[-1]))))}


def form(layout: PageLayout) -> dict[str, LabelledValue]:
    """Extract title, applicant, number, phone, address and date of a filled form."""
    layout = joined(layout, FORM)
    found = labelled(layout, FORM)
    shapes: dict[str, Shape] = {
        "name": values.name,
        "sex": values.sex,
        "phone": values.plain,
        "address": values.address,
        "dated": values.day,
    }
    kept = normalised_values(found, shapes) | number_near(layout, found, "number")
    title = next((box for box in layout.boxes if _TITLE.match(without_blanks(box.text))), None)
    if title:
        kept["title"] = LabelledValue(without_blanks(title.text), (BoxPart(title, 0, len(title.text)),))
    last = last_date(layout)
    if "dated" not in kept and last:
        kept["dated"] = last
    return kept | amount(layout)
