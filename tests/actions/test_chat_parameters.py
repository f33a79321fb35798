"""What each chat model takes, row by row as OpenAI's reference and the guides to its models have it."""

import pytest

from actions.families import Kind, family_of
from actions.forms import ActionForm
from actions.registry import get
from tests.actions.offers import Shop, choices, posted, rows

MODELS = {
    "4o": "gpt-4o gpt-4o-2024-08-06 gpt-4o-mini gpt-4.1 gpt-4.1-mini gpt-4 gpt-3.5-turbo ft:gpt-4.1:acme::a",
    "o": "o3 o3-2025-04-16 o4-mini ft:o4-mini:acme::abc",
    "5": "gpt-5 gpt-5-mini gpt-5-nano gpt-5-2025-08-07",
    "5.1": "gpt-5.1 gpt-5.1-2025-11-13",
    "5.4": "gpt-5.2 gpt-5.4 gpt-5.4-mini gpt-5.4-nano gpt-5.4-2026-03-05 ft:gpt-5.4-mini:acme:name:id",
    "5.5": "gpt-5.5 gpt-5.5-2026-04-23 chat-latest",
    "6": "gpt-5.6 gpt-5.6-sol gpt-5.6-luna gpt-6-sol gpt-6-luna gpt-6.1-terra gpt-6-sol-2026-09-01",
    "6a": "gpt-6-astra gpt-6.1-sol gpt-6.2-sol gpt-6.2-astra gpt-6-astra-2026-10-01",
    # Compatible servers' names, a deployment's at Azure, and a model of the future.
    "own": "llama3.2:3b qwen3:8b mistral meta-llama/Llama-3.1-8B gpt-oss:20b our-deployment gpt-9-next",
}
# "none": only while the reasoning effort is none; "off": that, or blank, which is the same to these models.
TABLE = """
                       4o   o    5    5.1  5.4  5.5  6    6a   own
max_completion_tokens  yes  yes  yes  yes  yes  yes  yes  yes  no
max_tokens             no   no   no   no   no   no   no   no   yes
temperature            yes  no   no   off  off  none none no   yes
top_p                  yes  no   no   off  off  none none no   yes
logprobs               yes  no   no   off  off  none none no   yes
frequency_penalty      yes  no   no   no   no   no   no   no   yes
presence_penalty       yes  no   no   no   no   no   no   no   yes
logit_bias             yes  no   no   no   no   no   no   no   yes
stop                   yes  no   no   no   no   no   no   no   yes
n                      yes  yes  yes  yes  yes  yes  yes  yes  yes
seed                   yes  yes  yes  yes  yes  yes  yes  yes  yes
reasoning_effort       no   yes  yes  yes  yes  yes  yes  yes  yes
verbosity              no   no   yes  yes  yes  yes  yes  yes  yes
response_format        yes  yes  yes  yes  yes  yes  yes  yes  yes
"""
EFFORTS = {
    "o": "low medium high",
    "5": "minimal low medium high",
    "5.1": "none low medium high",
    "5.4": "none low medium high xhigh",
    "5.5": "none low medium high xhigh",
    "6": "none low medium high xhigh max",
    "6a": "low medium high xhigh max",
    "own": "none minimal low medium high xhigh max",
}
ROLES = {
    "4o": "user assistant system developer",
    **dict.fromkeys(["o", "5", "5.1", "5.4", "5.5", "6", "6a"], "user assistant developer"),
    "own": "user assistant system developer",
}
# In which of three efforts (blank, none, high) a cell says that the parameter is taken.
TAKEN = {"yes": (1, 1, 1), "no": (0, 0, 0), "off": (1, 1, 0), "none": (0, 1, 0)}


def table() -> list[tuple[str, dict[str, str]]]:
    """Every model with what its column of the table says of each parameter."""
    head, *lines = [line.split() for line in TABLE.strip().splitlines()]
    columns = {column: {name: row[place] for name, *row in lines} for place, column in enumerate(head)}
    return [(model, columns[column]) for column in head for model in MODELS[column].split()]


def form(model: str, effort: str = "", preset: str = "") -> ActionForm:
    data = posted(model=model, reasoning_effort=effort, messages__0__role="user")
    return get("create-a-completion").form(data, connections=[Shop(preset=preset)], quiet=True)


@pytest.mark.parametrize(("model", "said"), table(), ids=[model for model, _ in table()])
def test_a_parameter_is_offered_where_the_model_takes_it(model: str, said: dict[str, str]) -> None:
    forms = [form(model, effort).fields for effort in ("", "none", "high")]
    offered = {name: tuple(name in fields for fields in forms) for name in said}

    assert offered == {name: tuple(map(bool, TAKEN[cell])) for name, cell in said.items()}


@pytest.mark.parametrize(
    ("model", "column"), [(model, column) for column in EFFORTS for model in MODELS[column].split()]
)
def test_the_efforts_are_the_models_own(model: str, column: str) -> None:
    assert [value for value in choices(form(model), "reasoning_effort") if value] == EFFORTS[column].split()


@pytest.mark.parametrize(
    ("model", "column"), [(model, column) for column in ROLES for model in MODELS[column].split()]
)
def test_the_roles_are_those_the_model_takes(model: str, column: str) -> None:
    (row,) = rows(form(model), "messages")

    assert list(choices(row, "role")) == ROLES[column].split()


@pytest.mark.parametrize(
    ("model", "preset", "limit"),
    [
        ("gpt-4o", "openai", "max_completion_tokens"),
        ("gpt-4o", "azure", "max_completion_tokens"),
        ("gpt-4o", "practice", "max_completion_tokens"),
        ("our-deployment", "azure", "max_completion_tokens"),
        ("gpt-9-next", "openai", "max_completion_tokens"),
        ("gpt-4", "localai", "max_tokens"),
        ("gpt-4o", "other", "max_tokens"),
        ("ft:gpt-4.1:acme::abc", "other", "max_tokens"),
        ("llama3.2:3b", "ollama", "max_tokens"),
        ("qwen3:8b", "vllm", "max_tokens"),
        ("qwen3:8b", "lm-studio", "max_tokens"),
        # There is no such model elsewhere: behind that address is OpenAI's own.
        ("gpt-5.4", "other", "max_completion_tokens"),
        ("o3", "other", "max_completion_tokens"),
    ],
)
def test_the_limit_goes_by_the_name_that_model_and_server_know(model: str, preset: str, limit: str) -> None:
    offered = form(model, preset=preset).fields.keys() & {"max_tokens", "max_completion_tokens"}

    assert offered == {limit}


@pytest.mark.parametrize("model", ["", "ft:", "ft:llama3:acme::id", "openai/gpt-4o", "GPT-4O", "gpt", "o"])
def test_what_is_not_known_by_its_id_may_take_anything(model: str) -> None:
    assert family_of(model, Kind.CHAT).name == "Unknown"


def test_a_choice_that_another_model_does_not_have_stays_in_sight_and_is_refused_at_its_field() -> None:
    data = posted(
        model="o3", reasoning_effort="minimal", messages__0__role="system", messages__0__content="Hi"
    )
    form = get("create-a-completion").form(data, connections=[Shop()])

    assert choices(form, "reasoning_effort")["minimal"] == "minimal: not a choice here"
    assert choices(rows(form, "messages")[0], "role")["system"] == "system: not a choice here"
    assert form.errors.keys() == {"reasoning_effort", "messages"}
