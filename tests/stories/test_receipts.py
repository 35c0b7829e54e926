"""A receipt lives on: on paper, checked by others, replaced by a better decision, or taken back."""

import io
from typing import Any

import pypdfium2 as pdfium
import pytest

from backend.kit import pdf as press
from backend.kit.pdf_child import NO_LIBRARY
from backend.materials.samples import of_the_cast as pictures
from tests import people
from tests.journey import said
from tests.stories.test_senior_allowance import ALLOWANCE, fill_in


async def approved(someone: Any, worker: Any) -> str:
    """The allowance, approved at once; answers the address of the case."""
    await someone.signs_in()
    case = str(await someone.begins(ALLOWANCE))
    await fill_in(someone, case)
    await someone.photographs(case, "id_card", pictures.id_card_front(someone.member))
    await worker.works()
    assert "通过了" in said(await someone.hands_in(case))
    return case


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
    for fact in ("高龄老人津贴申请：通过", "300元/月", "从2026年11月起发放", "年满70周岁", "深民规〔2019〕2号", "陈＊＊", "不同意这个决定怎么办"):
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


async def test_without_a_press_the_page_says_so_and_offers_printing(resident: Any, worker: Any, monkeypatch: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    monkeypatch.setattr(press, "CHILD", ("-c", f"import sys; sys.exit({NO_LIBRARY})"))
    page = said(await grandmother.goes(f"{case}/receipt.pdf", status=503))
    assert "这里暂时做不了 PDF" in page
    assert "打印" in page
    assert f'href="{case}/receipt"' in grandmother.page.text
