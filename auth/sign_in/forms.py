"""Forms of signing in."""

from typing import Annotated

from msgspec import Meta, Struct

from auth.session.return_to import HOME
from backend.kit.phone_number import Region

Short = Annotated[str, Meta(max_length=40)]
LongNext = Annotated[str, Meta(max_length=600)]


class PhoneForm(Struct, forbid_unknown_fields=True):
    """Form of the first page: phone number."""

    phone: Short = ""
    region: Region = "CN"
    next: LongNext = HOME
    shared: Annotated[str, Meta(max_length=3)] = ""


class CodeForm(Struct, forbid_unknown_fields=True):
    """Form of the second page: one-time code."""

    code: Short = ""
