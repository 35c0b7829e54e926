"""Prepared pictures of the cast's documents in `pictures/` (`<key>-<document>.jpg`), so that trials need no font.

Draw them anew with `python -m backend.materials.samples.gallery` after the cast has changed; the command refuses to run
without a Chinese font.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
from PIL import ImageDraw

from backend.kit.identity_number import writings
from backend.materials.samples import cards, certificates, papers, permits, photograph
from backend.materials.samples.canvas import Drawn, font
from backend.materials.samples.draw import Maker
from backend.materials.samples.people import Person, chances
from backend.materials.samples.portraits import POSES, before_camera, portrait
from backend.registers.sample.cast import Member, cast, resident
from backend.registers.sample.portraits import FOLDER as REGISTER

FOLDER = Path(__file__).with_name("pictures")
_SEX = {"male": "男", "female": "女"}
_ELSEWHERE = "广东省深圳市福田区样本街1号"
_WIDTH = 1280
OTHERS = ("fan_jiahui", "erik_lindqvist")
"""Those of the cast whose card isn't a mainland identity card."""


def person(member: Member) -> Person:
    """Return a cast member as documents name them."""
    facts = resident(member).facts
    home = str(facts.get("hukou_address") or member.living_address or _ELSEWHERE)
    return Person(member.name, _SEX[member.sex], "汉", member.born, home, member.id_number)


def pictures() -> Iterator[tuple[str, Drawn]]:
    """Yield file names and pictures of all documents that stories need."""
    people = {key: person(member) for key, member in cast().items() if member.group == "stories"}
    for key, who in people.items():
        drawn = cards.id_card_front(who, chances(f"sample {who.name}"), sample_mark=True)
        yield f"{key}-id_card_front", photograph.on_table(drawn, chances(f"table {key}"))
        if key != "chen_guilan":
            yield f"{key}-id_card_back", photograph.on_table(_marked(_lasting(who)), chances(f"table back {key}"))
    grandmother, graduate = people["chen_guilan"], people["lin_xiaoyang"]
    front = cards.id_card_front(grandmother, chances(f"sample {grandmother.name}"), sample_mark=True)
    blurred = photograph.changed(front, lambda pixels: cv2.GaussianBlur(pixels, (0, 0), 6))
    yield "chen_guilan-id_card_front_blurred", photograph.on_table(blurred, chances("blurred"))
    others = (
        ("chen_guilan-id_card_back", _wanted(cards.id_card_back, grandmother, "authority", "深圳市公安局福田分局")),
        ("chen_guilan-household_page", _wanted(papers.household_page, grandmother, "relation", "户主")),
        ("chen_guilan-bank_card", cards.bank_card(grandmother, chances("card"))),
        ("lin_xiaoyang-degree_certificate", _wanted(certificates.graduation_certificate, graduate, "level", "本科")),
        ("chen_guilan-household_page_old", _wanted(papers.household_page, _of_old(grandmother), "relation", "户主")),
    )
    for name, drawn in others:
        yield name, photograph.on_table(_marked(drawn), chances(f"table {name}"))
    yield from _other_cards()


def _other_cards() -> Iterator[tuple[str, Drawn]]:
    """Draw a card of somebody who is guided from afar, one with a long name, a Hong Kong permit and a foreigner's card."""
    guided, dotted, outside, abroad = (person(cast()[key]) for key in ("guo_yuzhen", "guli_maimaiti", *OTHERS))
    drawn = (
        ("guo_yuzhen-id_card_front", cards.id_card_front(guided, chances(f"sample {guided.name}"), sample_mark=True)),
        ("guli_maimaiti-id_card_front", cards.id_card_front(dotted, chances("dotted"), sample_mark=True)),
        ("fan_jiahui-permit_front", permits.hk_mo_tw_front(outside, chances("outside"), mark=True)),
        ("fan_jiahui-permit_back", _marked(permits.hk_mo_tw_back(outside, chances("outside back")))),
        ("erik_lindqvist-permanent_front", permits.permanent_card(abroad, chances("abroad"), mark=True)),
        ("erik_lindqvist-permanent_back", _marked(permits.permanent_back(abroad, chances("abroad back")))),
    )
    for name, side in drawn:
        yield name, photograph.on_table(side, chances(f"table {name}"))


def _of_old(who: Person) -> Person:
    """Return the person with a 15-digit number."""
    return replace(who, number=writings(who.number)[-1])


def _lasting(who: Person) -> Drawn:
    """Draw the back of a card that is valid for years."""
    tries = (cards.id_card_back(who, chances(f"back {who.name} {number}")) for number in range(99))
    return next(drawn for drawn in tries if drawn.fields["valid_until"] > "2032")


def _wanted(maker: Maker, who: Person, field: str, value: str) -> Drawn:
    """Return the first drawing whose field has the value a story needs."""
    tries = (maker(who, chances(f"{who.name} {number}")) for number in range(1000))
    return next(drawn for drawn in tries if drawn.fields[field] == value)


def _marked(drawn: Drawn) -> Drawn:
    """Mark a document as a sample in an empty place."""
    picture = drawn.picture.copy()
    at = (picture.width - 40, 56)
    ImageDraw.Draw(picture).text(at, "样本 SAMPLE", font=font("sans_bold", 34), fill=(214, 120, 110), anchor="rm")
    return replace(drawn, picture=picture)


def main() -> None:
    """Draw all pictures, and the portraits of the sample register."""
    FOLDER.mkdir(exist_ok=True)
    for name, drawn in pictures():
        (FOLDER / f"{name}.jpg").write_bytes(photograph.jpeg(photograph.resized(drawn, _WIDTH), 72))
    for key, member in cast().items():
        face = cv2.imencode(".jpg", portrait(person(member))[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
        (REGISTER / f"{key}.jpg").write_bytes(bytes(face.tobytes()))
        for pose in POSES if member.group == "stories" or key in OTHERS else ():
            (FOLDER / f"{key}-face_{pose}.jpg").write_bytes(before_camera(person(member), pose))


if __name__ == "__main__":
    main()
