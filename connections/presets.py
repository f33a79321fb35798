"""Servers that people are likely to connect to, so that nobody has to know an address by heart."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connections.addresses import checked_base_url
from connections.errors import OffLimits
from connections.reach import Reach, refuse_off_limits


class Key(StrEnum):
    """What a server expects as its API key."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    MADE = "made"  # we make one ourselves


@dataclass(frozen=True)
class Preset:
    slug: str
    label: str | Promise
    url: Callable[[], str]
    key: Key
    help: str | Promise
    key_header: str = "Authorization"

    @property
    def base_url(self) -> str:
        return self.url()


OTHER = Preset(
    "other",
    _("Other compatible server"),
    lambda: "",
    Key.OPTIONAL,
    _("Any server that speaks the OpenAI API. Its base URL usually ends in /v1."),
)
PRESETS = {
    preset.slug: preset
    for preset in (
        Preset(
            "openai",
            "OpenAI",
            lambda: "https://api.openai.com/v1",
            Key.REQUIRED,
            _("Needs an API key from your OpenAI account."),
        ),
        Preset(
            "practice",
            "Practice",
            lambda: settings.PRACTICE_URL,
            Key.MADE,
            _("Part of Workroom: nothing leaves this machine, nothing costs money. Leave the key blank."),
        ),
        Preset(
            "ollama",
            "Ollama",
            lambda: "http://localhost:11434/v1",
            Key.OPTIONAL,
            _("Local models. Needs no key on your own machine; Ollama's cloud (https://ollama.com/v1) does."),
        ),
        Preset(
            "lm-studio",
            "LM Studio",
            lambda: "http://localhost:1234/v1",
            Key.OPTIONAL,
            _("Start the server in LM Studio under Developer. Needs no key unless you set one there."),
        ),
        Preset(
            "vllm",
            "vLLM",
            lambda: "http://localhost:8000/v1",
            Key.OPTIONAL,
            _("The key is the one vLLM was started with (--api-key), if any."),
        ),
        Preset(
            "localai",
            "LocalAI",
            lambda: "http://localhost:8080/v1",
            Key.OPTIONAL,
            _("The key is the one LocalAI was started with (LOCALAI_API_KEY), if any."),
        ),
        Preset(
            "azure",
            "Azure OpenAI",
            lambda: "https://RESOURCE.openai.azure.com/openai/v1",
            Key.REQUIRED,
            _(
                "Put your resource's name in place of RESOURCE. As the model, type the name of "
                "your deployment."
            ),
            key_header="api-key",
        ),
        OTHER,
    )
}


OUT_OF_REACH = {
    Reach.PRIVATE: _("No server can be reached at this address. For one on this machine, enter 127.0.0.1."),
    Reach.PUBLIC: _(
        "This address leads inside a network, where Workroom may not go. Enter a public one, or "
        "ask whoever runs Workroom about “Private addresses”."
    ),
}


def checked_server(url: str) -> str:
    """Return the address of a server as it is kept. Raises ValueError in plain words."""
    url = checked_base_url(url)
    try:
        refuse_off_limits(url, reach := reach_of(url))
    except OffLimits:
        raise ValueError(OUT_OF_REACH[reach]) from None
    return url


def reach_of(base_url: str) -> Reach:
    """Return where the server at this address may lead us. Our own Practice is always within reach."""
    ours = base_url == settings.PRACTICE_URL.rstrip("/")
    return Reach.PRIVATE if ours or settings.ALLOW_PRIVATE_ADDRESSES else Reach.PUBLIC


def preset_of(slug: str) -> Preset:
    """Return the preset, or "other" for one that is no longer known."""
    return PRESETS.get(slug, OTHER)
