"""The name of a browser and of its system, from what it says of itself."""

import re

from django.utils.translation import gettext as _

# The first that is found: most browsers also claim to be those that stand below them here.
BROWSERS = [
    (r"\bEdgA?/|\bEdgiOS/", "Edge"),
    (r"\bOPR/", "Opera"),
    (r"\bFirefox/|\bFxiOS/", "Firefox"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bChrom(e|ium)/|\bCriOS/", "Chrome"),
    (r"\bSafari/", "Safari"),
]
SYSTEMS = [
    (r"\bAndroid\b", "Android"),
    (r"\biPhone\b", "iPhone"),
    (r"\biPad\b", "iPad"),
    (r"\bWindows\b", "Windows"),
    (r"\bMac OS X\b", "Mac"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\bLinux\b", "Linux"),
]


def first(table: list[tuple[str, str]], said: str) -> str:
    return next((name for pattern, name in table if re.search(pattern, said)), "")


def browser_name(said: str) -> str:
    """Return "Firefox on Windows" for a User-Agent header, or as much of it as can be told."""
    browser, system = first(BROWSERS, said), first(SYSTEMS, said)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or _("An unknown browser")
