"""Deterministic names of synthetic people."""

from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温"
)
COMPOUND = ("欧阳", "司徒", "上官", "诸葛", "司马", "皇甫")
OLDER = {
    "male": "国建志文德明福永金水荣华光家庆树宝成发祥富贵根生",
    "female": "桂秀玉兰英珍凤淑素美香春月莲金银翠芳梅菊云琴妹娣",
}
YOUNGER = {
    "male": "浩宇轩子博俊杰伟涛鹏飞凯磊睿泽晨阳航诚毅翔旭铭辰",
    "female": "雨欣怡婷静雪慧敏佳思梦琪瑶涵诗琳颖娜悦晴语嫣曦彤",
}
MODERN = 1978  # the year from which the younger characters are drawn


def name(row: int, sex: str, year: int) -> str:
    """Return the name for a row, sex and year of birth; one in forty has a two-character surname."""
    chance = Random(f"name {row}")  # noqa: S311 (a name, not a secret)
    surname = chance.choice(COMPOUND) if chance.random() < 0.025 else chance.choice(SURNAMES)
    characters = (YOUNGER if year >= MODERN else OLDER)[sex]
    return surname + "".join(chance.sample(characters, 1 if chance.random() < 0.18 else 2))
