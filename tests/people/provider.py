"""A small OpenID Connect provider that keeps to the rules, and breaks one where a test asks for it."""

import hashlib
import html
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, Response, abort, jsonify, redirect, request
from jwt.algorithms import RSAAlgorithm
from werkzeug.serving import make_server

CLIENT, SECRET = "workroom", "a secret: with signs"


def a_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def own_key() -> rsa.RSAPrivateKey:
    return a_key()


class Provider:
    """Signs in `claims` at once, or on the press of a button if it `asks`. `wrong` changes its ID tokens."""

    def __init__(self) -> None:
        self.key, self.kid = own_key(), "key-1"
        self.issuer = ""
        self.claims: dict[str, Any] = {}
        self.asks = False
        self.refuses = ""
        self.wrong: dict[str, Any] = {}
        self.about: dict[str, Any] = {}  # what its configuration says otherwise
        self.page: dict[str, Any] = {}  # what it says of a person on another page
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def app(self) -> Flask:
        app = Flask("provider")
        app.before_request(lambda: self.asked.append(request.path))
        app.get("/.well-known/openid-configuration")(self.configuration)
        app.get("/authorize")(self.authorize)
        app.post("/token")(self.token)
        app.get("/keys")(self.keys)
        app.get("/userinfo")(self.userinfo)
        return app

    def configuration(self) -> Response:
        named = {
            "authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys",
            "userinfo_endpoint": "userinfo",
        }  # fmt: skip
        parts = {name: f"{self.issuer}/{path}" for name, path in named.items()}
        return jsonify({"issuer": self.issuer, **parts, **self.about})

    def authorize(self) -> Any:
        query = request.args.to_dict()
        if self.asks and "yes" not in query:
            address = html.escape(f"/authorize?{urlencode({**query, 'yes': '1'})}")
            return f'<title>Provider</title><h1>Sign in at the provider</h1><a href="{address}">Yes</a>'
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert "openid" in query["scope"].split()
        assert query["code_challenge_method"] == "S256"
        if self.refuses:
            answer = {"error": self.refuses}
        else:
            answer = {"code": f"code-{len(self.codes)}"}
            self.codes[answer["code"]] = query
        return redirect(f"{query['redirect_uri']}?{urlencode({**answer, 'state': query['state']})}")

    def token(self) -> Any:
        kind, _, pair = request.headers.get("Authorization", "").partition(" ")
        given = (
            b64decode(pair).decode()
            if kind == "Basic"
            else f"{request.form['client_id']}:{request.form['client_secret']}"
        )
        assert given in (f"{CLIENT}:a+secret%3A+with+signs", f"{CLIENT}:{SECRET}")
        asked = self.codes.pop(request.form["code"], None)
        verifier = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        if not asked or asked["redirect_uri"] != request.form["redirect_uri"]:
            abort(400)
        if urlsafe_b64encode(verifier).rstrip(b"=").decode() != asked["code_challenge"]:
            abort(400)
        return jsonify({"access_token": "access", "token_type": "Bearer", "id_token": self.id_token(asked)})

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            "sub": "subject-1", **self.claims, **self.wrong.get("claims", {}),
        }  # fmt: skip
        if "max_age" in asked:
            claims.setdefault("auth_time", now)
        claims = {name: value for name, value in claims.items() if value is not None}
        algorithm = self.wrong.get("algorithm", "RS256")
        key = self.wrong.get("key", self.key)
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": self.wrong.get("kid", self.kid)})

    def keys(self) -> Response:
        public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return jsonify({"keys": [{**public, "kid": self.kid, "use": "sig"}]})

    def userinfo(self) -> Response:
        assert request.headers["Authorization"] == "Bearer access"
        return jsonify({"sub": "subject-1", **self.page})


@contextmanager
def serving() -> Iterator[Provider]:
    """A provider of its own, on this machine."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.app(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
