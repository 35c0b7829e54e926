"""Dependencies that page handlers get injected, by name."""

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from backend.cases.services import CaseServices

InjectedServices = NamedDependency[SkipValidation[CaseServices]]
