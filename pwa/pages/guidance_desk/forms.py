"""What the desk of guidance sends, and who may."""

from typing import Annotated

from msgspec import Meta, Struct

from backend.guidance.guide import Guide, as_officer
from backend.kit.problems import NotAllowed
from backend.residents.guards import StaffWho


class TypedCode(Struct, forbid_unknown_fields=True):
    """The code that somebody reads out."""

    code: Annotated[str, Meta(max_length=20)]


class DeskNoteForm(Struct, forbid_unknown_fields=True):
    """A note for the next guide."""

    note: Annotated[str, Meta(max_length=500)] = ""


def guide_of(staff: StaffWho) -> Guide:
    """This member of staff, for their department; raises NotAllowed for one without."""
    if not staff.department:
        raise NotAllowed
    return as_officer(staff)
