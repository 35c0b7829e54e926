"""Shows a page of this house; the look itself is given by the application, since auth knows no templates."""

from http import HTTPStatus
from typing import Any, Protocol

from litestar import Request, Response

from auth.browser import browser_of
from backend.kit.problems import Refusal


class Page(Protocol):
    """Renders a template for this visitor."""

    def __call__(self, request: Request[Any, Any, Any], name: str, /, *, status: int, **context: Any) -> Response[str]:
        """The page as a response."""
        ...


def show(request: Request[Any, Any, Any], name: str, *, status: int = HTTPStatus.OK, **context: Any) -> Response[str]:
    """A page with a form: the browser gets an id, and the form the token that belongs to it."""
    render: Page = request.app.state.page
    return render(request, name, status=status, token=browser_of(request).token(), **context)


def plain(request: Request[Any, Any, Any], name: str, **context: Any) -> Response[str]:
    """A page without a form of its own: no id is given for it."""
    render: Page = request.app.state.page
    return render(request, name, status=HTTPStatus.OK, **context)


def wrong(field: str, refusal: Refusal) -> list[dict[str, str]]:
    """One error for the summary on top of the page, leading to its field."""
    return [{"text": refusal.sentence, "href": f"#f-{field}"}]
