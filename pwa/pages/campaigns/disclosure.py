"""How counts are rounded on these pages: the same group always to the same number."""

from backend.cases.services import CaseServices
from backend.kit.crypto import eldest
from backend.population.disclosure_control import DisclosureRule


def shown(services: CaseServices) -> DisclosureRule:
    """The rule that says which counts may be shown."""
    return DisclosureRule(eldest(services.vault.hash_keys).secret)
