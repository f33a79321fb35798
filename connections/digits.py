"""Whole numbers as strangers write them: in an address, a header, a form."""

MOST_DIGITS = 18  # more than any number here has, and no more than a database can hold


def whole(text: str) -> int | None:
    """Return the number that digits alone say, in any script; None for any other text, or too many digits."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
