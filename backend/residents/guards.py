"""Access policies of routes. A route without one stops the start."""

from collections.abc import Callable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler

from backend.kit.problems import NotAllowed, NotThere, SignInNeeded, WrongMethod
from backend.residents.step_up import NotWhileHelping, need_another_factor, need_fresh
from backend.residents.types import Acting, Assurance, Role, Staff, Visitor

Who = NamedDependency[Acting]
StaffWho = NamedDependency[Staff]
Policy = Callable[[Visitor], None]


def public(visitor: Visitor) -> None:
    """Anybody, signed in or not."""


def signed_in(visitor: Visitor) -> None:
    """A resident who signed in."""
    if visitor.person is None:
        raise SignInNeeded


def confirmed(visitor: Visitor) -> None:
    """A resident who proved within the last ten minutes, by any means, that it is them."""
    signed_in(visitor)
    need_fresh(visitor.proofs)


def confirmed_by_another_factor(visitor: Visitor) -> None:
    """A resident who proved it within the last ten minutes by more than an SMS: for acts that move money or a contact."""
    signed_in(visitor)
    need_another_factor(visitor.proofs)


def confirmed_by_best_factor(visitor: Visitor) -> None:
    """Policy: a fresh proof by another factor than SMS where the identity is proven; an account with only a number proves by SMS."""
    signed_in(visitor)
    if visitor.assurance > Assurance.PHONE:
        need_another_factor(visitor.proofs)
    need_fresh(visitor.proofs)


def confirmed_for_contact(visitor: Visitor) -> None:
    """For a contact: more than an SMS of who is verified; below that there is no other factor, and nothing that it would protect."""
    signed_in(visitor)
    if visitor.assurance >= Assurance.VERIFIED:
        need_another_factor(visitor.proofs)
    need_fresh(visitor.proofs)


def proven(level: Assurance) -> Policy:
    """A resident of whom we know at least this."""

    def policy(visitor: Visitor) -> None:
        signed_in(visitor)
        if visitor.assurance < level:
            raise NotAllowed

    policy.__name__ = f"proven_{level.name.lower()}"
    return policy


def staff(*roles: Role) -> Policy:
    """Policy: a member of staff with one of these roles."""

    def policy(visitor: Visitor) -> None:
        if visitor.staff is None:
            raise SignInNeeded
        if not visitor.staff.roles & set(roles):
            raise NotAllowed

    policy.__name__ = "staff_" + "_".join(roles)
    return policy


def confirmed_staff(*roles: Role) -> Policy:
    """Policy: such a member of staff who signed in within the last ten minutes, for changes that affect everybody."""
    known = staff(*roles)

    def policy(visitor: Visitor) -> None:
        known(visitor)
        need_fresh(visitor.proofs)

    policy.__name__ = "confirmed_" + known.__name__
    return policy


def access(policy: Policy, **opt: Any) -> dict[str, Any]:
    """The `opt` of a route: its access policy and, rarely, more."""
    return {"access": policy, **opt}


def visitor_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Visitor:
    """The visitor that the session middleware found for this request."""
    found = connection.scope["state"].get("visitor")
    return found if isinstance(found, Visitor) else Visitor()


async def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The one guard of the whole application: ask the route's own policy; a route without one has no door.

    While its visitor acts for another, a route that doesn't say what it does there (`helper`) is closed.

    It waits for nothing, and yet is a coroutine: the framework sends a plain function through a thread.
    """
    policy: Policy | None = handler.opt.get("access")
    if (
        policy is None and connection.scope.get("method") == "OPTIONS"
    ):  # the framework's own answer; open data is answered before it
        raise WrongMethod(allow=", ".join(methods_of(connection)))
    if policy is None:
        raise NotThere
    visitor = visitor_of(connection)
    policy(visitor)
    if visitor.mandate is not None and policy is not public and handler.opt.get("helper") is None:
        raise NotWhileHelping


def methods_of(connection: ASGIConnection[Any, Any, Any, Any]) -> list[str]:
    """HTTP methods of the route of this request."""
    template = connection.scope.get("path_template", "")
    found = {
        method
        for route in connection.app.routes
        if template in (route.path, route.path_format)
        for method in getattr(route, "methods", ())
    }
    return sorted(found)
