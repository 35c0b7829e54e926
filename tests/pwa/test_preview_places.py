"""Every sentence of a preview leads to the input that it is written in."""

import re

from backend.catalogue.load import read_service, service_files
from backend.catalogue.reports.service import sentences_of
from backend.catalogue.reports.types import Sentence
from pwa.pages.studio.inputs import inputs_of
from pwa.pages.studio.views import controls_of
from pwa.views.preview_places import input_of, with_places

SAID = [
    Sentence("purpose", "about", "70岁以上 & 有深户，每月200元。"),
    Sentence("who.0", "who", "要先办“居住证”的人。"),
    Sentence("who.1", "who", "别的人。"),
]


def test_a_sentence_leads_to_its_input_and_nothing_else_does() -> None:
    body = (
        "<title>别的人。</title><main><h1>名称</h1><p> 70岁以上 &amp; 有深户，每月200元。 </p>"
        '<li>要先办“<a href="/x">居住证</a>”的人。</li><button>别的人。</button><script>别的人。</script></main>'
    )
    shown = with_places(body, "FT0110009", SAID)
    assert re.findall(r'href="/studio/services/FT0110009/parts/(\w+)#f-(\w+)"', shown) == [
        ("about", "purpose"),
        *[("who", "who")] * 2,
    ], "both pieces beside the link"
    assert 'id="place-purpose"' in shown
    assert "70岁以上 &amp; 有深户" in shown
    assert re.sub(r'<a class="preview-place".*?>(.*?)</a>', r"\1", shown) == body, "the page stays as it was rendered"


def test_a_page_without_a_body_stays() -> None:
    assert with_places("<p>别的人。</p>", "FT0110009", SAID) == "<p>别的人。</p>"


def test_every_sentence_of_a_service_has_an_input() -> None:
    import msgspec

    service = read_service(next(path for path in service_files() if path.stem == "FT0205001"))
    names = {
        part: {c.name for c in controls_of(inputs_of(part, msgspec.to_builtins(service)))}
        for part in ("about", "who", "papers", "steps", "money", "questions", "status")
    }
    assert all(input_of(one.place) in names[one.part] for one in sentences_of(service))
