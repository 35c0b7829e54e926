"""What the page templates look like with real words in them: contexts for tests and for looking at pages."""

from datetime import date, datetime
from typing import Any

from backend.catalogue.load import SERVICES, read_categories, read_service
from backend.kit.clock import SHANGHAI

ALLOWANCE = read_service(SERVICES / "elderly" / "FT0205001.toml")
CATEGORIES = read_categories()
AT = datetime(2026, 11, 23, 9, 5, tzinfo=SHANGHAI)
INSTANT = {"text": "当场有结果", "tone": "good"}
NO_TRIP = {"text": "不用跑", "tone": "neutral"}

HOME = {
    "nav": "home",
    "chips": [{"text": t, "href": f"/services?q={t}"} for t in ("老人津贴", "居住证", "社保证明")],
    "categories": CATEGORIES,
    "common": [
        {"name": "高龄老人津贴申请", "href": "/services/FT0205001", "icon": "heart-handshake", "tags": [INSTANT, NO_TRIP],
         "says": "深圳户籍、年满70周岁的老人，可以每月领取一笔高龄津贴。"},
        {"name": "居住证申领", "href": "/services/FT0101001", "icon": "id-card", "tags": [NO_TRIP],
         "says": "在深圳住满一年、有稳定工作的外地户籍居民，可以领居住证。"},
        {"name": "社保参保证明打印", "href": "/services/FT0620001", "icon": "shield-check", "tags": [INSTANT, NO_TRIP],
         "says": "证明您在深圳参加了社保，当场就能下载打印。"},
    ],
}

SAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "home": ("home/home.html", HOME),
}
