"""Checks of the photo: legible and complete; each failure says what to do better."""

from collections.abc import Collection

from backend.catalogue.vocabulary import DocumentClass
from backend.materials.reading.checks import KINDS, LABELS
from backend.materials.reading.identity_documents import OUTSIDE, is_substitute, other_side
from backend.materials.reading.types import Check, ExpectedDocument, Finding, Quality, Reading, Region

BLURRED, SOFT = 160.0, 300.0
"""Variance of the Laplacian: drawn photos in focus have 600 and more, strongly blurred ones below 250."""
ILLEGIBLE = 0.86
"""Mean score of the text: photos in focus have 0.97 and more, shaken ones below 0.9."""
BLACK, DIM = 32.0, 60.0
FAR = 240
"""Width of the text in pixels below which faces and small print can't be told apart."""

_STEADY = "请把证件放在桌上，手机拿稳，等画面变清楚了再按快门。可以用两只手拿手机。"
_LIGHT = "请到窗边或者打开灯再拍，不要让手和手机的影子挡住证件。"
_TILT = "请把证件稍微斜一点，避开灯光，关掉闪光灯再拍。"
_BACK_OFF = "请退后一点，把四个角和四条边都拍进去。"
_SIDES = {"left": "左边", "top": "上边", "right": "右边", "bottom": "下边"}


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
    """Return the fields that this side of a document must have; two-sided cards have half on each."""
    if other_side(kind, fields):
        return ("authority", "valid_until")
    return REQUIRED.get(kind, ())


def missing(reading: Reading) -> tuple[str, ...]:
    """Return the required fields that could not be read."""
    return tuple(name for name in required_fields(reading.kind, reading.fields) if name not in reading.fields)


def _called(names: tuple[str, ...]) -> str:
    return "、".join(LABELS.get(name, name) for name in names)


def sharp(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: in focus, without motion blur, close enough."""
    photo, seen = reading.quality, f"{reading.quality.sharpness:.0f}"
    if photo.text_area is None and photo.sharpness < SOFT:
        return Finding(check.name, "could_not_tell", "照片上没有看到文字，看不出清不清楚。")
    if photo.text_area is None:
        return Finding(check.name, "passed", "照片清楚。", seen=seen)
    if photo.sharpness < BLURRED or (photo.legibility < ILLEGIBLE and photo.text_width >= FAR):
        return Finding(check.name, "failed", "照片有点糊，字看不清。", _STEADY, seen, photo.text_area)
    if photo.text_width < FAR and missing(reading):
        return Finding(
            check.name, "failed", "拍得太远了，字太小。", "请靠近一点，让证件占满画面再拍。", seen, photo.text_area
        )
    if photo.sharpness < SOFT and missing(reading):
        unsure = "照片不够清楚，有的字机器没看清。"
        return Finding(check.name, "could_not_tell", unsure, "方便的话，请拿稳手机再拍一张。", seen, photo.text_area)
    return Finding(check.name, "passed", "照片清楚。", seen=seen)


def not_dark(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: enough light."""
    light, area = reading.quality.light, reading.quality.text_area
    if light < BLACK:
        return Finding(check.name, "failed", "照片太暗了，看不清。", _LIGHT, f"{light:.0f}", area)
    if light < DIM and (missing(reading) or area is None):
        return Finding(check.name, "could_not_tell", "照片有点暗，有的字机器没看清。", _LIGHT, f"{light:.0f}", area)
    return Finding(check.name, "passed", "光线可以。", seen=f"{light:.0f}")


def no_glare(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: no reflection on the text."""
    hit, lost = _glare_on_field(reading), _called(missing(reading))
    if hit:
        what = LABELS.get(hit[0], hit[0])
        return Finding(check.name, "failed", f"有一块反光，挡住了“{what}”。", _TILT, what, hit[1])
    if reading.quality.glare and lost:
        return Finding(check.name, "failed", f"有一块反光，“{lost}”看不到了。", _TILT, lost, reading.quality.glare[0])
    if reading.quality.photocopy and lost:
        return Finding(check.name, "could_not_tell", "纸太白，看不出有没有反光。")
    return Finding(check.name, "passed", "没有反光挡住文字。")


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
    side = "、".join(_SIDES[name] for name in photo.cut_sides)
    if photo.text_area is None:
        return Finding(check.name, "could_not_tell", "照片上没有看到文字，看不出拍全了没有。")
    if photo.touches_edge and (photo.cut_sides or missing(reading)):
        return Finding(
            check.name, "failed", f"{side or '边上'}没有拍全，字被切掉了。", _BACK_OFF, side, photo.text_area
        )
    if photo.cut_sides and missing(reading):
        return Finding(check.name, "failed", f"{side}没有拍全。", _BACK_OFF, side, photo.text_area)
    if photo.cut_sides or photo.touches_edge:
        advice = f"如果确实缺了一块，{_BACK_OFF}"
        return Finding(check.name, "could_not_tell", f"{side or '边上'}好像没有拍全。", advice, side, photo.text_area)
    return Finding(check.name, "passed", "拍全了。")


def right_class(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: the requested document class."""
    wanted, seen = expected.kind, KINDS[reading.kind]
    if wanted is None or wanted in ("other", "photo"):
        return Finding(check.name, "could_not_tell", "这份材料由工作人员来看。", seen=seen)
    if reading.kind == wanted or _both_sides(reading, wanted):
        return Finding(check.name, "passed", f"这是{KINDS[wanted]}。", seen=seen)
    if is_substitute(wanted, reading.kind, reading.fields):
        return Finding(check.name, "passed", f"这是{OUTSIDE.get(reading.kind, seen)}，和身份证一样用。", seen=seen)
    if reading.kind_sure and reading.quality.legibility >= ILLEGIBLE and wanted != "form":
        reason = f"这张看起来是{seen}，这里需要的是{KINDS[wanted]}。"
        return Finding(check.name, "failed", reason, f"请换成{KINDS[wanted]}再拍一张。", seen)
    advice = f"如果拍的就是{KINDS[wanted]}，不用管，工作人员会看；也可以再拍一张清楚些的。"
    return Finding(check.name, "could_not_tell", f"机器看不出这是不是{KINDS[wanted]}。", advice, seen)


def _both_sides(reading: Reading, wanted: str) -> bool:
    """Accept a sheet with both sides of a card for either side."""
    need = {"id_card_front": "number", "id_card_back": "authority"}.get(wanted)
    return bool(need) and reading.kind in ("id_card_front", "id_card_back") and need in reading.fields


def fields_readable(check: Check, reading: Reading, expected: ExpectedDocument) -> Finding:
    """Check: all required fields were read. Fails only if the photo explains it; else a person decides."""
    names = _called(missing(reading))
    if not reading.text and expected.kind in (None, "photo", "other"):
        return Finding(check.name, "could_not_tell", "这张照片上没有字，由工作人员来看。")
    if not reading.text:
        advice = "请把证件放平，光线亮一些，靠近一点再拍。"
        return Finding(check.name, "failed", "照片上没有看到能读的字。", advice)
    if not names:
        return Finding(check.name, "passed", "该看的内容都看清了。")
    area = reading.quality.text_area
    if _poor(reading.quality) and reading.kind != "other":
        advice = "请按下面的提示再拍一张；拍清楚了，马上就能继续。"
        return Finding(check.name, "failed", f"“{names}”没有看清。", advice, names, area)
    reason = f"机器没读出“{names}”，工作人员会看。"
    return Finding(check.name, "could_not_tell", reason, "如果照片上看得清，不用重拍。", names, area)


def _poor(photo: Quality) -> bool:
    """Check whether the photo's quality explains unread fields."""
    dim = photo.light < DIM or photo.text_width < FAR
    return dim or photo.sharpness < SOFT or photo.legibility < 0.9 or photo.touches_edge or bool(photo.glare)
