"""The national fields say what is known, leave empty what isn't, and keep the quality rules of the list."""

from datetime import date
from typing import Any
from uuid import uuid4

from backend.catalogue.load import SERVICES, read_service, service_files
from backend.catalogue.open_data.national_fields import NAMES, VALUES, national
from backend.catalogue.published import Version
from tests.support.each import each


def fields(path: Any) -> dict[str, Any]:
    return national(Version(id=uuid4(), digest="d", valid_from=date(2026, 1, 1), service=read_service(path)))


@each("path", list(service_files()), ids=lambda p: p.stem)
def test_the_quality_rules_of_the_list_hold(path: Any) -> None:
    item = fields(path)
    assert list(item) == [f.name for f in NAMES.field]
    assert VALUES.keys() <= {f.key for f in NAMES.field}
    assert (item["承诺办结时限"]["数量"] <= 1 and item["办件类型"] == "1") or item["办件类型"] == "2"
    assert bool(item["到办事现场次数"]) == bool(item["必须现场办理原因说明"])
    assert item["是否收费"] == bool(item["收费标准"] and item["收费依据"])
    if item["事项类型"]["代码"] == "01":
        assert item["常见问题"]
        assert {"受理", "审核", "决定", "办结", "送达"} <= set(item["办理流程"]["环节"])


def test_official_codes_are_never_made_up() -> None:
    item = fields(SERVICES / "elderly" / "FT0205001.toml")
    assert {item["基本编码"], item["实施编码"], item["业务办理项编码"]} == {None}
    assert item["本平台编码"] == "FT0205001"


def test_a_paper_says_whether_it_may_follow_later() -> None:
    papers = {m["材料名称"]: m for m in fields(SERVICES / "business" / "FT1201007.toml")["申请材料"]}
    assert papers["食品安全管理制度"]["材料必要性"] == "3"
    assert papers["经办人身份证明"]["材料必要性"] == "2"
    small = {m["材料名称"]: m for m in fields(SERVICES / "business" / "FT1201008.toml")["申请材料"]}
    assert small["微小餐饮承诺书"]["材料类型"] == "2"
