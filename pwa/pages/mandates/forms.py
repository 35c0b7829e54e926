"""What the forms about a mandate send, as the room takes it."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from backend.delegation.invitations.inviting import To
from backend.delegation.letters import Facts
from backend.delegation.principals import Named
from backend.delegation.problems import (
    FactsMissing,
    HelperNotProven,
    NotOneself,
    PersonUnknown,
    TermNotOffered,
    TooManyInvitations,
)
from backend.delegation.scope import Wish
from backend.delegation.types import Relation
from backend.kit.phone_number import NoPhoneNumber, mobile
from backend.kit.problems import Refusal
from pwa.views.mandate_forms import PowerName, named, wish_of
from pwa.views.parts import FormError, field_error

Short = Annotated[str, Meta(max_length=10)]
FIELDS: dict[type[Refusal], str] = {
    NoPhoneNumber: "phone", NotOneself: "phone", TooManyInvitations: "phone", TermNotOffered: "term", PersonUnknown: "id_number",
    FactsMissing: "name",
}  # fmt: skip
"""The field that a refusal is about."""


class InvitationForm(Struct, forbid_unknown_fields=True, kw_only=True):
    """An invitation or request; `way` says which of its two buttons was pressed."""

    of: Annotated[str, Meta(max_length=700)]
    power: PowerName
    term: Annotated[str, Meta(max_length=3)]
    relation: Relation | Literal[""] = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    name: Annotated[str, Meta(max_length=60)] = ""
    way: Literal["phone", "code"] = "phone"

    @property
    def wish(self) -> Wish:
        """What the mandate should reach; raises TermNotOffered and NothingChosen."""
        return wish_of(self.of, self.power, self.term, self.relation)

    @property
    def to(self) -> To:
        """Receiver: a number, or anybody who scans the code; raises NoPhoneNumber."""
        return To(phone=mobile(self.phone), name=self.name) if self.way == "phone" else To()


class NamedForm(Struct, forbid_unknown_fields=True, kw_only=True):
    """A request for the consent of somebody who is called or gets a letter: who that is, by name and identity number."""

    of: Annotated[str, Meta(max_length=700)]
    power: PowerName
    term: Annotated[str, Meta(max_length=3)]
    relation: Relation | Literal[""] = ""
    name: Annotated[str, Meta(max_length=60)] = ""
    id_number: Annotated[str, Meta(max_length=60)] = ""

    @property
    def wish(self) -> Wish:
        """What the mandate should reach; raises TermNotOffered and NothingChosen."""
        return wish_of(self.of, self.power, self.term, self.relation)

    @property
    def named(self) -> Named:
        """Whom it is about; raises PersonUnknown for what can't be a name and number."""
        return named(self.name, self.id_number)


class LetterForm(Struct, forbid_unknown_fields=True, kw_only=True):
    """The code of a letter, and facts about who got it."""

    code: Annotated[str, Meta(max_length=40)] = ""
    name: Annotated[str, Meta(max_length=60)] = ""
    born_year: Short = ""
    born_month: Short = ""
    born_day: Short = ""
    last_four: Short = ""

    @property
    def facts(self) -> Facts:
        """What stands beside the code; raises FactsMissing."""
        try:
            born = date(int(self.born_year), int(self.born_month), int(self.born_day))
            return msgspec.convert({"name": self.name, "born": born, "last_four": self.last_four.strip()}, Facts)
        except (ValueError, msgspec.ValidationError) as error:
            raise FactsMissing from error


def errors_of(refusal: Refusal, otherwise: str) -> list[FormError]:
    """One error for the summary on top of a form, leading to its field, or to the pages of proving who one is."""
    if isinstance(refusal, HelperNotProven):
        return [FormError(refusal.sentence, "/me/identity?next=/mandates/ask")]
    return [field_error(FIELDS.get(type(refusal), otherwise), refusal.sentence)]
