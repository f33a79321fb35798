"""Assistants that people made, and the conversations they had: kept here, since OpenAI no longer does."""
