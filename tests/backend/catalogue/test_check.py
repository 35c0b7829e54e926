"""Every rule of the catalogue is broken once: the check must name the file, the line and the place."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from backend.catalogue.check import Problem, check_catalogue
from backend.catalogue.load import RULES, SERVICES

TODAY = date(2026, 11, 23)
ALLOWANCE = "elderly/FT0205001.toml"
LICENCE = "business/FT1201007.toml"
AID = "legal/FT1105001.toml"
ENDED = "family/FT1007009.toml"
WEDDING = "family/FT1007001.toml"
INJURY = "insurance/FT0607011.toml"


@pytest.fixture
def folder_of(tmp_path: Path) -> Callable[..., Path]:
    """A catalogue folder with some of the shipped services in it."""

    def make(*files: str) -> Path:
        for name in files:
            target = tmp_path / "services" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((SERVICES / name).read_bytes())
        return tmp_path

    return make


def found(root: Path, *, rules: bool = False) -> list[Problem]:
    return [p for p in check_catalogue(root, TODAY, rules=rules).problems if "没有“FT" not in p.says]


def broken(root: Path, name: str, old: str, new: str) -> tuple[list[Problem], int]:
    """What the check says after this change, and the line on which the change stands."""
    path = root / "services" / name
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), "utf-8")
    return found(root), text[: text.index(old)].count("\n") + 1


BREAKS = [
    # the shape
    (ALLOWANCE, 'handling = "instant"', 'handling = "fast"', 0, "handling", "不认识“fast”"),
    (ALLOWANCE, "zero_trip = true", 'zero_trip = "yes"', 0, "zero_trip", "“是”或“否”"),
    (ALLOWANCE, "review_by = 2027-05-31", 'review_by = "soon"', 0, "review_by", "日期"),
    (ALLOWANCE, "review_by = 2027-05-31\n", "", None, "整个事项", "缺少“review_by”"),
    (ALLOWANCE, "promised = 0", 'promised = "0"', 0, "limit.promised", "整数"),
    (ALLOWANCE, 'groups = ["elderly", "carers"]', "groups = 3", 0, "groups", "一个列表"),
    (ALLOWANCE, 'groups = ["elderly", "carers"]', 'groups = ["elderly", "cats"]', 0, "groups[1]", "不认识“cats”"),
    (ALLOWANCE, 'prefill = "name"', 'prefilled = "name"', 0, "field[0].prefilled", "不认识“prefilled”"),
    # figures
    (ALLOWANCE, "promised = 0", "promised = 3", 0, "limit.promised", "要同时成立"),
    (ALLOWANCE, "visits = 0", "visits = 1", None, "channels.visit_reason", "写明为什么"),
    (ALLOWANCE, "visits = 0", 'visits = 1\nvisit_reason = "看人"', 0, "channels.visits", "零跑腿"),
    (ALLOWANCE, "app = true", "app = false", 0, "channels.app", "手机上办"),
    (ALLOWANCE, "charged = false", "charged = true", None, "fee.standard", "标准和依据"),
    (ALLOWANCE, "printable = false", "printable = true", None, "result.kind", "应当是证明"),
    (LICENCE, "promised = 10", "promised = 21", 0, "limit.promised", "比法定时限还长"),
    (LICENCE, "statutory = 10", "statutory = 0", 0, "limit.statutory", "大于零"),
    (LICENCE, "visits = 1", "visits = 0", None, "zero_trip", "就是零跑腿"),
    # words
    (ALLOWANCE, "每月领取一笔高龄津贴。", "每月领取一笔高龄津贴", None, "purpose", "句号结束"),
    (ALLOWANCE, "可以每月领取一笔高龄津贴。", "可以每月领取一笔高龄津贴" + "很多" * 20 + "。", None, "purpose", "最多45个字"),
    (ALLOWANCE, '"高龄补贴"', '"老人钱"', None, "aliases", "重复"),
    (ALLOWANCE, '"高龄补贴"', '"高龄老人津贴申请"', 0, "aliases[1]", "不重复正式名称"),
    (ALLOWANCE, "已经年满70周岁（按", "已经年满70周岁,（按", 0, "who[1]", "全角标点"),
    (ALLOWANCE, "不用。在手机上", "不用！在手机上", 0, "question[0].a", "不要喊"),
    (ALLOWANCE, "不用。在手机上", "不用。<b>在手机上", 0, "question[0].a", "标记"),
    (ALLOWANCE, "不用。在手机上", "不用。{{ user }}在手机上", 0, "question[0].a", "标记或模板"),
    (ALLOWANCE, "不用。在手机上", "不用。见 https://x.cn 在手机上", 0, "question[0].a", "不写网址"),
    (ALLOWANCE, "不用。在手机上", "不用。\\n在手机上", 0, "question[0].a", "控制字符或换行"),
    (ALLOWANCE, 'a = "不用。在手机上', 'a = " 不用。在手机上', 0, "question[0].a", "空格"),
    (LICENCE, "不是经营者本人递交时", "不是经营者本人递交时 doc", 0, "material[2].only_if", "句尾多了字母"),
    (ALLOWANCE, "不用。在手机上", "不用，选“火星”。在手机上", 0, "question[0].a", "没有这个选项"),
    (ALLOWANCE, "一定要回深圳办吗？", "一定要回深圳办吗", 0, "question[0].q", "问号"),
    (ALLOWANCE, 'kiosk = "proposal"', 'kiosk = "unconfirmed"', 0, "provenance.kiosk", "都是建议"),
    (ALLOWANCE, 'kiosk = "proposal"', 'kiosk = "verified"', 0, "provenance.kiosk", "读不懂"),
    (LICENCE, '"food_licensing', '"street_licensing', 0, "provenance.limit.statutory", "读不懂"),
    (LICENCE, '"limit.statutory" = "food_licensing', '"limit.statutory" = "unconfirmed"#', 0, "provenance.limit.statutory", "哪部法规"),
    (ALLOWANCE, "有深圳户籍（户口在深圳", "户口在深圳（深圳户籍", None, "provenance.who:有深圳户籍", "重新核对它的出处"),
    (LICENCE, "promised = 10", "promised = 11", 0, "limit.promised", "比法定时限还长"),
    (AID, 'promised_unit = "calendar_day"\n', "", None, "limit.promised", "碰上长假"),
    (ALLOWANCE, 'zero_trip = "proposal"\n', "", None, "provenance", "没有写“zero_trip”"),
    (ALLOWANCE, 'material = "proposal"', 'materials = "proposal"', 0, "provenance.materials", "没有“materials”"),
    # a service that has ended, and deadlines
    (ENDED, "since = 2022-05-01\n", "", None, "status", "从哪天起"),
    (ENDED, 'leads_to = ["FT1010008"]', 'leads_to = ["FT1010099"]', 0, "status.leads_to[0]", "不能请人去那里"),
    (ENDED, 'state = "abolished"\n', "", None, "status", "在办的事项不写这些"),
    (INJURY, "within = 30\n", 'within = 30\nby = "06-30"\n', None, "deadline[1].within", "两样只写一样"),
    (INJURY, 'since_field = "happened"', 'since_field = "how"', None, "deadline[0].since_field", "问日期的题"),
    (INJURY, 'key = "employer"\nwho', 'key = "worker"\nwho', None, "deadline[0].key", "用了两次"),
    # what is out of date or says nothing
    (LICENCE, "市市场监督管理局福田监管局工作人员", "市市场和质量监督管理委员会福田局工作人员", 0, "step[2].who", "以前的名称"),
    (WEDDING, 'name = "两个人的身份证"', 'name = "两个人的户口簿"', 0, "material[0].name", "起不再要“户口簿”"),
    (ALLOWANCE, "不能补发。", "不能补发，以办理时公布的为准。", 0, "question[2].a", "等于没有说"),
    (ALLOWANCE, "目前没有在领高龄津贴。", "不用交纸就能办。", 0, "who[2]", "不是条件"),
    (ALLOWANCE, "不能补发。", "不能补发，马上来办。", 0, "question[2].a", "要看机器决定开没开"),
    # papers
    (ALLOWANCE, '"checksum"', '"check_sum"', 0, "material[0].checks[6]", "没有“check_sum”"),
    (ALLOWANCE, '"checksum"', '"issued_within"', 0, "material[0].checks", "几个月内有效"),
    (ALLOWANCE, '"checksum"', '"page_count:3-1"', 0, "material[0].checks[6]", "前小后大"),
    (ALLOWANCE, '"checksum"', '"sharp"', 0, "material[0].checks", "写了两次"),
    (ALLOWANCE, 'document = "household_page"', 'document = "household_page"\nowner = "applicant"', None, "material[1].owner", "人像和号码"),
    (ALLOWANCE, 'owner = "applicant"', 'owner = "grandson"', 0, "material[0].owner", "不认识“grandson”"),
    (ALLOWANCE, 'key = "household_page"', 'key = "id_card"', 0, "material[1].key", "不重复"),
    (ALLOWANCE, 'only_if = "户籍登记信息查不到，或与您填写的不一致时"\n', "", None, "material[1].required", "什么时候要"),
    (ALLOWANCE, "required = false\nonly_if", "only_if", None, "material[1].only_if", "required = false"),
    # the form
    (ALLOWANCE, 'prefill = "hukou_address"', 'prefill = "address_of_hukou"', 0, "field[2].prefill", "没有“address_of_hukou”"),
    (ALLOWANCE, 'prefill = "phone"', 'prefill = "age"', 0, "field[4].prefill", "填不进这种题"),
    (ALLOWANCE, 'key = "contact_phone"', 'key = "name"', 0, "field[4].key", "不重复"),
    (ALLOWANCE, 'value = "shenzhen"', 'value = "futian"', None, "field[3].options", "选项重复"),
    (ALLOWANCE, "max_length = 120", "max_length = 0", 0, "field[2].max_length", "至少1个字"),
    (ALLOWANCE, "max_length = 120", "min = 3", None, "field[2]", "最小、最大值"),
    (ALLOWANCE, 'section = "发到哪里"', 'section = "老人的信息"', None, "field", "隔开"),
    (ALLOWANCE, "required = false\nprefill", 'when = { field = "later", one_of = ["x"] }\nprefill', 0, "field[5].when.field", "前面没有“later”"),
    (ALLOWANCE, "required = false\nprefill", 'when = { field = "living_place", one_of = ["mars"] }\nprefill', 0, "field[5].when.one_of", "没有这些答案：mars"),
    # references
    (ALLOWANCE, 'code = "FT0205001"', 'code = "FT0205009"', 0, "code", "文件名应当是"),
    (ALLOWANCE, 'code = "FT0205001"', 'code = "FT9905001"', 0, "code", "没有99这个类别"),
    (ALLOWANCE, 'item_type = "行政给付"', 'item_type = "公共服务"', 0, "item_type", "和“公共服务”不一致"),
    (ALLOWANCE, 'department = "civil_affairs"', 'department = "civil"', 0, "department", "没有“civil”这个部门"),
    (ALLOWANCE, '"FT0205002"', '"FT0205001"', 0, "related[0]", "写了自己"),
    (ALLOWANCE, '"FT0220003", "FT0220005"', '"FT0220003", "FT0220003"', 0, "related[2]", "写了两次"),
    (ALLOWANCE, 'name = "深圳市高龄老人津贴发放管理办法"', 'name = "福田区老人红包条例"', 0, "legal[0].name", "不在可以引用的法规里"),
    (ALLOWANCE, "不用。在手机上", "不用。按《福田区老人红包条例》，在手机上", None, "整个事项", "福田区老人红包条例"),
    (ALLOWANCE, "不用。在手机上", "不用。按深民规〔2031〕9号，在手机上", None, "整个事项", "2031"),
    (ALLOWANCE, "review_by = 2027-05-31", "review_by = 2026-11-01", 0, "review_by", "复核日期过了22天"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "offset", "place", "says"), BREAKS)
def test_a_mistake_is_named_where_it_stands(
    folder_of: Callable[..., Path], name: str, old: str, new: str, offset: int | None, place: str, says: str
) -> None:
    problems, line = broken(folder_of(name), name, old, new)
    hits = [p for p in problems if p.place == place and says in p.says]
    assert hits, [str(p) for p in problems]
    assert hits[0].file.endswith(name)
    if offset is not None:
        assert hits[0].line == line + offset


def test_the_shipped_services_have_none_of_these(folder_of: Callable[..., Path]) -> None:
    assert not found(folder_of(ALLOWANCE, LICENCE))


def test_another_service_is_called_by_its_whole_name(folder_of: Callable[..., Path]) -> None:
    root = folder_of(LICENCE, "business/FT1210012.toml")
    problems, line = broken(root, LICENCE, "“仅销售预包装食品备案”", "“仅销售预包装食品”")
    hits = [(p.place, p.line) for p in problems if "请写全名“仅销售预包装食品备案”" in p.says]
    assert hits == [("not_who[0]", line)]


def test_all_mistakes_of_a_file_are_told_at_once(folder_of: Callable[..., Path]) -> None:
    root = folder_of(ALLOWANCE)
    path = root / "services" / ALLOWANCE
    text = (
        path.read_text("utf-8").replace('handling = "instant"', 'handling = "x"').replace("kiosk = true", 'kiosk = "x"')
    )
    path.write_text(text.replace('kind = "payment"', 'kind = "x"'), "utf-8")
    assert {p.place for p in found(root)} == {"handling", "channels.kiosk", "result.kind"}


def test_advice_keeps_nobody_from_publishing(folder_of: Callable[..., Path]) -> None:
    root = folder_of(ALLOWANCE)
    problems, _ = broken(root, ALLOWANCE, "review_by = 2027-05-31", "review_by = 2026-12-01")
    assert [p.advice for p in problems] == [True]
    assert check_catalogue(root, TODAY, rules=False).problems


def test_a_file_that_is_no_toml_is_one_problem_at_its_line(folder_of: Callable[..., Path]) -> None:
    problems, line = broken(folder_of(ALLOWANCE), ALLOWANCE, 'name = "高龄老人津贴申请"', "name = 高龄老人津贴申请")
    assert [(p.place, p.line) for p in problems] == [("TOML", line)]


def test_a_file_that_is_no_text_is_one_problem(folder_of: Callable[..., Path]) -> None:
    root = folder_of(ALLOWANCE)
    (root / "services" / ALLOWANCE).write_bytes("高龄".encode("gb18030"))
    assert [(p.place, p.says) for p in found(root)] == [("TOML", "不是UTF-8编码的文字。")]


def test_a_service_in_the_wrong_folder_is_named(folder_of: Callable[..., Path]) -> None:
    root = folder_of(ALLOWANCE)
    (root / "services" / "legal").mkdir()
    (root / "services" / ALLOWANCE).rename(root / "services" / "legal" / "FT0205001.toml")
    assert any("应当放在类别文件夹 elderly 里" in p.says for p in found(root))


def test_two_services_with_one_number_name_or_word_are_named(folder_of: Callable[..., Path]) -> None:
    root = folder_of(ALLOWANCE)
    text = (root / "services" / ALLOWANCE).read_text("utf-8")
    (root / "services" / "elderly" / "FT0205099.toml").write_text(text.replace("FT0205001", "FT0205099"), "utf-8")
    says = " ".join(p.says for p in found(root))
    assert "另一个事项也叫“高龄老人津贴申请”" in says
    assert "别的事项也叫“老人钱”" in says
    assert "100%的文字和" in says
    (root / "services" / "elderly" / "FT0205098.toml").write_text(text, "utf-8")
    assert "这个编号已经用在" in " ".join(p.says for p in found(root))


def test_a_rule_without_service_and_one_that_may_not_decide_are_named(folder_of: Callable[..., Path]) -> None:
    root = folder_of(ALLOWANCE, LICENCE)
    rules = root / "rules"
    rules.mkdir()
    text = (RULES / "FT0205001.toml").read_text("utf-8")
    for name in ("FT0205001", "FT1201007", "FT0205999"):
        (rules / f"{name}.toml").write_text(text, "utf-8")
    says = [(Path(p.file).stem, p.says) for p in check_catalogue(root, TODAY).problems if "/rules/" in p.file]
    assert ("FT1201007", "事项不是当场有结果（instant），机器决定不能打开。") in says
    assert ("FT0205999", "没有“FT0205999”这个事项。") in says
    assert not [s for code, s in says if code == "FT0205001"]


def test_a_rule_file_that_is_wrong_is_named_with_its_line(folder_of: Callable[..., Path]) -> None:
    root = folder_of(ALLOWANCE)
    (root / "rules").mkdir()
    text = (RULES / "FT0205001.toml").read_text("utf-8")
    line = text[: text.index("at_least = 70")].count("\n") + 1
    (root / "rules" / "FT0205001.toml").write_text(text.replace("at_least = 70", "at_leest = 70", 1), "utf-8")
    assert any(p.line == line and "at_leest" in p.says for p in check_catalogue(root, TODAY).problems)
