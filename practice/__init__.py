"""A small OpenAI-compatible service, so that a newcomer needs no key and tests meet real HTTP.

It has no database: what it remembers lies in files under `settings.PRACTICE_DIR`. It takes the
server's side of the conversation, so it shares no code with the side that calls it.
"""
