"""The pages of the sample provider, marked as a sample."""

from html import escape
from http import HTTPStatus
from pathlib import Path

from litestar import Response

from auth.sample.desk import Desk, Member

STYLE = Path(__file__).parents[2] / "backend" / "registers" / "sample" / "look" / "style.css"
POLICY = "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'"
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
INTRODUCTION = (
    '<div class="head"><h1>选一位样本工作人员登录</h1><p class="soft">样本身份提供方：这些人都是虚构的，'
    "点一下就以其身份登录，不需要密码。正式环境会换成单位的统一身份认证。</p></div>"
)


def choice(desk: Desk, fields: dict[str, str]) -> Response[str]:
    """The invented staff to choose from; the client's question travels along in the forms."""
    hidden = "".join(f'<input type="hidden" name="{n}" value="{escape(v)}">' for n, v in fields.items())
    cards = "".join(card(member, hidden) for member in desk.staff.values())
    return page(f'{INTRODUCTION}<ul class="cast">{cards}</ul>')


def wrong(says: str) -> Response[str]:
    """A question that isn't our client's."""
    return page(f"<h1>请求不对</h1><p>{escape(says)}</p>", HTTPStatus.BAD_REQUEST)


def card(member: Member, hidden: str) -> str:
    """One person to choose."""
    duties = "、".join(member.roles) or "无职责"
    return (
        f'<li class="person"><h2 class="person__name">{escape(member.name)}</h2>'
        f'<p class="person__story">{escape(member.says)}<br>{escape(duties)} · {escape(member.department)}</p>'
        f'<form method="post" action="/authorize">{hidden}<input type="hidden" name="sub" value="{escape(member.sub)}">'
        f'<button type="submit" aria-label="以{escape(member.name)}的身份登录">以此身份登录</button></form></li>'
    )


def page(body: str, status: int = HTTPStatus.OK) -> Response[str]:
    """A page of the provider, marked as a sample."""
    html = (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>样本身份提供方</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        '<link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,"></head><body>'
        f'<header class="top"><p class="mark">样本身份提供方</p></header><main>{body}</main></body></html>'
    )
    return Response(html, status_code=status, media_type="text/html; charset=utf-8", headers=HEADERS)
