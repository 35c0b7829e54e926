"""Synthetic people, places and numbers for documents, by seed."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from backend.kit.identity_number import sample_number

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "桂兰秀英芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚玉萍红梅建国华文志伟晓东雨桐美珍福来子轩浩然欣怡梓涵思"
    "远嘉怡佳琪俊杰雪峰春燕淑贞德胜永康凤英金花银珠少华家豪海波云飞天佑一鸣若曦诗涵宇航"
)
SYLLABLES = "阿卜杜热合曼买提尼亚孜古丽苏来依木江拉提克尔帕夏艾力玉素甫吐逊巴图其格"
FAMILIES = ("LINDQVIST", "IVANOVA", "GONZALEZ", "MUELLER", "TAN", "O'BRIEN", "FERREIRA", "PETROVA", "ANDERSSON")
CALLED = ("ERIK", "ELENA", "MARIA", "ANNA", "JOHAN", "PAULO", "FERNANDA", "ALEKSANDR", "LEE", "INGRID")
COMPOUND = ("欧阳", "司徒", "上官", "诸葛", "尉迟")
ETHNICITIES = ("汉", "汉", "汉", "汉", "汉", "汉", "壮", "回", "满", "土家", "苗", "维吾尔", "蒙古", "藏", "瑶", "侗")
PLACES = (
    "广东省深圳市福田区",
    "广东省深圳市南山区",
    "广东省广州市越秀区",
    "广东省梅州市兴宁市",
    "湖南省长沙市岳麓区",
    "湖北省武汉市武昌区",
    "四川省成都市武侯区",
    "河南省郑州市金水区",
    "江西省赣州市章贡区",
    "广西桂林市象山区",
    "北京市海淀区",
    "上海市浦东新区",
    "重庆市渝中区",
    "福建省泉州市晋江市",
    "贵州省遵义市红花岗区",
    "湖南省衡阳市衡南县",
)
ROADS = (
    "红荔路",
    "彩田路",
    "福华三路",
    "深南大道",
    "梅林路",
    "人民南路",
    "解放西路",
    "中山北路",
    "建设大街",
    "莲花山路",
    "滨河大道",
)
TAILS = ("{a}号", "{a}号{b}栋{c}", "{a}号{b}单元{c}室", "{a}号附{b}号", "{a}号天安数码城{b}座{c}", "{a}巷{b}号")
ESTATES = ("莲花二村", "彩田村", "益田花园", "景田北小区", "园岭新村", "梅林一村", "长城花园")
OFFICES = (
    "深圳市公安局福田分局",
    "深圳市公安局南山分局",
    "广州市公安局越秀分局",
    "长沙市公安局岳麓分局",
    "兴宁市公安局",
    "武汉市公安局武昌分局",
    "北京市公安局海淀分局",
    "衡南县公安局",
    "晋江市公安局",
    "成都市公安局武侯区分局",
)
PURPOSES = ("仅供办理居住证使用", "仅供申请高龄津贴使用 他用无效", "仅限租房备案使用")
"""What careful people print over copies of their papers."""
SCHOOLS = ("深圳大学", "中山大学", "华南理工大学", "武汉理工大学", "湖南师范大学", "深圳职业技术学院", "暨南大学")
MAJORS = ("计算机科学与技术", "临床医学", "会计学", "土木工程", "汉语言文学", "电子信息工程", "护理", "行政管理")
BANKS = (
    ("中国工商银行", "622202", 19),
    ("中国建设银行", "621700", 19),
    ("招商银行", "622588", 16),
    ("中国银行", "621661", 19),
    ("中国农业银行", "622848", 19),
    ("交通银行", "622260", 19),
    ("平安银行", "622155", 16),
    ("中国邮政储蓄银行", "621098", 19),
)
TRADES = ("科技", "餐饮管理", "贸易", "文化传媒", "电子", "物业服务")


@dataclass(frozen=True)
class Person:
    """Synthetic person with the data that documents show."""

    name: str
    sex: str
    ethnicity: str
    birth: date
    address: str
    number: str


def chances(seed: str) -> random.Random:
    """Return the random generator of a seed."""
    return random.Random(seed)  # noqa: S311  # nothing secret is drawn


def person(seed: int, oldest: int = 1935, youngest: int = 2005) -> Person:
    """Return the person of a seed."""
    chance = chances(f"person {seed}")
    birth = date(oldest, 1, 1) + timedelta(days=chance.randrange((youngest - oldest) * 365))
    female = chance.random() < 0.5
    number = sample_number(birth, chance.randrange(1, 499) * 2 + (0 if female else 1))
    return Person(name(chance), "女" if female else "男", chance.choice(ETHNICITIES), birth, address(chance), number)


def name(chance: random.Random) -> str:
    """Return a name of two to four characters; some with compound surname or middle dot."""
    if chance.random() < 0.025:
        return "".join(chance.choices("阿买提古丽艾尔肯", k=3)) + "·" + "".join(chance.choices("买买提吐尔逊", k=3))
    family = chance.choice(COMPOUND) if chance.random() < 0.03 else chance.choice(SURNAMES)
    return family + "".join(chance.choices(GIVEN, k=1 if chance.random() < 0.2 else 2))


def long_name(chance: random.Random) -> str:
    """Return a name of 12 to 50 characters in parts joined by U+00B7, as some ethnic groups have."""
    length, whole = chance.randrange(12, 51), ""
    while len(whole) < length:
        whole += "".join(chance.choices(SYLLABLES, k=chance.randrange(3, 7))) + "·"
    return whole[:length].strip("·")


def foreign_name(chance: random.Random) -> str:
    """Return a Latin name; one in four is long."""
    return " ".join(
        (chance.choice(FAMILIES), *chance.sample(CALLED, k=4 if chance.random() < 0.25 else chance.choice([1, 2])))
    )


def address(chance: random.Random) -> str:
    """Return a postal address."""
    numbers = {"a": chance.randrange(1, 7200), "b": chance.randrange(1, 30), "c": chance.randrange(101, 3208)}
    place = chance.choice(ROADS) + chance.choice(TAILS).format(**numbers)
    if chance.random() < 0.25:
        place = chance.choice(ESTATES) + "{b}栋{c}".format(**numbers)
    return chance.choice(PLACES) + place


def card_number(chance: random.Random, start: str, length: int) -> str:
    """Return a bank card number with valid Luhn check that no bank issues."""
    body = start + "000" + "".join(str(chance.randrange(10)) for _ in range(length - len(start) - 4))
    total = 0
    for place, digit in enumerate(reversed(body)):
        double = int(digit) * (2 if place % 2 == 0 else 1)
        total += double - 9 if double > 9 else double
    return body + str(-total % 10)
