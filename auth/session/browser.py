"""The browser of a request: its cookies, its session, and the headers that the response gives it."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message

from auth.session import cookie
from auth.session.sessions import TOTAL, Session, Sessions, visitor_of_session, with_proof
from auth.session.user_agent import describe
from backend.kit.crypto import Vault
from backend.kit.problems import Unavailable
from backend.kit.web import token_for
from backend.residents.types import Assurance, FreshProof, ProofMeans, Staff, Visitor

MOST_FORMER = 4


class Browser:
    """One request's view of its browser; the id changes at each sign-in and step-up (session fixation, CWE-384)."""

    def __init__(
        self,
        session_id: str,
        sessions: Sessions,
        csrf_key: bytes,
        *,
        secure: bool,
        user_agent: str = "",
        known_browser: str = "",
    ) -> None:
        self.session_id, self.sessions, self.csrf_key = session_id, sessions, csrf_key
        self.known_browser = (
            known_browser  # by which this browser is known long after its sessions; empty where it was never here
        )
        self.known_browser_renewed = False
        self.switched = False  # acts for another from now on, or no longer
        self.secure, self.user_agent = secure, user_agent
        self.session: Session | None = None
        self.down = False  # Redis did not answer: we don't know who this is
        self.new = False
        self.clear = ""  # what the browser is told to forget (Clear-Site-Data)

    @property
    def vault(self) -> Vault:
        """Keys for the marks in ids."""
        return self.sessions.vault

    @property
    def device(self) -> str:
        """Kind of device and browser, for lists of sessions and passkeys."""
        return describe(self.user_agent)

    @property
    def visitor(self) -> Visitor:
        """The visitor that routes see."""
        if self.session is None:
            return Visitor(token=self._token_of(self.session_id) if self.session_id else "")
        return visitor_of_session(self.session, self.session_id, self._token_of(self.session_id), self.sessions.clock())

    async def still_signed_in(self) -> bool:
        """Is the session of this request still there, for the same person or officer in the same hat? Without Redis nobody can end one."""
        if self.session is None:
            return False
        try:
            now = await self.sessions.resume(self.session_id, renew=False)
        except Unavailable:
            return True
        session = self.session
        return now is not None and (now.person, now.staff, now.mandate) == (
            session.person,
            session.staff,
            session.mandate,
        )

    @property
    def lapsed(self) -> bool:
        """Has a session of this browser ended?"""
        return self.session is None and cookie.is_owned(self.session_id)

    @property
    def former(self) -> tuple[str, ...]:
        """Form tokens of the ids that this session had before."""
        return self.session.former if self.session else ()

    def token(self) -> str:
        """CSRF token of this browser; a browser without an id gets one."""
        if not self.session_id:
            self.take(cookie.new_id(self.vault))
        return self._token_of(self.session_id)

    def _token_of(self, session_id: str) -> str:
        return token_for(self.csrf_key, cookie.redis_name(session_id))

    def take(self, session_id: str) -> None:
        """Set a new id, sent with the response."""
        self.session_id, self.new = session_id, True

    def keep(self) -> str:
        """Create or renew the long-lived mark of a known browser."""
        self.known_browser, self.known_browser_renewed = self.known_browser or secrets.token_urlsafe(32), True
        return self.known_browser

    def knows(self, owner: str) -> bool:
        """Does the browser's last id belong to this owner, or to no owner yet? Otherwise nothing saved in it may be given out."""
        return not cookie.is_owned(self.session_id) or cookie.belongs_to(self.vault, self.session_id, owner)

    async def start_session(self, session: Session) -> None:
        """Start a session under a new id; an earlier session of this browser ends."""
        kept: tuple[str, ...] = ()
        if self.session_id and self.knows(session.owner):
            kept = (self._token_of(self.session_id), *self.former)[:MOST_FORMER]
        await self._end()
        session = msgspec.structs.replace(session, former=kept, device=self.device)
        self.take(await self.sessions.start(session))
        self.session = session

    async def sign_in(
        self, person: UUID, assurance: Assurance, means: ProofMeans, at: datetime | None, *, shared: bool = False
    ) -> None:
        """This browser now speaks for this resident, who proved it by these means at this moment, if we know the moment."""
        now = self.sessions.clock()
        await self.start_session(
            Session(
                person=person, assurance=assurance, since=now, ends=now + TOTAL, shared=shared, signed_in_with=means,
                proofs=(FreshProof(at, means),) if at else (),
            )
        )  # fmt: skip

    async def sign_in_staff(self, staff: Staff, at: datetime | None) -> None:
        """This browser now speaks for this member of staff, who signed in at their provider at this moment."""
        now = self.sessions.clock()
        proofs = (FreshProof(at, "staff"),) if at else ()
        await self.start_session(
            Session(staff=staff, since=now, ends=now + TOTAL, signed_in_with="staff", proofs=proofs)
        )

    async def step_up(self, proof: FreshProof, assurance: Assurance | None = None) -> None:
        """The person proved again who they are: a new id, and perhaps a higher assurance; the total limit stays."""
        if self.session is not None:
            level = self.session.assurance if assurance is None else assurance
            proofs = with_proof(self.session.proofs, proof)
            await self.start_session(msgspec.structs.replace(self.session, proofs=proofs, assurance=level))

    def proof(self, means: ProofMeans) -> FreshProof:
        """A proof of this moment."""
        return FreshProof(self.sessions.clock(), means)

    async def know(self, assurance: Assurance) -> None:
        """Raise the assurance of the session under a new id; this is no fresh proof."""
        if self.session is not None and assurance > self.session.assurance:
            await self.start_session(msgspec.structs.replace(self.session, assurance=assurance))

    async def switch(self, mandate: UUID | None, acting_for: str = "") -> None:
        """Act by a mandate for the person of this name, or for oneself again, under a new session id."""
        self.switched = True
        if self.session is not None and self.session.mandate != mandate:
            await self.start_session(msgspec.structs.replace(self.session, mandate=mandate, acting_for=acting_for))

    async def leave(self) -> None:
        """Sign out here; a device that others use forgets everything."""
        shared = cookie.is_shared(self.session_id)
        self.switched = self.session is not None and self.session.mandate is not None
        await self._end()
        self.session_id, self.new = "", True
        self.clear = '"cache", "cookies", "storage"' if shared else '"cache"'

    def forget_if_left(self) -> None:
        """Clear storage and cache after a session on a shared device ended without signing out.

        The cookie stays, so that a form they had just sent waits for them, and for nobody else.
        """
        if self.lapsed and cookie.is_shared(self.session_id):
            self.clear = '"cache", "storage"'

    async def _end(self) -> None:
        if self.session is not None:
            await self.sessions.end(self.session_id, self.session)
        self.session = None

    def mark(self, message: Message) -> None:
        """Add cookies and cache headers to the response; personal pages are never cached."""
        headers = MutableScopeHeaders.from_message(message)
        if self.new:
            line = cookie.write(self.session_id, self.secure) if self.session_id else cookie.erase(self.secure)
            headers.add("set-cookie", line)
        if self.switched:
            acting = self.session is not None and self.session.mandate is not None
            headers.add("set-cookie", cookie.write_acting(self.secure, acting=acting))
        if self.known_browser_renewed:
            headers.add("set-cookie", cookie.write_known_browser(self.known_browser, self.secure))
        if self.clear:
            headers.add("clear-site-data", self.clear)
        if (self.new or self.session is not None) and "cache-control" not in headers:
            headers.add("cache-control", "no-store")


def browser_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Browser:
    """The browser that the session middleware put into the request."""
    found: Browser = connection.scope["state"]["browser"]
    return found
