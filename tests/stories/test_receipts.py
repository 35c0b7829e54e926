"""A receipt lives on: on paper, checked by others, replaced by a better decision, or taken back."""

import io
from typing import Any

import pypdfium2 as pdfium
import pytest

from backend.kit import pdf as press
from backend.kit.pdf_child import NO_LIBRARY
from tests import people
from tests.journey import said
from tests.support.allowance import approved
from tests.support.desk import desk, number_on


def words(made: bytes) -> str:
    """What a PDF says, without its line ends."""
    with pdfium.PdfDocument(io.BytesIO(made)) as document:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


async def test_the_receipt_on_paper(resident: Any, worker: Any) -> None:
    pytest.importorskip("weasyprint", reason="no Pango on this machine", exc_type=OSError)
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    assert f'href="{case}/receipt.pdf"' in grandmother.page.text
    assert f'href="{case}/receipt.pdf"' in await grandmother.goes(f"{case}/receipt")
    answer = await grandmother.browser.get(f"{case}/receipt.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    text = words(answer.content)
    for fact in (
        "高龄老人津贴申请：通过",
        "300元/月",
        "从2026年11月起发放",
        "年满70周岁",
        "深民规〔2019〕2号",
        "陈＊＊",
        "不同意这个决定怎么办",
    ):
        assert fact in text
    for private in (people.GRANDMOTHER.name, people.GRANDMOTHER.id_number, people.GRANDMOTHER.phone):
        assert private not in text
    with pdfium.PdfDocument(io.BytesIO(answer.content)) as document:
        attached = bytes(document.get_attachment(0).get_data())
        assert document.get_attachment(0).get_name().endswith(".jws")
    assert attached.decode() == await grandmother.goes(f"{case}/receipt.jws")
    stranger = resident(people.GRADUATE)
    await stranger.signs_in()
    await stranger.goes(f"{case}/receipt.pdf", status=404)


async def test_without_a_press_the_page_says_so_and_offers_printing(
    resident: Any, worker: Any, monkeypatch: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    monkeypatch.setattr(press, "CHILD", ("-c", f"import sys; sys.exit({NO_LIBRARY})"))
    page = said(await grandmother.goes(f"{case}/receipt.pdf", status=503))
    assert "这里暂时做不了 PDF" in page
    assert "打印" in page
    assert f'href="{case}/receipt"' in grandmother.page.text


async def test_two_people_take_a_receipt_back_and_everybody_sees_it(
    resident: Any, worker: Any, house: Any, browser: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    number = number_on(grandmother.page.text)
    async with (
        desk(house, "o-1", "officer") as officer, desk(house, "o-2", "officer") as colleague,
        desk(house, "s-1", "supervisor") as supervisor,
    ):  # fmt: skip
        assert "没有这个编号" in await officer.goes("/desk/find?number=FT000", 404)
        page = await officer.goes(f"/desk/find?number={number.lower()}")
        assert "提出撤销这张回执" in page
        assert "已经批准" in page
        assert "还要由工作人员看过" not in page
        assert "至少5个字" in await officer.sends(f"/desk{case}/revocation", 422, why="错")
        await officer.sends(f"/desk{case}/revocation", why="身份证照片是别人的")
        assert "现在有效" in said((await browser.get(f"/verify/{number}")).text)  # one person alone changes nothing
        assert "是您提出的" in await officer.goes(f"/desk{case}")
        assert "两个人" in await officer.sends(f"/desk{case}/revocation/settlement", 403, word="agree")
        assert "由负责人来" in await colleague.goes(f"/desk{case}")
        await colleague.sends(f"/desk{case}/revocation/settlement", 403, word="agree")
        await colleague.sends(f"/desk{case}/revocation", 409, why="再提一次看看")
        assert "高龄老人津贴申请 等您看" in await supervisor.goes(
            "/desk"
        )  # the list says no reason, which may name somebody
        await supervisor.sends(f"/desk{case}/revocation/settlement", word="agree")
        await supervisor.sends(f"/desk{case}/revocation/settlement", 409, word="agree")
        assert "已撤销" in await officer.goes(f"/desk{case}")

    public = said((await browser.get(f"/verify/{number}")).text)
    assert "这张回执已经作废" in public
    assert "撤销日期 2026年11月23日" in public
    assert "身份证照片" not in public  # the reason is the holder's business
    page = said(await grandmother.goes(case))
    assert "决定已撤销" in page
    assert "通过了" not in page
    assert "身份证照片是别人的" in page
    assert "请人再看一次" in page
    assert "回执已经撤销" in said(await grandmother.goes("/inbox"))
    assert "这张回执已经撤销，不再有效" in words((await grandmother.browser.get(f"{case}/receipt.pdf")).content)


async def test_a_proposal_that_is_declined_leaves_the_receipt_standing(
    resident: Any, worker: Any, house: Any, browser: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    number = number_on(grandmother.page.text)
    async with desk(house, "o-1", "officer") as officer, desk(house, "o-2", "officer") as colleague:
        await officer.sends(f"/desk{case}/revocation", why="户口好像迁走了")
        await colleague.sends(f"/desk{case}/revocation/settlement", word="decline")
        assert "提出撤销这张回执" in await officer.goes(f"/desk{case}")
    assert "现在有效" in said((await browser.get(f"/verify/{number}")).text)
    assert "通过了" in said(await grandmother.goes(case))


async def test_a_review_by_another_officer_supersedes_the_receipt(
    resident: Any, worker: Any, house: Any, browser: Any, clock: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    first = number_on(grandmother.page.text)
    await grandmother.sends(f"{case}/review", reason="我想请人再核对一下金额")
    clock.pass_(minutes=5)
    async with desk(house, "o-1", "officer") as officer:
        await officer.approves(case)
    second = number_on(await grandmother.goes(case))
    assert second != first
    public = said((await browser.get(f"/verify/{first}")).text)
    assert "已有更新的决定" in public
    assert "被取代的日期" in public
    assert "现在有效" in said((await browser.get(f"/verify/{second}")).text)
