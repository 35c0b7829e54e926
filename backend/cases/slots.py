"""Slots of a case: the material of its service that a paper is handed in for."""

from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.types import RequiredMaterial as Asked
from backend.kit.problems import NotThere
from backend.kit.sql import Db


async def material_for_slot(db: Db, services: CaseServices, case: Case, slot: str) -> Asked:
    """Find the material of a slot. Raises NotThere."""
    version = await services.catalogue.version(db, case.service_version)
    for material in version.service.material:
        if material.key == slot:
            return material
    raise NotThere
