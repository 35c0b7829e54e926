"""Checks of the photo: legible and complete; each failure says what to do better."""

from collections.abc import Collection

from backend.catalogue.vocabulary import DocumentClass
from backend.materials.reading.check_names import LABEL_KEYS
from backend.materials.reading.identity_documents import is_substitute, other_side, substitute_name
from backend.materials.reading.types import Check, ExpectedDocument, Finding, Quality, Reading, Region

BLURRED, SOFT = 160.0, 300.0
"""Variance of the Laplacian: drawn photos in focus have 600 and more, strongly blurred ones below 250."""
ILLEGIBLE = 0.86
"""Mean score of the text: photos in focus have 0.97 and more, shaken ones below 0.9."""
BLACK, DIM = 32.0, 60.0
FAR = 240
"""Width of the text in pixels below which faces and small print can't be told apart."""
SOME_EDGE = "edge"


REQUIRED: dict[DocumentClass, tuple[str, ...]] = {
    "id_card_front": ("name", "sex", "ethnicity", "birth_date", "address", "number"),
    "id_card_back": ("authority", "valid_from", "valid_until"),
    "residence_permit": ("name", "number"),
    "permanent_residence_card": ("name", "number", "valid_until"),
    "household_page": ("name", "relation", "number"),
    "bank_card": ("number",),
    "graduation_certificate": ("name", "school", "certificate_number"),
    "business_licence": ("credit_code", "name"),
    "lease": ("tenant", "address"),
    "disability_certificate": ("name", "number", "category", "level"),
    "birth_certificate": ("name", "birth_date", "number"),
    "form": (),
}
"""The fields without which a paper of this kind is of no use."""


def required_fields(kind: DocumentClass, fields: Collection[str]) -> tuple[str, ...]:
    """Return the fields that this side of a document must have; two-sided cards have half on each, and a register's first page names no relation."""
    if other_side(kind, fields):
        return ("authority", "valid_until")
    if kind == "household_page" and "household_number" in fields:
        return ("name", "address")
    return REQUIRED.get(kind, ())


def missing(reading: Reading) -> tuple[str, ...]:
    """Return the required fields that could not be read."""
    return tuple(name for name in required_fields(reading.kind, reading.fields) if name not in reading.fields)


def _wanted_and_missing(reading: Reading, expected: ExpectedDocument) -> tuple[str, ...]:
    """Return the missing fields; of a page without a class those of the paper that was asked for."""
    if reading.kind != "other" or expected.kind is None:
        return missing(reading)
    return tuple(name for name in REQUIRED.get(expected.kind, ()) if name not in reading.fields)


def _labels(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(LABEL_KEYS[name] for name in names))


def sharp(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: in focus, without motion blur, close enough."""
    photo, seen = reading.quality, f"{reading.quality.sharpness:.0f}"
    if photo.text_area is None and photo.sharpness < SOFT:
        return Finding(check.name, "could_not_tell", "sharp.no_text")
    if photo.text_area is None:
        return Finding(check.name, "passed", "sharp.passed", seen=seen)
    if photo.sharpness < BLURRED or (photo.legibility < ILLEGIBLE and photo.text_width >= FAR):
        return Finding(check.name, "failed", "sharp.blurred", seen=seen, region=photo.text_area)
    if photo.text_width < FAR and missing(reading):
        return Finding(check.name, "failed", "sharp.far", seen=seen, region=photo.text_area)
    if photo.sharpness < SOFT and missing(reading):
        return Finding(check.name, "could_not_tell", "sharp.soft", seen=seen, region=photo.text_area)
    return Finding(check.name, "passed", "sharp.passed", seen=seen)


def not_dark(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: enough light."""
    light, area = reading.quality.light, reading.quality.text_area
    if light < BLACK:
        return Finding(check.name, "failed", "light.dark", seen=f"{light:.0f}", region=area)
    if light < DIM and (missing(reading) or area is None):
        return Finding(check.name, "could_not_tell", "light.dim", seen=f"{light:.0f}", region=area)
    return Finding(check.name, "passed", "light.passed", seen=f"{light:.0f}")


def no_glare(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: no reflection on the text."""
    hit, lost, glare = _glare_on_field(reading), _labels(missing(reading)), reading.quality.glare
    if hit:
        return Finding(check.name, "failed", "glare.on_field", {"field": LABEL_KEYS[hit[0]]}, hit[0], hit[1])
    if glare and lost:
        return Finding(check.name, "failed", "glare.lost", {"fields": lost}, ",".join(lost), glare[0])
    if reading.quality.photocopy and lost:
        return Finding(check.name, "could_not_tell", "glare.white_paper")
    return Finding(check.name, "passed", "glare.passed")


def _glare_on_field(reading: Reading) -> tuple[str, Region] | None:
    """Return the first field under a reflection, unless its value is confirmed otherwise."""
    for name, field in reading.fields.items():
        for blob in reading.quality.glare:
            if field.region and not field.confirmed and _overlap(field.region, blob):
                return name, blob
    return None


def _overlap(one: Region, other: Region) -> bool:
    across = one.left < other.right and other.left < one.right
    return one.page == other.page and across and one.top < other.bottom and other.top < one.bottom


def complete(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: all edges of the paper are in the picture."""
    photo = reading.quality
    facts, seen = {"sides": photo.cut_sides or (SOME_EDGE,)}, ",".join(photo.cut_sides)
    if photo.text_area is None:
        return Finding(check.name, "could_not_tell", "complete.no_text")
    if photo.touches_edge and (photo.cut_sides or missing(reading)):
        return Finding(check.name, "failed", "complete.text_cut", {**facts}, seen, photo.text_area)
    if photo.cut_sides and missing(reading):
        return Finding(check.name, "failed", "complete.cut", {**facts}, seen, photo.text_area)
    if photo.cut_sides or photo.touches_edge:
        return Finding(check.name, "could_not_tell", "complete.maybe_cut", {**facts}, seen, photo.text_area)
    return Finding(check.name, "passed", "complete.passed")


def right_class(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: the requested document class."""
    wanted, seen = expected.kind, reading.kind
    if wanted is None or wanted in ("other", "photo"):
        return Finding(check.name, "could_not_tell", "class.for_person", seen=seen)
    if reading.several_people:
        return Finding(check.name, "failed", "class.several", seen=seen)
    sure = reading.kind_sure
    if sure and (reading.kind == wanted or _both_sides(reading, wanted)):
        return Finding(check.name, "passed", "class.passed", {"kind": wanted}, seen)
    if sure and is_substitute(wanted, reading.kind, reading.fields):
        return Finding(check.name, "passed", "class.substitute", {"kind": substitute_name(seen)}, seen)
    alike = reading.kind == wanted or is_substitute(wanted, reading.kind, reading.fields)
    if sure and not alike and reading.quality.legibility >= ILLEGIBLE and wanted != "form":
        return Finding(check.name, "failed", "class.other", {"kind": wanted, "seen": seen}, seen)
    return Finding(check.name, "could_not_tell", "class.unsure", {"kind": wanted}, seen)


def _both_sides(reading: Reading, wanted: str) -> bool:
    """Accept a sheet with both sides of a card for either side."""
    need = {"id_card_front": "number", "id_card_back": "authority"}.get(wanted)
    return bool(need) and reading.kind in ("id_card_front", "id_card_back") and need in reading.fields


def fields_readable(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: all required fields were read. Fails only if the photo explains it; else a person decides."""
    names = _labels(_wanted_and_missing(reading, expected))
    if not reading.text and expected.kind in (None, "photo", "other"):
        return Finding(check.name, "could_not_tell", "fields.no_text")
    if not reading.text:
        return Finding(check.name, "failed", "fields.unreadable")
    if not names:
        return Finding(check.name, "passed", "fields.passed")
    facts, seen, area = {"fields": names}, ",".join(names), reading.quality.text_area
    if reading.quality.purpose_text:
        return Finding(check.name, "could_not_tell", "fields.purpose_text", {**facts}, seen, area)
    if _poor(reading.quality) and reading.kind != "other":
        return Finding(check.name, "failed", "fields.unclear", {**facts}, seen, area)
    return Finding(check.name, "could_not_tell", "fields.for_person", {**facts}, seen, area)


def _poor(photo: Quality) -> bool:
    """Check whether the photo's quality explains unread fields."""
    dim = photo.light < DIM or photo.text_width < FAR
    return dim or photo.sharpness < SOFT or photo.legibility < 0.9 or photo.touches_edge or bool(photo.glare)
