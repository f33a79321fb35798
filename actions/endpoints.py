"""Paths of OpenAI's API to start a call from."""

ENDPOINTS = [
    ("/v1/models", "the models (GET)"),
    ("/v1/files", "the files (GET), or a new one (POST, with form fields)"),
    ("/v1/chat/completions", "a chat (POST), or those kept (GET)"),
    ("/v1/responses", "a response (POST)"),
    ("/v1/conversations", "a new conversation (POST)"),
    ("/v1/completions", "a prompt completion (POST)"),
    ("/v1/embeddings", "texts as vectors (POST)"),
    ("/v1/moderations", "a moderation (POST)"),
    ("/v1/images/generations", "an image (POST)"),
    ("/v1/images/edits", "an edited image (POST, with form fields)"),
    ("/v1/audio/speech", "a text read aloud (POST)"),
    ("/v1/audio/transcriptions", "a recording as text (POST, with form fields)"),
    ("/v1/audio/translations", "a recording in English (POST, with form fields)"),
    ("/v1/batches", "the batches (GET), or a new one (POST)"),
    ("/v1/vector_stores", "the vector stores (GET), or a new one (POST)"),
    ("/v1/containers", "the containers (GET), or a new one (POST)"),
    ("/v1/fine_tuning/jobs", "the fine-tuning jobs (GET)"),
    ("/v1/uploads", "an upload in parts (POST)"),
]
