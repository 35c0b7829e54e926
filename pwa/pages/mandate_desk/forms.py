"""What the officers' forms about mandates send, as the room takes it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from backend.delegation.counter import AtCounter
from backend.delegation.principals import Named
from backend.delegation.problems import HelperHasNoAccount, PersonUnknown
from backend.delegation.scope import Wish
from backend.delegation.signals.review_signal import Outcome
from backend.delegation.types import Relation
from backend.kit.problems import Refusal
from pwa.views.mandate_forms import PowerName, named, wish_of
from pwa.views.parts import FormError, field_error

Name = Annotated[str, Meta(max_length=60)]
Tick = Annotated[str, Meta(max_length=3)]
FIELDS: dict[type[Refusal], str] = {PersonUnknown: "principal_number", HelperHasNoAccount: "helper_number"}
"""The field that a refusal is about; any other is about the two ticks."""


class PeopleForm(Struct, forbid_unknown_fields=True, kw_only=True):
    """Two people by name and identity number."""

    principal_name: Name = ""
    principal_number: Name = ""
    helper_name: Name = ""
    helper_number: Name = ""

    @property
    def principal(self) -> Named:
        """Whose affairs they are; raises PersonUnknown."""
        return named(self.principal_name, self.principal_number)

    @property
    def helper(self) -> Named:
        """Who will act; raises PersonUnknown."""
        return named(self.helper_name, self.helper_number)


class MandateForm(PeopleForm, forbid_unknown_fields=True, kw_only=True):
    """A mandate that an officer writes down; the ticks only where both people are there."""

    of: Annotated[str, Meta(max_length=700)]
    power: PowerName
    term: Annotated[str, Meta(max_length=3)]
    relation: Relation | Literal[""] = ""
    seen_both: Tick = ""
    read_aloud: Tick = ""

    @property
    def wish(self) -> Wish:
        """What the mandate should reach; raises TermNotOffered and NothingChosen."""
        return wish_of(self.of, self.power, self.term, self.relation)

    @property
    def at_counter(self) -> AtCounter:
        """The whole, as the room takes it."""
        return AtCounter(
            principal=self.principal, helper=self.helper, wish=self.wish, seen_both=self.seen_both == "yes",
            read_aloud=self.read_aloud == "yes",
        )  # fmt: skip


class GuardianForm(PeopleForm, forbid_unknown_fields=True, kw_only=True):
    """A guardian with the number of the decision that appointed them."""

    paper: Annotated[str, Meta(max_length=80)] = ""


class FindForm(Struct, forbid_unknown_fields=True, kw_only=True):
    """Whose mandates an officer looks for: somebody who calls or stands at the counter."""

    name: Name = ""
    number: Name = ""


class SignsForm(Struct, forbid_unknown_fields=True):
    """What an officer found out about the signs in a mandate."""

    outcome: Outcome
    why: Annotated[str, Meta(max_length=500)] = ""


class EndForm(Struct, forbid_unknown_fields=True):
    """Why an officer ends a mandate."""

    reason: Literal["by_principal", "fraud", "register"]


def errors_of(refusal: Refusal, otherwise: str) -> list[FormError]:
    """One error for the summary on top of a form, leading to its field."""
    return [field_error(FIELDS.get(type(refusal), otherwise), refusal.sentence)]
