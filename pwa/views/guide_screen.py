"""A guide's screen as a page and as a piece of a stream, for officers and helpers alike."""

from datetime import datetime
from uuid import UUID

from backend.cases.services import CaseServices
from backend.guidance import messages, record
from backend.guidance.guide import Guide
from backend.guidance.screen import guide_screen
from backend.kit import masking
from backend.kit.clock import SHANGHAI
from backend.kit.sql import Db
from backend.residents import service as residents
from pwa.templates import render
from pwa.views.guidance import GuideView, guide_view


async def screen_of(db: Db, services: CaseServices, guide: Guide, id: UUID, now: datetime) -> tuple[str, GuideView]:
    """The masked name of whom a guide guides, and the guide's screen; raises NotThere when it is over or somebody else's."""
    screen = await guide_screen(db, services, guide, id, now)
    about = await record.service_of(db, services, screen.session)
    who = await residents.identity_of(db, services.vault, screen.session.person)
    until = screen.until.astimezone(SHANGHAI).strftime("%H:%M") if screen.until else ""
    return masking.name(who.name), guide_view(screen, about, until, dict(messages.PAGES))


async def screen_piece(
    db: Db, services: CaseServices, guide: Guide, id: UUID, base: str, token: str, now: datetime
) -> str:
    """The part of the page that changes."""
    _, view = await screen_of(db, services, guide, id, now)
    return render("components/guide_screen/piece.html", view=view, base=base, token=token)
