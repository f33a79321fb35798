"""Models that none of the forms above is for, and what holds for a model nobody has heard of."""

from actions.families.family import OPENAI_OWN, REFUSED, Family, Kind, Rules


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
        # They always reason, as the models do that chat completions have under the same names.
        rules={
            "temperature": REFUSED,
            "top_p": REFUSED,
            "reasoning_effort": {"choices": ["low", "medium", "high", "xhigh"]},
        },
    ),
)

# Compatible servers know the older name of the token limit. OpenAI's own, Azure's deployments with names of
# their own among them, all take the newer one.
OLDER_LIMIT: Rules = {"max_tokens": {}, "max_completion_tokens": REFUSED}
NEWER_LIMIT: Rules = {"max_tokens": REFUSED, "max_completion_tokens": {}}
PERMISSIVE = {
    kind: Family(name="Unknown", kinds=only(kind), patterns=()) for kind in Kind if kind is not Kind.CHAT
} | {
    Kind.CHAT: Family(
        name="Unknown",
        kinds=only(Kind.CHAT),
        patterns=(),
        rules=OLDER_LIMIT,
        servers=((OPENAI_OWN, NEWER_LIMIT),),
    )
}
