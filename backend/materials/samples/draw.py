"""Synthetic documents with ground truth by seed: every class, every degradation at three severities."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from io import BytesIO

import cv2
from PIL import Image

from backend.kit.identity_number import writings
from backend.materials.samples import cards, certificates, layouts, papers, people, permits, photograph
from backend.materials.samples.canvas import Drawn
from backend.materials.samples.portraits import seed_of

Maker = Callable[[people.Person, random.Random], Drawn]


def _long_name(who: people.Person, chance: random.Random) -> Drawn:
    return cards.id_card_front(replace(who, name=people.long_name(chance)), chance)


def _old_number(who: people.Person, chance: random.Random) -> Drawn:
    return papers.household_page(replace(who, number=writings(who.number)[-1]), chance)


KINDS: dict[str, Maker] = {
    "id_card_front": cards.id_card_front,
    "id_card_back": cards.id_card_back,
    "household_page": papers.household_page,
    "residence_permit": cards.residence_permit,
    "bank_card": cards.bank_card,
    "graduation_certificate": certificates.graduation_certificate,
    "business_licence": papers.business_licence,
    "lease": papers.lease,
    "disability_certificate": certificates.disability_certificate,
    "birth_certificate": certificates.birth_certificate,
    "form": papers.form,
    "id_card_front_long_name": _long_name,
    "household_page_old_number": _old_number,
    "hk_mo_tw_front": permits.hk_mo_tw_front,
    "hk_mo_tw_back": permits.hk_mo_tw_back,
    "permanent_card": permits.permanent_card,
    "permanent_card_of_old": permits.permanent_card_of_old,
    "permanent_back": permits.permanent_back,
    "statutory_permit": layouts.statutory_permit,
    "household_first_page": layouts.household_first_page,
    "individuals_licence": layouts.individuals_licence,
    "school_certificate": layouts.school_certificate,
    "lease_of_two_parties": layouts.lease_of_two_parties,
    "disability_certificate_of_period": layouts.disability_certificate_of_period,
    "birth_certificate_of_labels_above": layouts.birth_certificate_of_labels_above,
    "authorisation": layouts.authorisation,
}
"""What can be drawn; `Drawn.kind` says which class of document it is."""
DEGRADATIONS = (
    "clean",
    "phone",
    "turn",
    "quarter",
    "perspective",
    "blur",
    "motion",
    "glare",
    "jpeg",
    "dark",
    "small",
    "crop",
    "copy",
    "hard",
    "purpose",
    "covered",
)
GOOD = ("clean", "phone")
"""Photos as a careful person takes them: nothing here may be refused."""


def document(kind: str, seed: int) -> Drawn:
    """Draw a clean document of a class for the person of the seed."""
    youngest = 2024 if kind.startswith("birth_certificate") else 2004
    return KINDS[kind](people.person(seed, youngest=youngest), people.chances(f"{kind} {seed}"))


def photo(kind: str, degradation: str, severity: int, seed: int) -> tuple[Drawn, bytes]:
    """Return a document as photographed by a phone, with labels and JPEG bytes; severity 1 to 3."""
    chance = people.chances(f"{kind} {degradation} {severity} {seed}")
    return taken(document(kind, seed), degradation, severity, chance)


def taken(drawn: Drawn, degradation: str, severity: int, chance: random.Random) -> tuple[Drawn, bytes]:
    """Return a drawn document as photographed by a phone."""
    seen = _SEEN[degradation](drawn, severity, chance)
    quality = (30, 14, 7)[severity - 1] if degradation == "jpeg" else 88
    return seen, photograph.jpeg(seen, quality)


def draw_id_card(name: str, sex: str, ethnicity: str, birth: date, address: str, number: str) -> bytes:
    """Return a PNG of an identity card marked 样本 SAMPLE; raises `NoChineseFont`."""
    who = people.Person(name, sex, ethnicity, birth, address, number)
    return _id_card(who, seed_of(who))


@lru_cache(maxsize=32)
def _id_card(who: people.Person, face: int) -> bytes:
    """Draw a card once for each face its holder has."""
    drawn = cards.id_card_front(who, people.chances(f"sample {who.name}"), sample_mark=True)
    kept = BytesIO()
    drawn.picture.save(kept, "PNG")
    return kept.getvalue()


def _clean(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    return drawn


def _phone(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    return photograph.on_table(drawn, chance)


def _turn(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    return photograph.turned(drawn, chance.choice([-1, 1]) * (5, 10, 17)[severity - 1])


def _quarter(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    return photograph.turned(photograph.on_table(drawn, chance), 90 * severity)


def _perspective(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    return photograph.on_table(drawn, chance, tilt=(0.1, 0.16, 0.24)[severity - 1])


def _blur(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    sigma = (1.5, 2.5, 4.0)[severity - 1] * drawn.picture.width / 1400
    return photograph.changed(drawn, lambda pixels: cv2.GaussianBlur(pixels, (0, 0), sigma))


def _motion(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    length, angle = (7, 13, 20)[severity - 1] * drawn.picture.width / 1400, chance.uniform(0, 180)
    return photograph.changed(drawn, lambda pixels: photograph.shaken(pixels, length, angle))


def _glare(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    return photograph.glared(photograph.on_table(drawn, chance), chance, severity)


def _dark(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    gain = (0.35, 0.18, 0.09)[severity - 1]
    return photograph.changed(
        photograph.on_table(drawn, chance), lambda pixels: photograph.darkened(pixels, gain, chance)
    )


def _small(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    card = (
        (560, 420, 300)[severity - 1]
        if drawn.picture.width < 1450 and drawn.picture.height < 1000
        else (900, 760, 620)[severity - 1]
    )
    return photograph.resized(photograph.on_table(drawn, chance), round(card / 0.72))


def _crop(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    return photograph.cropped(
        photograph.on_table(drawn, chance, tilt=0.02, turn=2), (0.1, 0.2, 0.32)[severity - 1], chance.randrange(4)
    )


def _copy(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    return photograph.changed(photograph.turned(drawn, severity), photograph.photocopied)


def _hard(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    seen = photograph.on_table(drawn, chance, tilt=0.08, turn=12, share=0.6)
    seen = photograph.changed(seen, lambda pixels: photograph.shaded(pixels, chance))
    seen = photograph.glared(seen, chance, 1)
    return replace(
        photograph.changed(seen, lambda pixels: photograph.shaken(pixels, 3 + severity, chance.uniform(0, 180)))
    )


def _purpose(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    slanted = chance.choice([-1, 1]) * chance.uniform(25, 30)
    marked = photograph.with_purpose_text(
        drawn, chance.choice(people.PURPOSES), (0.3, 0.45, 0.6)[severity - 1], slanted
    )
    return photograph.on_table(marked, chance)


def _covered(drawn: Drawn, severity: int, chance: random.Random) -> Drawn:
    if not drawn.boxes:
        return _phone(drawn, severity, chance)
    name, cover = chance.choice(sorted(drawn.boxes)), chance.choice(photograph.COVERS)
    share = (0.2, 0.35, 0.5)[severity - 1]
    return photograph.on_table(photograph.covered(drawn, name, cover, chance, share, chance.random() < 0.3), chance)


_SEEN: dict[str, Callable[[Drawn, int, random.Random], Drawn]] = {
    "clean": _clean,
    "phone": _phone,
    "turn": _turn,
    "quarter": _quarter,
    "perspective": _perspective,
    "blur": _blur,
    "motion": _motion,
    "glare": _glare,
    "jpeg": _phone,
    "dark": _dark,
    "small": _small,
    "crop": _crop,
    "copy": _copy,
    "hard": _hard,
    "purpose": _purpose,
    "covered": _covered,
}


def thumbnail(drawn: Drawn, side: int = 700) -> Image.Image:
    """Reduce a picture for contact sheets."""
    small = drawn.picture.copy()
    small.thumbnail((side, side))
    return small
