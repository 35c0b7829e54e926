"""What one chooses for a service from nothing."""

from typing import get_args

from msgspec import Struct

from backend.catalogue.load import department_name, read_categories, read_departments
from backend.catalogue.vocabulary import ItemType
from pwa.pages.studio.input_options import InputOption


class NewServicePage(Struct, frozen=True):
    """Departments, categories and item types to choose from."""

    departments: list[InputOption]
    categories: list[InputOption]
    item_types: list[InputOption]


def choices_for_new() -> NewServicePage:
    """Return what there is to choose from."""
    return NewServicePage(
        [InputOption(key, department_name(key)) for key in (*read_departments(), "street")],
        [InputOption(str(one.number), one.name) for one in read_categories()],
        [InputOption(one, one) for one in get_args(ItemType)],
    )
