"""Kind of device and browser from the User-Agent header, in Chinese; no finer details are stored."""

KINDS = {
    "iPad": "苹果平板",
    "iPhone": "苹果手机",
    "HarmonyOS": "华为手机",
    "Android": "安卓手机",
    "Windows": "Windows 电脑",
    "Macintosh": "苹果电脑",
    "Linux": "Linux 电脑",
}
BROWSERS = {
    "MicroMessenger": "微信",
    "AlipayClient": "支付宝",
    "MQQBrowser": "QQ 浏览器",
    "UCBrowser": "UC 浏览器",
    "HuaweiBrowser": "华为浏览器",
    "MiuiBrowser": "小米浏览器",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}


def describe(user_agent: str) -> str:
    """Describe a User-Agent, for example 安卓手机 · 微信."""
    kind = next((says for sign, says in KINDS.items() if sign in user_agent), "其他设备")
    browser = next((says for sign, says in BROWSERS.items() if sign in user_agent), "")
    return f"{kind} · {browser}" if browser else kind
