"""POST /embeddings: vectors that are always the same for the same words, and mean little else."""

import base64
import hashlib
import math
import struct

from django.http import HttpResponse

from practice import bodies, offered, words
from practice.door import Route
from practice.exchange import Exchange
from practice.parameters import Parameters
from practice.refusals import Refusal

KNOWN = frozenset({"input", "model", "encoding_format", "dimensions", "user"})
SIZES = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
MOST = 2_048


def create(exchange: Exchange) -> HttpResponse:
    """Answer with one vector of length 1 for each text."""
    given = bodies.read_json(exchange.request)
    given.only(KNOWN)
    given.require("model", "input")
    exchange.model = given.text("model")
    offered.find_for(offered.EMBEDDING, exchange.model)
    size = given.integer("dimensions", 1, SIZES[exchange.model], SIZES[exchange.model])
    packed = given.choice("encoding_format", ("float", "base64"), "float") == "base64"
    texts = read_texts(given)
    data = [
        {"object": "embedding", "index": index, "embedding": written(vector(text, size), packed)}
        for index, text in enumerate(texts)
    ]
    asked = sum(map(words.count, texts))
    usage = {"prompt_tokens": asked, "total_tokens": asked}
    return bodies.write_json({"object": "list", "data": data, "model": exchange.model, "usage": usage})


def read_texts(given: Parameters) -> list[str]:
    """Return the texts; tokens are shown as numbers, since practice has no tokenizer."""
    asked = given.values["input"]
    if isinstance(asked, list) and asked and all(isinstance(each, int) for each in asked):
        return [" ".join(map(str, asked))]
    if isinstance(asked, list) and asked and all(isinstance(each, list) for each in asked):
        return [" ".join(map(str, each)) for each in asked[:MOST]]
    found = given.texts("input", most=MOST)
    if not found or not all(found):
        raise Refusal("Invalid 'input': it cannot be empty.", code="invalid_value", param="input")
    return found


def vector(text: str, size: int) -> list[float]:
    """Return a vector of length 1; each word adds to a few places, so texts that share words are close."""
    total = [0.0] * size
    for word in text.lower().split() or [text]:
        for place in struct.unpack("<16H", hashlib.sha256(word.encode()).digest()):
            total[(place >> 1) % size] += 1 if place & 1 else -1
    length = math.sqrt(sum(value * value for value in total))
    return [value / length for value in total] if length else [1.0, *total[1:]]


def written(vector: list[float], packed: bool) -> list[float] | str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode() if packed else vector


ROUTES = (Route("POST", "embeddings", create),)
