"""What auth gives to the routes by name: who acts, which member of staff, and the browser."""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation

from auth.browser import Browser, browser_of
from auth.sms import Gateway
from backend.kit.problems import SignInNeeded
from backend.residents.guards import visitor_of
from backend.residents.types import Acting, Staff, Visitor

Here = NamedDependency[SkipValidation[Browser]]
Sms = NamedDependency[SkipValidation[Gateway]]


def acting(request: Request[Any, Any, Any]) -> Acting:
    """The resident who is signed in, acting for themselves."""
    visitor = visitor_of(request)
    if visitor.person is None:
        raise SignInNeeded
    return Acting(person=visitor.person, principal=visitor.person, assurance=visitor.assurance)


def staff(request: Request[Any, Any, Any]) -> Staff:
    """The member of staff who is signed in."""
    found = visitor_of(request).staff
    if found is None:
        raise SignInNeeded
    return found


def visitor(request: Request[Any, Any, Any]) -> Visitor:
    """Whoever is there."""
    return visitor_of(request)


def browser(request: Request[Any, Any, Any]) -> Browser:
    """The browser of this request, to sign in or out."""
    return browser_of(request)


def sms(request: Request[Any, Any, Any]) -> Gateway:
    """The way to a phone."""
    gateway: Gateway = request.app.state.sms
    return gateway


DEPENDENCIES = {f.__name__: Provide(f, sync_to_thread=False) for f in (acting, staff, visitor, browser, sms)}
