"""What practice finds in a text: it knows a few words only, and says so by scoring nothing else."""

import re
from typing import Any

FLAGGED_FROM = 0.5
UNSEEN = 0.0001  # no model is ever quite sure
IMAGE_CATEGORIES = (
    "self-harm", "self-harm/intent", "self-harm/instructions", "sexual", "violence", "violence/graphic",
)  # fmt: skip
# category: phrases, any of which is a find; together the thirteen categories of OpenAI
PHRASES: dict[str, str] = {
    "harassment": r"idiots?|stupid|moron|loser|shut up|worthless",
    "harassment/threatening": r"i(?:'ll| will| am going to) (?:hurt|kill|find) you|watch your back",
    "hate": r"subhuman|inferior race|vermin|i hate (?:all|those) \w+",
    "hate/threatening": r"(?:kill|wipe|drive) (?:them|those people) (?:all|out)|wipe them out",
    "illicit": r"pick (?:a|the) lock|fake passport|shoplift\w*|launder\w* money|steal a car",
    "illicit/violent": r"(?:build|make) (?:a|the) (?:bomb|weapon|gun)|hire a killer",
    "self-harm": r"suicid\w+|self-harm|(?:hurt|cut|harm|kill) myself",
    "self-harm/intent": r"i want to die|(?:want|going) to (?:kill|hurt|harm) myself|end my life",
    "self-harm/instructions": r"how (?:to|do i) (?:kill|hurt|harm) myself|ways to die",
    "sexual": r"porn\w*|erotic\w*|nudes?|naked|sex",
    "sexual/minors": r"child porn\w*|sexuali[sz]e children|underage sex",
    "violence": r"kill(?:s|ed|ing)?|murder\w*|stab\w*|shoot\w*|bomb\w*|attack\w*|massacre",
    "violence/graphic": r"gore|blood everywhere|mutilat\w+|dismember\w*|guts spill\w*",
}
CATEGORIES = tuple(PHRASES)


def score(category: str, text: str) -> float:
    """Return 0 to 1: each find halves the doubt that is left."""
    found = len(re.findall(rf"\b(?:{PHRASES[category]})\b", text, re.IGNORECASE))
    return round(1 - 0.4 * 0.5 ** (found - 1), 6) if found else UNSEEN


def verdict(text: str | None, *, image: bool) -> dict[str, Any]:
    """Return one result, for a text, a picture or both. Practice looks at no picture for harm."""
    scores = {each: 0.0 if text is None else score(each, text) for each in CATEGORIES}
    applied = {each: ["text"] if text is not None else [] for each in CATEGORIES}
    if image:
        for each in IMAGE_CATEGORIES:
            applied[each] = [*applied[each], "image"]
            scores[each] = max(scores[each], UNSEEN)
    categories = {each: value >= FLAGGED_FROM for each, value in scores.items()}
    return {
        "flagged": any(categories.values()),
        "categories": categories,
        "category_scores": scores,
        "category_applied_input_types": applied,
    }
