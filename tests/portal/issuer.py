"""A real OpenID Connect issuer on a real socket, that says what a test wants it to say."""

import base64
import hashlib
import json
import threading
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from livecompliance.kernel import clock

CLIENT, SECRET = "portal:client", "a secret & more %"


class Key:
    """One key of an issuer, by its name."""

    def __init__(self, kid: str, bits: int = 2048) -> None:
        self.kid = kid
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=bits)

    def public(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(
            jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key())
        )
        return said | {"kid": self.kid, "use": "sig", "alg": "RS256"}


class Issuer:
    """Answers as an issuer does, with PKCE and codes that are good once; whatever is in `lies`
    it says instead of the truth."""

    def __init__(self) -> None:
        self.keys = [Key("k-1")]
        self.signer: Key = self.keys[0]
        self.person: dict[str, Any] = {"sub": "s-1", "preferred_username": "chen"}
        self.lies: dict[str, Any] = {}  # claims of tokens
        self.said: dict[str, Any] = {}  # of itself
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.header: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.get(self)

            def do_POST(self) -> None:
                outer.post(self)

            def log_message(self, *_args: Any) -> None:
                return

        return Handler

    def known(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/leave",
            "authorization_response_iss_parameter_supported": True,
        } | self.said

    def get(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        self.asked.append(parts.path)
        if parts.path == "/.well-known/openid-configuration":
            _answer(handler, 200, self.known())
        elif parts.path == "/keys":
            _answer(handler, 200, {"keys": [one.public() for one in self.keys]})
        elif parts.path == "/authorize":
            handler.send_response(302)
            handler.send_header("Location", self.agree(handler.path))
            handler.end_headers()
        else:
            _answer(handler, 200, {"page": parts.path})

    def agree(self, address: str) -> str:
        """Return where the browser is sent back to, as somebody who agreed."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT
        code = f"c-{len(self.codes)}-{asked['nonce'][:6]}"
        self.codes[code] = asked
        sent = {"code": code, "state": asked["state"], "iss": self.url}
        return f"{asked['redirect_uri']}?{urlencode(sent)}"

    def post(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length", "0"))
        given = dict(parse_qsl(handler.rfile.read(length).decode()))
        self.asked.append(handler.path)
        asked = self.codes.pop(given.get("code", ""), None)
        made = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(made).rstrip(b"=").decode()
        is_right = (
            asked is not None
            and asked["code_challenge"] == challenge
            and asked["redirect_uri"] == given["redirect_uri"]
            and self._is_client(handler, given)
        )
        if not is_right or asked is None:
            _answer(handler, 400, {"error": "invalid_grant"})
            return
        _answer(handler, 200, {"access_token": "a", "id_token": self.token(asked["nonce"])})

    def _is_client(self, handler: BaseHTTPRequestHandler, given: dict[str, str]) -> bool:
        said = handler.headers.get("Authorization", "")
        if not said.startswith("Basic "):
            return given.get("client_secret") == SECRET
        pair = base64.b64decode(said.removeprefix("Basic ")).decode().split(":")
        return [unquote_plus(one) for one in pair] == [CLIENT, SECRET]

    def token(self, nonce: str) -> str:
        """Return what says who somebody is."""
        now = int(clock.now().timestamp())
        true = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        return self.signed(true | self.person | self.lies)

    def leaving(self, **lies: Any) -> str:
        """Return what says that somebody signed out."""
        now = int(clock.now().timestamp())
        true = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "sub": self.person["sub"],
            "jti": "j-1",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }
        return self.signed(true | lies)

    def signed(self, claims: dict[str, Any]) -> str:
        said = {name: value for name, value in claims.items() if value is not None}
        head = {"kid": self.signer.kid} | self.header
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of keys that are too short
            return jwt.encode(said, self.signer.private, algorithm=self.algorithm, headers=head)


def _answer(handler: BaseHTTPRequestHandler, status: int, said: dict[str, Any]) -> None:
    body = json.dumps(said).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
