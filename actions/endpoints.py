"""Paths of OpenAI's API to start a call from."""

from django.utils.translation import gettext_lazy as _

ENDPOINTS = [
    ("/v1/models", _("the models (GET)")),
    ("/v1/files", _("the files (GET), or a new one (POST, with form fields)")),
    ("/v1/chat/completions", _("a chat (POST), or those kept (GET)")),
    ("/v1/responses", _("a response (POST)")),
    ("/v1/conversations", _("a new conversation (POST)")),
    ("/v1/completions", _("a prompt completion (POST)")),
    ("/v1/embeddings", _("texts as vectors (POST)")),
    ("/v1/moderations", _("a moderation (POST)")),
    ("/v1/images/generations", _("an image (POST)")),
    ("/v1/images/edits", _("an edited image (POST, with form fields)")),
    ("/v1/audio/speech", _("a text read aloud (POST)")),
    ("/v1/audio/transcriptions", _("a recording as text (POST, with form fields)")),
    ("/v1/audio/translations", _("a recording in English (POST, with form fields)")),
    ("/v1/batches", _("the batches (GET), or a new one (POST)")),
    ("/v1/vector_stores", _("the vector stores (GET), or a new one (POST)")),
    ("/v1/containers", _("the containers (GET), or a new one (POST)")),
    ("/v1/fine_tuning/jobs", _("the fine-tuning jobs (GET)")),
    ("/v1/uploads", _("an upload in parts (POST)")),
]
