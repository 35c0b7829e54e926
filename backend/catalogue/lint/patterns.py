"""Patterns of texts in services that the lint looks for."""

import re
from typing import Literal

TextFault = Literal[
    "half_width",
    "shouting",
    "markup",
    "address",
    "invisible",
    "blanks",
    "straight_quotes",
    "stray_letters",
    "identifier",
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
    r"\b[A-Z]?[a-z]+[A-Z][a-z]+\w*": "identifier",
}
WIDE = dict(zip(",;:?!().", "，；：？！（）。", strict=True))
QUOTES, FULL_STOP, QUESTION_MARK, OPEN_ENDS = "“”", "。", "？", "，；、,;.? "
"""How texts are mended: full-width marks, quotes in turn, the ends of sentences."""
CITED = re.compile(r"《([^》]*)》")  # book-title marks stand round real titles only
NUMBERED = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号|国务院令第?\d+号")
CHOSEN = re.compile(r"[选勾点]“([^”]{1,30})”")
CALLED = re.compile(r"[看见办走打请]“([^”]{5,40})”")
OFTEN = {"是", "否"}
NO_CONDITION = re.compile(
    "什么纸|不用交|不收纸|不交纸|任何纸|纸质材料|没有写死|没有查到|打12345问|每年会变|每年调整|历年变过|各年不同"
    "|不影响|常靠|常常要|也可以用这个|有两条路|跨层级|可以少跑|会提前提醒|可能加钱|也能再申请|仍可一起|排候补"
    "|(?:请看|请办|只能打|先看|走)“|办“[^”]+”就行|不用这张|建议稳定一段"
    "|符合当年的?规定|当年公布|当天公布|办理当天|按规定对照|公告写的"
)
WHO_KNOWS = "局|银行|部门|机构|法院|学校|中心|公证处|网点|运营|登记处|站点|认定书"
WHO_ANSWERS = re.compile(rf"12345|[问找由]|{WHO_KNOWS}|通知书|残联|派出所|医院|街道|社区|幼儿园|指南|法院|写在|登记")
VARIES = re.compile(
    r"[看按照以随](?:[^，。；]{0,6})(?:当年|当天|当时|当期|当批|现行|历年|各年)(?:[^，。；]{0,8})(?:公布|规定|文件|通知|条件|标准|办法|安排|锁定|口径)"
    r"|[看按照](?:现行|当年)?规定(?:$|[，。；])|规定的?(?:时间|年限|次数|月数|年龄|间隔|标准)|每年会变|每年不同|要看规定|另有规定"
)
HOLLOW = re.compile(
    rf"以(?![^，。；]{{0,14}}(?:{WHO_KNOWS}))[^，。；“”（）]{{0,14}}(?:公布|公示|规定|公告|通知|文件|审核|标准)[^，。；“”（）]{{0,5}}为准"
)
SCREENS = re.compile(
    r"(?:签名|确认|短信|收到|发)[^，。；]{0,4}链接|一人一链接|标[灰黄红绿]|红色标|变绿|绿色“|候补|导入(?:名单|员工|表)|表格粘贴|语音转|屏幕[^，。；]{0,6}念"
    r"|也能念给|读出来的按钮|大白话讲|听大白话|用大白话写|手指签|手机[上里]?[^，。；]{0,2}签[名字]?|电子签名|电子签，|在线(?:签|会签|点确认)|线上逐人|页面签|点同意|“我同意”"
    r"|看地图|扫门牌|扫码选|系统[^，。；]{0,5}(?:列出|带出|算出|先算|会算|给出|会分开|提醒|提示|生成|数出|加一遍|查重|拼成|替您拼|替您排|排好|写成|标红|判断|告诉您|会直接带)"
    r"|自动(?:生成|汇成|算|跳出|提醒|记进|列出|统计|数|比对|填)|(?:会|提前|到时|短信|前都)[^，。；]{0,4}提醒|发消息|收到提醒|“报错”|页面会[^，。；]{0,4}(?:算|告诉)"
    r"|(?:样式|样本|表格|模板)[^，。；]{0,4}下载|下载[^，。；]{0,3}(?:样式|样本|表格|模板)|字能放大|可放大字|点那一条|办理页面|点取消|给您一张清单|屏幕给|屏幕上先|视频确认|屏幕上方|先收藏|前后对照让|手机上给员工授权|会标[“出]|凭短信|短信(?:里(?:会)?写|告诉[^，。；]{0,4}多少|和收件箱)|先显示出来|在屏幕上找到|手机上点"
)
"""Screens that don't exist here: a text that promises one sends people to look for it."""
PRINTED = re.compile(
    "[左右][上下]角|照片下方|编号印在|会印在|能印上|(?:证|证书|回执)第一页"
    "|(?:做好|发完|办好|办完)[^，。；]{0,2}短信|发[一个条]{0,2}短信和|短信通知|一条短信|短信发到"
)
"""Where something stands on a paper, or a text message: nobody has seen the one or sends the other."""
NUMBERS_IN_WORDS = re.compile(
    r"(?<![几第数])(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九两]百)"
    r"(?:个工作日|日|天|周岁|岁|个月|分钟|米|元|年|万|人|户|张|份)|[两三四五六七八九](?:个工作日|日内|周岁)"
)
"""Days, ages and sums are digits: they are looked for and compared."""
AMOUNT = re.compile(r"\d+(?:\.\d+)?(?:元|%|万)|多少|(?:标准|数额|金额|额度)[^。]*[打问]")
"""How much a payment is, or the question how much it is."""
CALL_NOBODY = re.compile(
    "(?:打(?:[一几]?[个通])?电话(?:先)?(?:问|问清楚|说明|商量|咨询)|电话咨询|(?<!可以)先咨询)(?=[，。；再])"
)
"""Advice to telephone that names nobody."""
NUMBER_UNTOLD = re.compile("[拨打](?:社区|街道|服务站|派出所|窗口|[区市][^，。；“”]{1,9})电话")
"""Advice to telephone an office whose number no page tells."""
HELD_ANYWAY = re.compile("(?:登记里|联网|库里|学籍里)[^，。；]{0,4}(?:有|查)|免交|不用交")
"""A paper of which its own text says that a register has it."""
OF_THE_DEAD = "逝者"
ORIGINALS = re.compile("原件|交回|旧[证卡](?:当面)?交")
"""What a reason for a visit says where somebody looks at originals."""
TELLS_LATER = re.compile("提醒|督促|会告诉您|会提示")
"""What a question of the form promises to tell later: nobody sends it."""
STATISTICS = re.compile("统计用|(?:供|用于|做)统计")
"""What a question says that no decision needs."""
OF_THE_DEAD = "逝者"
CODE_NAME = "统一社会信用代码"
CALLS_BACK = re.compile("打电话(?:给您|问您|告诉您|联系您)|电话联系您")
"""A text that says the office will telephone."""
REMARKS = re.compile("备注")
HINT_OF_NONE = re.compile("[写填]“?(?:不详|无|没有|待定|遗失|护照号)")
STRICT_KINDS = frozenset({"id_number", "phone", "plate", "credit_code", "bank_account", "date", "month", "email"})
"""Kinds of questions that take only what has their form."""
WRITE_MORE = re.compile("写(?:出来|清|明|上)")
"""A hint that asks for words, where a yes or no is all that can be given."""
UNNAMED = re.compile("(?<!不)走(?![“这不路])[\u4e00-\u9fff]{2,}")
"""People sent to another service without its name in quotation marks."""
FEES = re.compile("(?:交|付|收)[^，。；]{0,4}(?:工本费|手续费|签注费|公证费|证件费)|扫码付")
SAID_FREE = re.compile("不收")
NO_FEE = re.compile("不收|不用|免|照相馆|银行|没有")
OTHER_PEOPLE = re.compile("港澳台居民(?!居住证|持)|外国人(?!永久)")
OTHER_CARDS = re.compile("通行证|护照")
"""What people without a card of the mainland hand in."""
MACHINE = re.compile("系统")
BY_MACHINE = (
    r"秒[批办出]|提交即|自动(?:批|核|审|决|备案|登记|通过|开|派|换照|发证|办)|系统[^，。；]{0,6}(?:当场|马上|立[刻即])"
)
AT_ONCE = r"当场|马上|立[刻即]|即时|几秒|当时就?[批出办打]|\b(?:instant|at once|immediate|on the spot|within seconds)"
PROMISED_BY_MACHINE = re.compile(BY_MACHINE)
PROMISED_AT_ONCE = re.compile(f"{BY_MACHINE}|{AT_ONCE}", re.IGNORECASE)
FORMER_WORDS = {
    "工商局": "市场监管部门", "工商部门": "市场监管部门", "食药监局": "市场监管部门", "质监局": "市场监管部门", "卫生部门": "卫生健康部门",
    "卫计局": "卫生健康部门", "卫计委": "卫生健康部门", "消防部门": "消防救援机构", "房管部门": "住房和建设部门", "房管局": "住房和建设部门",
    "国税局": "税务部门", "地税局": "税务部门", "安监局": "应急管理部门", "环保局": "生态环境部门", "环保部门": "生态环境部门",
    "国土局": "规划和自然资源部门", "残疾证": "残疾人证",
}  # fmt: skip
"""How people called authorities before the reforms of 2018 and 2019, and papers at any time, with the official names of today."""
