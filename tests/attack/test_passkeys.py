"""A security key of software: registered, used to sign in; whatever is not its own is refused."""

import base64
import hashlib
import json
import struct

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from fido2 import cbor
from fido2.cose import ES256

from tests import builders
from tests.proof import PASSWORD

pytestmark = pytest.mark.django_db
ORIGIN, RP = "https://testserver", "testserver"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@pytest.fixture(autouse=True)
def as_in_production(settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    cache.clear()
    yield
    cache.clear()


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """What a security key does: it keeps a key for a site and signs what the browser says."""

    def __init__(self, origin=ORIGIN):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id, self.handle, self.count, self.origin = b"an invented key" * 2, b"", 0, origin

    def _client(self, kind, challenge):
        said = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin}
        return json.dumps(said | {"crossOrigin": False}).encode()

    def _data(self, flags):
        self.count += 1
        site = hashlib.sha256(RP.encode()).digest()
        return site + struct.pack(">BI", flags | PRESENT, self.count)

    def create(self, options, flags=VERIFIED):
        """Return the attestation that a browser would send."""
        self.handle = options["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        held = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(flags | ATTESTED) + held}
        return self._credential(
            clientDataJSON=text(self._client("create", options["challenge"])),
            attestationObject=text(cbor.encode(attested)),
        ) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def get(self, options, flags=VERIFIED):
        """Return the assertion that a browser would send."""
        client, data = self._client("get", options["challenge"]), self._data(flags)
        signed = self.private.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._credential(
            clientDataJSON=text(client),
            authenticatorData=text(data),
            signature=text(signed),
            userHandle=self.handle,
        )

    def _credential(self, **response):
        name = text(self.id)
        kind = {"type": "public-key", "authenticatorAttachment": "cross-platform"}
        return {
            "id": name,
            "rawId": name,
            "response": response,
            "clientExtensionResults": {},
        } | kind


def plain(options):
    """Return options as JavaScript would see them."""
    return json.loads(json.dumps(dict(options), default=dict))["publicKey"]


def register(key):
    """Have a person add the key to his account; return the answer of the form."""
    person = signed_in()
    form = {"password": PASSWORD}
    person.post(reverse("account_reauthenticate"), form, secure=True)
    page = person.get(reverse("mfa_add_webauthn"), secure=True)
    assert page.status_code == 200, page.get("Location")
    given = key.create(plain(page.context["js_data"]["creation_options"]))
    form = {"name": "办公桌", "passwordless": "on", "credential": json.dumps(given)}
    return person.post(reverse("mfa_add_webauthn"), form, secure=True)


def signed_in():
    client = Client()
    form = {"login": "harbour:mei", "password": PASSWORD}
    assert client.post("/accounts/login/", form, secure=True).status_code == 302
    return client


@pytest.fixture
def mei(harbour):
    return builders.person(harbour, "mei", "officer", password=PASSWORD)


@pytest.fixture
def key(mei):
    """The key that mei has registered."""
    made = Key()
    assert register(made).status_code == 302
    assert Authenticator.objects.filter(user_id=mei.user_id, type="webauthn").count() == 1
    return made


def asked(browser):
    """Return what the sign-in page asks a key to sign."""
    ajax = {"X-Requested-With": "XMLHttpRequest"}
    answer = browser.get(reverse("mfa_login_webauthn"), secure=True, headers=ajax)
    return answer.json()["request_options"]["publicKey"]


def give(browser, credential):
    """Send an assertion; tell whether that signed somebody in."""
    form = {"credential": json.dumps(credential)}
    assert browser.post(reverse("mfa_login_webauthn"), form, secure=True).status_code == 302
    return browser.get("/wall", secure=True).status_code == 200


def test_a_registered_key_signs_its_person_in(key, mei):
    browser = Client()

    assert give(browser, key.get(asked(browser)))

    assert browser.session["_auth_user_id"] == str(mei.user_id)


def test_an_assertion_counts_once_and_only_in_the_browser_that_was_asked(key):
    browser = Client()
    used = key.get(asked(browser))
    assert give(browser, used)

    thief = Client()
    assert not give(thief, used), "nobody asked this one"
    asked(thief)
    assert not give(thief, used), "asked something else"
    browser.post(reverse("account_logout"), secure=True)
    assert not give(browser, used), "was asked, and has been answered"


@pytest.mark.parametrize("origin", ["https://testserver.example", "http://testserver"])
def test_what_another_origin_had_signed_is_refused(key, origin):
    browser = Client()
    key.origin = origin

    assert not give(browser, key.get(asked(browser)))


def test_a_key_of_somebody_else_opens_nothing_of_this_persons(key):
    browser, strange = Client(), Key()
    strange.handle = key.handle  # says that it is mei's, under the very name of her key

    assert not give(browser, strange.get(asked(browser)))


def test_a_key_that_names_another_person_does_not_sign_him_in(key, harbour):
    other = builders.person(harbour, "tao", "officer")
    browser = Client()
    said = key.get(asked(browser))
    said["response"]["userHandle"] = text(other.user_id.bytes)

    assert not give(browser, said)


def test_a_key_that_did_not_verify_its_person_is_no_passkey(key):
    browser = Client()

    assert not give(browser, key.get(asked(browser), flags=0))


def test_a_key_of_another_origin_is_not_registered(mei):
    register(Key("https://testserver.example"))

    assert not Authenticator.objects.filter(user_id=mei.user_id).exists()
