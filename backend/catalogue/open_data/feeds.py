"""robots.txt (RFC 9309), sitemap.xml (sitemaps.org 0.9) and Atom feed (RFC 4287)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from backend.catalogue.load import read_categories, read_departments
from backend.catalogue.open_data.concepts import NAMES
from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.search.life_events import groups, life_events
from backend.catalogue.store import Publication
from backend.kit.clock import SHANGHAI

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
PERSONAL = ("/cases", "/inbox", "/me", "/relatives", "/sign-in", "/desk", "/studio", "/receipts")


def robots(origin: str) -> str:
    """Return robots.txt: public pages allowed, personal ones disallowed."""
    closed = "".join(f"Disallow: {path}\n" for path in PERSONAL)
    return f"User-agent: *\n{closed}\nSitemap: {origin}/sitemap.xml\n"


def sitemap(catalogue: PublishedCatalogue, origin: str) -> str:
    """Return the sitemap; services with the day from which their version is in force."""
    places = ["/", "/services", *(f"/services/in/{c.key}" for c in read_categories())]
    places += [f"/services/for/{e.key}" for e in life_events()] + [f"/services/group/{g.key}" for g in groups()]
    places += ["/services/by", *(f"/services/by/{key}" for key in read_departments())]
    lines = [f"<url><loc>{escape(origin + path)}</loc></url>" for path in places]
    for code, version in sorted(catalogue.in_force.items()):
        lines.append(
            f"<url><loc>{escape(f'{origin}/services/{code}')}</loc><lastmod>{version.valid_from}</lastmod></url>"
        )
    body = "\n".join(lines)
    return f'{HEAD}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}\n</urlset>\n'


def atom(changes: Iterable[Publication], origin: str) -> str:
    """Return recent publications as Atom; the entry id is the version's, so that each is shown once."""
    changes = list(changes)
    here = f"{origin}/feeds/services.xml"
    entries = "\n".join(_entry(change, origin) for change in changes)
    newest = max((since(c) for c in changes), default=datetime(2026, 1, 1, tzinfo=UTC))
    return (
        f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">\n'
        f"<id>{escape(here)}</id>\n<title>{escape(NAMES.feed['title'])}</title>\n<updated>{newest.isoformat()}</updated>\n"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(here)}/>\n<link rel="alternate" href={quoteattr(origin + "/services")}/>\n'
        f"<author><name>{escape(NAMES.feed['author'])}</name></author>\n{entries}\n</feed>\n"
    )


def since(change: Publication) -> datetime:
    """Return when a publication took effect: publication time, or start of its first day in Shenzhen."""
    begun = datetime.combine(change.valid_from, datetime.min.time(), SHANGHAI)
    return max(change.published_at, begun)


def _entry(change: Publication, origin: str) -> str:
    page = f"{origin}/services/{change.code}"
    return (
        f"<entry><id>urn:uuid:{change.id}</id><title>{escape(change.service_name)}</title>"
        f"<updated>{since(change).isoformat()}</updated><published>{change.published_at.isoformat()}</published>"
        f'<link rel="alternate" href={quoteattr(page)}/><category term={quoteattr(change.code)}/>'
        f"<summary>{escape(change.reason)}</summary></entry>"
    )
