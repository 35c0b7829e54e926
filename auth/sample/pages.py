"""The pages of the sample provider, marked as a sample."""

from html import escape
from http import HTTPStatus
from pathlib import Path

from litestar import Response

from auth.sample.accounts import SAYS, SampleAccount, SampleProvider
from auth.sample.authorization_server import AuthorizationServer

STYLE = Path(__file__).parents[2] / "backend" / "registers" / "sample" / "look" / "style.css"
POLICY = "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'"
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}


def choice(desk: AuthorizationServer, fields: dict[str, str]) -> Response[str]:
    """The invented people to choose from; the client's question travels along in the forms."""
    ours = desk.provider
    hidden = "".join(f'<input type="hidden" name="{n}" value="{escape(v)}">' for n, v in fields.items())
    here = [known for known in ours.people.values() if known.sub not in desk.left]
    cards = "".join(card(known, hidden, ours) for known in here)
    introduction = (
        f'<div class="head"><h1>{escape(ours.title)}</h1><p class="soft">{SAYS("invented")}'
        f"{escape(ours.introduction)}</p></div>"
    )
    return page(f'{introduction}<ul class="cast">{cards}</ul>')


def wrong(says: str) -> Response[str]:
    """A question that isn't our client's."""
    return page(f"<h1>{SAYS('wrong')}</h1><p>{escape(says)}</p>", HTTPStatus.BAD_REQUEST)


def left(known: SampleAccount, *, heard: bool) -> Response[str]:
    """Page after an account was closed."""
    says, title = SAYS("heard" if heard else "not_heard"), SAYS("left", name=known.name)
    return page(f'<div class="head"><h1>{escape(title)}</h1><p class="soft">{says}</p></div>')


def card(known: SampleAccount, hidden: str, ours: SampleProvider) -> str:
    """One person to choose."""
    name, sub = escape(known.name), escape(known.sub)
    buttons = "".join(
        f'<button type="submit" name="entry" value="{one.key}" aria-label="{name}：{escape(one.says)}">{escape(one.says)}</button> '
        for one in ours.entries
    )
    leaving = (
        f'<form method="post" action="/leaving"><input type="hidden" name="sub" value="{sub}">'
        f'<button type="submit" class="plain" aria-label="{escape(SAYS("leave_named", name=known.name))}">{SAYS("leave")}</button></form>'
    )
    return (
        f'<li class="person"><h2 class="person__name">{name}</h2>'
        f'<p class="person__story">{escape(known.says)}<br>{escape(known.below)}</p>'
        f'<form method="post" action="/authorize">{hidden}<input type="hidden" name="sub" value="{sub}">'
        f"{buttons}</form>{leaving if ours.logout_uri else ''}</li>"
    )


def page(body: str, status: int = HTTPStatus.OK, title: str = "") -> Response[str]:
    """A page of a sample service, marked as a sample."""
    title = title or SAYS("provider")
    html = (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>' + title + "</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        '<link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,"></head><body>'
        f'<header class="top"><p class="mark">{title}</p></header><main>{body}</main></body></html>'
    )
    return Response(html, status_code=status, media_type="text/html", headers=HEADERS)
