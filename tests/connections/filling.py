"""The connection form, filled in as a browser sends it."""

from typing import Any

KEY = "sk-live-0123456789abcdefghij"


def filled(headers: list[tuple[str, str]] | None = None, initial: int = 0, **fields: Any) -> dict[str, Any]:
    rows = headers or []
    data = {
        "preset": "openai", "name": "", "base_url": "", "api_key": KEY, "enabled": "on",
        "connect_timeout": "10", "read_timeout": "600", "deadline": "1800",
        "headers-TOTAL_FORMS": str(len(rows)), "headers-INITIAL_FORMS": str(initial), **fields,
    }  # fmt: skip
    for number, (name, value) in enumerate(rows):
        data |= {f"headers-{number}-name": name, f"headers-{number}-value": value}
    return data
