"""What a model accepts is looked up by its id."""

from datetime import date
from fnmatch import fnmatchcase

import pytest

from actions.families import FAMILIES, Kind, SizeRule, family_of, lacks, offered_for, place_of, suggested
from tests.actions.offers import Offer


@pytest.mark.parametrize(
    ("model", "kind", "name"),
    [
        ("gpt-4o", Kind.CHAT, "GPT-4 and 4o"),
        ("gpt-4.1-mini", Kind.CHAT, "GPT-4 and 4o"),
        ("gpt-5", Kind.CHAT, "GPT-5"),
        ("gpt-5-mini", Kind.CHAT, "GPT-5"),
        ("gpt-5.1", Kind.CHAT, "GPT-5.1"),
        ("gpt-5.4-mini", Kind.CHAT, "GPT-5.4"),
        ("gpt-5.2", Kind.CHAT, "GPT-5.2 and 5.3"),
        ("gpt-5.6-luna", Kind.CHAT, "GPT-5.6"),
        ("gpt-6-luna", Kind.CHAT, "GPT-6"),
        ("gpt-6.1-terra", Kind.CHAT, "GPT-6"),
        ("gpt-6-astra", Kind.CHAT, "GPT-6 that always reasons"),
        ("gpt-6.2-sol", Kind.CHAT, "GPT-6 that always reasons"),
        ("o3", Kind.CHAT, "o-series"),
        ("ft:gpt-4.1:acme::abc", Kind.CHAT, "GPT-4 and 4o"),
        ("gpt-4-turbo", Kind.CHAT, "GPT-4 and 3.5, before schemas"),
        ("gpt-3.5-turbo", Kind.CHAT, "GPT-4 and 3.5, before schemas"),
        ("gpt-4o-2024-05-13", Kind.CHAT, "GPT-4 and 3.5, before schemas"),
        ("gpt-4o-2024-08-06", Kind.CHAT, "GPT-4 and 4o"),
        ("gpt-image-2.5-flare", Kind.IMAGE, "GPT Image 2.5 and 2.6"),
        ("gpt-image-1.5", Kind.IMAGE, "GPT Image 1"),
        ("dall-e-3", Kind.IMAGE, "DALL·E 3"),
        ("tts-1-hd", Kind.SPEECH, "TTS-1"),
        ("gpt-4o-mini-tts-2025-12-15", Kind.SPEECH, "GPT-4o mini TTS"),
        ("gpt-4o-transcribe-diarize", Kind.TRANSCRIPTION, "GPT-4o Transcribe with speakers"),
        ("gpt-4o-mini-transcribe", Kind.TRANSCRIPTION, "GPT-4o Transcribe"),
        ("whisper-1", Kind.TRANSLATION, "Whisper"),
        ("llama3", Kind.CHAT, "Unknown"),
        ("gpt-9-next", Kind.CHAT, "Unknown"),
        ("whisper-1", Kind.CHAT, "Unknown"),
        ("", Kind.IMAGE, "Unknown"),
    ],
)
def test_a_model_id_leads_to_its_family(model: str, kind: Kind, name: str) -> None:
    assert family_of(model, kind).name == name


def test_no_pattern_is_hidden_by_one_before_it() -> None:
    for place, family in enumerate(FAMILIES):
        for pattern in family.patterns:
            model = pattern.replace("*", "")
            hidden = [earlier.name for earlier in FAMILIES[:place] if earlier.matches(model)]
            assert not hidden, f"{pattern} of {family.name} is never reached: {hidden}"
            assert fnmatchcase(model, pattern)


def test_models_that_do_other_work_are_not_offered_and_unknown_ones_are() -> None:
    models = [
        Offer("whisper-1"),
        Offer("llama3"),
        Offer("gpt-4o"),
        Offer("gpt-5.4-pro"),
        Offer("text-embedding-3-small"),
    ]

    assert [model.model_id for model in offered_for(Kind.CHAT, models)] == ["gpt-4o", "llama3"]
    assert [model.model_id for model in offered_for(Kind.TRANSCRIPTION, models)] == ["whisper-1", "llama3"]


def test_the_first_proposal_is_a_model_that_stays() -> None:
    ending = Offer("gpt-4o", date(2027, 1, 14))

    assert suggested(Kind.CHAT, [ending, Offer("gpt-6-sol")]) == "gpt-6-sol"
    assert suggested(Kind.CHAT, [ending, Offer("gpt-6-sol"), Offer("gpt-5.4-mini")]) == "gpt-5.4-mini"
    assert suggested(Kind.CHAT, [ending]) == "gpt-4o"
    assert suggested(Kind.CHAT, [Offer("llama3")]) == "llama3"
    assert suggested(Kind.IMAGE, [ending]) == ""


def test_a_translator_is_known_by_its_name() -> None:
    ending, other = Offer("whisper-1", date(2027, 2, 26)), Offer("llama3")

    assert suggested(Kind.TRANSLATION, [other, ending]) == "whisper-1"
    assert not lacks(Kind.TRANSLATION, [other, ending])
    assert not lacks(Kind.TRANSLATION, [other, Offer("openai/whisper-large-v3")])
    assert lacks(Kind.TRANSLATION, [other, Offer("gpt-transcribe")])
    assert not lacks(Kind.TRANSLATION, [])


@pytest.mark.parametrize(
    ("width", "height", "problem"),
    [
        (1024, 1024, None),
        (3840, 2160, None),
        (3072, 1024, None),
        (1025, 1024, "multiples of 16"),
        (3856, 2160, "3840"),
        (3072, 1008, "3 times"),
        (800, 800, "pixels"),
    ],
)
def test_a_free_size_is_judged_by_the_rule(width: int, height: int, problem: str | None) -> None:
    rule = SizeRule(multiple=16, max_edge=3840, max_ratio=3, min_pixels=655_360, max_pixels=8_294_400)
    found = rule.problem(width, height)

    assert (found is None) if problem is None else (problem in str(found))


def test_the_family_of_a_model_is_looked_up_once_and_no_long_text_is_remembered() -> None:
    place_of.cache_clear()
    assert family_of("gpt-4o" + "x" * 1000, Kind.CHAT).name == family_of("gpt-4o", Kind.CHAT).name
    for _ in range(3):
        offered_for(Kind.CHAT, [Offer("gpt-4o")])
    seen = place_of.cache_info()
    assert (seen.misses, seen.currsize) == (2, 2)
