"""Names of provinces, cities and counties of all years, for validating authorities and addresses.

The list comes with python-stdnum (cn/loc.dat); it serves to confirm what was read, never to refuse a person.
"""

import re
from functools import cache
from importlib.resources import files

from backend.materials.reading.printed import PRINTED

WORDS = PRINTED.words["place_names"]
_ENTRY = re.compile(r'^\s+(\d{4}) county="([^"]*)"')
_PROVINCE = re.compile(r'^(\d{2}) province="([^"]*)"')
_YEARS = re.compile(r"\[[\d\-]*\]")
_OFFICE = re.compile(WORDS["bureau"])
_SUFFIX = re.compile(WORDS["place_ending"])
_OWN_BUREAUS = frozenset(WORDS["own_bureaus"].split())
"""Districts and bureaus of Shenzhen; some are younger than the list."""


@cache
def _names() -> dict[str, frozenset[str]]:
    """Return every place name with the first four digits of its codes; provinces with two."""
    found: dict[str, set[str]] = {}
    province = ""
    for line in files("stdnum").joinpath("cn/loc.dat").read_text("utf-8").splitlines():
        head, entry = _PROVINCE.match(line), _ENTRY.match(line)
        if head:
            province = head[1]
            found.setdefault(head[2], set()).add(province)
        elif entry:
            for name in _YEARS.sub("", entry[2]).split(","):
                found.setdefault(name.strip(), set()).add(province + entry[1][:2])
    return {name: frozenset(codes) for name, codes in found.items()}


def is_known_office(authority: str) -> bool:
    """Check that a police authority's name consists of existing places, the district inside its city."""
    match = _OFFICE.fullmatch(authority)
    if not match:
        return False
    cities = _names().get(match["city"])
    if not cities:
        return False
    district = match["district"]
    return district is None or _inside(district, cities)


def _inside(district: str, cities: frozenset[str]) -> bool:
    stem = _SUFFIX.sub("", district) if len(district) > 2 else district
    if any(code.startswith("4403") for code in cities) and stem in _OWN_BUREAUS:
        return True
    known = frozenset().union(*(_names().get(stem + end, frozenset()) for end in WORDS["place_endings"].split()))
    return any(code.startswith(city) or city.startswith(code) for code in known for city in cities)
