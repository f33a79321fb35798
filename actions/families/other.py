"""Models that none of the forms above is for, and what holds for a model nobody has heard of."""

from actions.families.family import REFUSED, Family, Kind, Rules


def only(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


OTHER_FAMILIES = (
    Family(name="Moderation", kinds=only(Kind.MODERATION), patterns=("omni-moderation*", "text-moderation*")),
    Family(
        name="Live voice, video, embeddings",
        kinds=only(Kind.OTHER),
        patterns=("*realtime*", "gpt-live*", "sora*", "text-embedding*"),
    ),
    Family(
        name="Prompt completions",
        kinds=only(Kind.PROMPT),
        patterns=("gpt-3.5-turbo-instruct*", "babbage-002", "davinci-002", "text-davinci-*"),
    ),
    Family(
        name="Only through Responses",
        kinds=only(Kind.RESPONSES),
        patterns=("gpt-5*-pro*", "o1-pro*", "o3-pro*", "*-codex*", "*deep-research*", "computer-use*"),
    ),
)

# Compatible servers know the older name of the token limit.
_PERMISSIVE_RULES: dict[Kind, Rules] = {Kind.CHAT: {"max_completion_tokens": REFUSED}}
PERMISSIVE = {
    kind: Family(name="Unknown", kinds=only(kind), patterns=(), rules=_PERMISSIVE_RULES.get(kind, {}))
    for kind in Kind
}
