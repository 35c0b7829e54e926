"""The addresses of all pages that are looked at."""

import re

PUBLIC = [
    "/", "/services", "/services?q=老人钱", "/services?q=飞船执照", "/services?q=zzzzqqqq", "/services/elderly", "/services/in/city", "/services/for/birth",
    "/services/group/low_income", "/services/by", "/services/by/civil_affairs", "/services/with/zero-trip", "/services/FT0205001",
    "/services/FT1120009", "/services/FT0205001/check", "/services/FT0205001/report", "/about", "/mode", "/verify", "/verify/7KQ2M-X4PDR-9TBHW-3FNCA",
    "/sign-in", "/places",
    "/staff/sign-in", "/nowhere", "/offline.html",
]  # fmt: skip


SIGNED_IN = [
    "/cases", "/cases/new?service=FT0205001", "/inbox", "/me", "/me/settings",
    "/me/grants", "/me/access", "/me/consents", "/me/consents/face", "/me/devices", "/me/passkeys",
    "/me/reminders", "/me/offers",
    "/me/personal-messages", "/me/personal-messages/ask?service=FT0205001", "/step-up", "/step-up/another-factor", "/step-up/officer", "/step-up/face",
]  # fmt: skip


CASE = ["", "/form/1", "/form/2", "/form/3", "/papers/id_card", "/check"]  # of a case


NO_PAGE = re.compile(
    r"/(api|assets|\.well-known|feeds|livez|readyz|robots|sitemap|session\.json|push|qr|papers|events|metrics|health)\b|\.(json|svg|pdf|jws|xml|jpg|xlsx|csv)$"
    r"|/(services/suggest|services/.*/start|sign-in/(out|kept|code|provider.*)|staff/sign-in/.+|step-up/(code|provider)|me/passkeys/new|me/identity/provider|components)$|guidance/.*/live$|/parts/.*/others$|/\{number:int\}$"
)  # pieces, files, ways to somewhere else; the gallery and a new passkey have their own tests


PERSONAL = ("/me/identity/document", "/me/identity/appointment", "/me/identity/counter", "/me/identity/not-me")

MANDATES = (
    "/mandates", "/mandates/given", "/mandates/ask", "/mandates/ask/phone", "/mandates/invite", "/mandates/invitations/ID",
    "/mandates/offers/ID", "/mandates/scan/TOKEN", "/mandates/letter", "/mandates/by-law", "/mandates/ID", "/mandates/ID/record",
    "/verify/mandate", "/desk/mandates", "/desk/mandates/new/counter", "/desk/mandates/guardian", "/desk/mandates/ID",
    "/desk/consents/ID", "/cases/ID/consent", "/cases/ID/consent-request", "/cases/ID/consent-face", "/cases/consent-code", "/cases/ID/helpers", "/cases/ID/fields/KEY",
)  # fmt: skip
"""Looked at in `tests/pwa/test_mandate_pages.py` and `test_consent_pages.py`."""

GUIDANCE = (
    "/guidance", "/guidance/phone", "/guidance/ID", "/guidance/helping/ID", "/desk/guidance", "/desk/guidance/waiting", "/desk/guidance/ID",
)  # fmt: skip
"""Looked at in `tests/pwa/test_guidance_pages.py`."""

STUDIO = (
    "/studio", "/studio/new", "/studio/import", "/studio/reports", "/studio/small-fixes", "/studio/services/ID",
    "/studio/services/ID/parts/about", "/studio/services/ID/rule", "/studio/services/ID/rule/case", "/studio/services/ID/rule/replay",
    "/studio/services/ID/proposal", "/studio/services/ID/review", "/studio/services/ID/history",
    "/studio/services/ID/preview", "/studio/services/ID/flow", "/studio/services/ID/trial",
    "/studio/services/ID/live", "/studio/services/ID/waiting",
    "/studio/bulk", "/studio/tables", "/studio/tables/departments", "/studio/tables/departments/gov_service",
)  # fmt: skip
"""Looked at in `tests/pwa/test_studio_pages.py`."""

CAMPAIGNS = (
    "/studio/campaigns", "/studio/campaigns/new", "/studio/campaigns/calendar", "/studio/campaigns/ID", "/studio/campaigns/ID/draft",
    "/studio/campaigns/ID/review", "/studio/campaigns/ID/results",
)  # fmt: skip
"""Looked at in `tests/pwa/test_campaign_pages.py`."""
