"""Collaborators a case needs: catalogue, vault, receipt signer, registers; built once per process and passed."""

from msgspec import Struct

from backend.cases.receipts.signing import Signer
from backend.catalogue.published import PublishedCatalogue
from backend.kit.crypto import Vault
from backend.registers.gateway import RegisterGateway
from backend.settings import Settings


class CaseServices(Struct, frozen=True):
    """Collaborators of the cases room; one instance per process."""

    catalogue: PublishedCatalogue
    vault: Vault
    signer: Signer
    registers: RegisterGateway
    origin: str
    samples: bool = False
    after_check_percent: int = 5  # of machine approvals, for an officer's eyes afterwards


def case_services(settings: Settings, registers: RegisterGateway) -> CaseServices:
    """Build the collaborators from the settings; the catalogue is empty until it is opened."""
    return CaseServices(
        PublishedCatalogue(), Vault(settings.sealing_keys, settings.hash_key), Signer(settings.receipt_keys), registers,
        settings.origin, settings.sample, settings.after_check_percent,
    )  # fmt: skip
