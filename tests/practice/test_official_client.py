"""The official Python package gets everything it knows how to ask for."""

import base64
import io

import openai
import pytest
from PIL import Image


def test_the_official_client_lists_models_with_their_shutdown_dates(client: openai.OpenAI) -> None:
    models = {model.id: model for model in client.models.list()}
    assert models["gpt-4o"].shutdown_date == "2027-01-14"
    assert models["gpt-6-luna"].shutdown_date is None


def test_the_official_client_gets_one_model(client: openai.OpenAI) -> None:
    assert client.models.retrieve("whisper-1").object == "model"


def test_the_official_client_chats(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": "Why is the sky blue?"}]
    )
    assert "Why is the sky blue?" in (answer.choices[0].message.content or "")
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_the_official_client_streams_a_chat_word_by_word(client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(
        model="gpt-6-luna",
        messages=[{"role": "user", "content": "Hello there"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    words = [choice.delta.content for chunk in chunks for choice in chunk.choices if choice.delta.content]
    assert len(words) > 30
    assert "Hello there" in "".join(words)
    assert chunks[-1].usage is not None
    assert chunks[-2].choices[0].finish_reason == "stop"


def test_the_official_client_completes_a_prompt(client: openai.OpenAI) -> None:
    answer = client.completions.create(model="gpt-3.5-turbo-instruct", prompt="Once upon a time")
    assert len(answer.choices[0].text.split()) == 16
    assert answer.choices[0].finish_reason == "length"


def test_the_official_client_streams_a_completion(client: openai.OpenAI) -> None:
    stream = client.completions.create(
        model="gpt-3.5-turbo-instruct", prompt="Once upon a time", max_tokens=200, stream=True
    )
    text = "".join(chunk.choices[0].text for chunk in stream)
    assert "Once upon a time" in text


def test_the_official_client_has_a_picture_drawn(client: openai.OpenAI) -> None:
    answer = client.images.generate(model="gpt-image-2", prompt="A lighthouse", size="1536x1024")
    assert answer.data is not None
    picture = Image.open(io.BytesIO(base64.b64decode(answer.data[0].b64_json or "")))
    assert (picture.format, picture.size) == ("PNG", (1536, 1024))


def test_the_official_client_sees_a_picture_sharpen(client: openai.OpenAI) -> None:
    stream = client.images.generate(
        model="gpt-image-1.5", prompt="A lighthouse", stream=True, partial_images=2, output_format="webp"
    )
    kinds = [event.type for event in stream]
    assert kinds == ["image_generation.partial_image"] * 2 + ["image_generation.completed"]


def test_the_official_client_hears_its_own_words_again(client: openai.OpenAI) -> None:
    words = "The train to Vienna leaves at nine."
    speech = client.audio.speech.create(model="tts-1", voice="alloy", input=words).read()
    answer = client.audio.transcriptions.create(model="gpt-4o-transcribe", file=("speech.mp3", speech))
    assert answer.text == words


def test_the_official_client_streams_a_transcript(client: openai.OpenAI) -> None:
    words = "One two three four."
    speech = client.audio.speech.create(
        model="tts-1", voice="alloy", input=words, response_format="wav"
    ).read()
    stream = client.audio.transcriptions.create(
        model="gpt-transcribe", file=("speech.wav", speech), stream=True
    )
    events = list(stream)
    assert "".join(event.delta for event in events if event.type == "transcript.text.delta") == words
    assert events[-1].type == "transcript.text.done"
    assert events[-1].text == words


def test_the_official_client_recognises_a_wrong_key(practice: str) -> None:
    wrong = openai.OpenAI(base_url=practice, api_key="sk-wrong", max_retries=0)
    with wrong as client, pytest.raises(openai.AuthenticationError) as caught:
        client.models.list()
    assert caught.value.code == "invalid_api_key"
    assert caught.value.request_id is not None


def test_the_official_client_recognises_an_unknown_model(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(model="gpt-9", messages=[{"role": "user", "content": "Hi"}])
    assert caught.value.code == "model_not_found"


def test_the_official_client_tries_again_after_a_short_wait(practice: str) -> None:
    fault = {"X-Practice-Fault": "429; retry-after-ms=10; times=1"}
    with openai.OpenAI(
        base_url=practice, api_key="sk-practice", max_retries=1, default_headers=fault
    ) as client:
        assert client.models.list().data
