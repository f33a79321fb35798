"""Right requests to the endpoints that the actions use: the judge must pass them; mutants come from them."""

from __future__ import annotations

from tests.openapi.example import Example, form, post

PICTURE = b"\x89PNG\r\n\x1a\n\r\n--ab1"
SCHEMA = {"type": "object", "properties": {"nmae": {"type": "string"}}, "additionalProperties": False}
USER = {"role": "user", "content": "Hello"}
PICTURES = [
    {"type": "text", "text": "What is this?"},
    {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "original"}},
    {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
]
ITEM = {
    "role": "user",
    "content": [
        {"type": "input_text", "text": "Hello"},
        {"type": "input_image", "image_url": "https://example.org/a.png", "detail": "auto"},
        {"type": "input_file", "file_id": "file-1"},
    ],
}

RIGHT = [
    post(
        "/chat/completions", model="gpt-6-sol", messages=[{"role": "developer", "content": "Be brief."}, USER]
    ),
    post(
        "/chat/completions",
        model="gpt-4o",
        messages=[{"role": "system", "content": "Be brief."}, USER, {"role": "assistant", "content": "Hi"}],
        max_tokens=16,
        temperature=0.5,
        top_p=1,
        n=2,
        frequency_penalty=-2,
        presence_penalty=2.0,
        logit_bias={"50256": -100},
        stop=["a", "b"],
        seed=7,
        stream=True,
        stream_options={"include_usage": True},
        response_format={"type": "json_object"},
    ),
    post(
        "/chat/completions", model="a-local-one", messages=[{"role": "user", "content": PICTURES}], stop="."
    ),
    post(
        "/chat/completions",
        model="gpt-6-luna",
        messages=[USER],
        max_completion_tokens=500,
        reasoning_effort="max",
        verbosity="low",
        service_tier="fast",
        metadata={"team": "north"},
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "person", "strict": True, "schema": SCHEMA},
        },
        tools=[{"type": "function", "function": {"name": "find", "parameters": SCHEMA, "strict": True}}],
        tool_choice={"type": "function", "function": {"name": "find"}},
    ),
    post(
        "/completions",
        model="local",
        prompt="Once",
        max_tokens=16,
        echo=True,
        best_of=2,
        suffix="end",
        stop=".",
    ),
    post(
        "/images/generations", model="gpt-image-2", prompt="A cat", size="1024x1024", n=2, background="opaque"
    ),
    post(
        "/images/generations",
        model="gpt-image-2.5-sunburst",
        prompt="A cat",
        size="2048x1152",
        quality="xhigh",
        output_format="webp",
        output_compression=80,
        moderation="low",
        complexity="high",
        stream=True,
        partial_images=2,
    ),
    post("/images/generations", model="dall-e-3", prompt="A cat", style="vivid", response_format="b64_json"),
    form(
        "/images/edits", ("image", PICTURE), ("prompt", "A hat"), ("mask", PICTURE), ("model", "gpt-image-2")
    ),
    form(
        "/images/edits",
        ("image[]", PICTURE),
        ("image[]", PICTURE),
        ("prompt", "A hat"),
        ("n", "2"),
        ("quality", "max"),
        ("stream", "true"),
        ("output_compression", "70"),
        ("size", "auto"),
    ),
    post(
        "/images/edits",
        model="gpt-image-2.6-flare",
        prompt="A hat",
        images=[{"image_url": "https://example.org/a.png"}, {"file_id": "file-1"}],
        mask={"file_id": "file-2"},
        size="1536x864",
        input_fidelity="high",
    ),
    post(
        "/audio/speech", model="gpt-4o-mini-tts", input="Hello", voice="marin", speed=1.5, instructions="Calm"
    ),
    post("/audio/speech", model="tts-1", input="Hello", voice={"id": "voice_1"}, response_format="opus"),
    form(
        "/audio/transcriptions",
        ("file", PICTURE),
        ("model", "whisper-1"),
        ("language", "en"),
        ("response_format", "verbose_json"),
        ("timestamp_granularities[]", "word"),
        ("timestamp_granularities[]", "segment"),
        ("temperature", "0.2"),
    ),
    form(
        "/audio/transcriptions",
        ("file", PICTURE),
        ("model", "gpt-transcribe"),
        ("languages[]", "en"),
        ("keywords[]", "Workroom"),
        ("stream", "true"),
        ("chunking_strategy[type]", "server_vad"),
        ("chunking_strategy[threshold]", "0.6"),
    ),
    form(
        "/audio/transcriptions",
        ("file", PICTURE),
        ("model", "gpt-4o-transcribe-diarize"),
        ("response_format", "diarized_json"),
        ("chunking_strategy", "auto"),
        ("known_speaker_names[]", "Ann"),
        ("known_speaker_references[]", "data:audio/wav;base64,AAAA"),
        ("include[]", "logprobs"),
    ),
    form(
        "/audio/translations",
        ("file", PICTURE),
        ("model", "whisper-1"),
        ("prompt", "Hm"),
        ("temperature", "0"),
    ),
    post("/moderations", input="Hello"),
    post("/moderations", input=["a", "b"], model="omni-moderation-latest"),
    post(
        "/moderations",
        input=[PICTURES[0], {"type": "image_url", "image_url": {"url": "https://e.org/a.png"}}],
    ),
    form(
        "/files",
        ("file", PICTURE),
        ("purpose", "user_data"),
        ("expires_after[anchor]", "created_at"),
        ("expires_after[seconds]", "3600"),
    ),
    Example("GET", "/files?purpose=batch&limit=10&order=desc&after=file-1"),
    Example("GET", "/files/file-1"),
    Example("GET", "/files/file-1/content"),
    Example("DELETE", "/files/file-1"),
    post("/responses", model="gpt-6-astra", input="Hello"),
    post(
        "/responses",
        model="gpt-5.6-sol",
        input=[ITEM],
        instructions="Be brief.",
        conversation="conv_1",
        max_output_tokens=100,
        reasoning={"effort": "low", "summary": "auto"},
        stream=True,
        store=False,
        tools=[
            {"type": "file_search", "vector_store_ids": ["vs_1"], "max_num_results": 5},
            {"type": "code_interpreter", "container": {"type": "auto", "file_ids": ["file-1"]}},
            {"type": "web_search"},
        ],
        text={"format": {"type": "json_schema", "name": "person", "schema": SCHEMA, "strict": True}},
    ),
    post("/responses", model="gpt-6-luna", input="Hello", previous_response_id="resp_1", truncation="auto"),
    post(
        "/conversations", items=[{"type": "message", "role": "user", "content": "Hello"}], metadata={"a": "b"}
    ),
    Example("POST", "/conversations"),
    Example("GET", "/conversations/conv_1/items?limit=5&order=asc"),
    Example("DELETE", "/conversations/conv_1"),
    Example("GET", "/models"),
    Example("GET", "/models/gpt-6-sol"),
]
