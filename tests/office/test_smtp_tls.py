"""Mail to a server that wants STARTTLS and a password, with a certificate made for the test."""

import datetime as dt
import ipaddress
import logging
import ssl

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import builders
from tests.office.test_smtp import ADDRESS, Post, of, run, write
from tools.process import free_port

pytestmark = pytest.mark.django_db
USER, PASSWORD = "post-office", "an invented password"


def certificate(folder):
    """Write a certificate of 127.0.0.1 and its key; return where the two are."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - dt.timedelta(days=1))
    made = made.not_valid_after(now + dt.timedelta(days=1)).add_extension(here, critical=False)
    signed = made.sign(key, hashes.SHA256())
    held, own = folder / "certificate.pem", folder / "key.pem"
    held.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    own.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return held, own


class Guarded(Post):
    """A server that asks who is there, and keeps whom it was told."""

    def __init__(self):
        super().__init__()
        self.tried, self.versions = [], set()

    def knows(self, server, session, envelope, mechanism, given):
        assert isinstance(given, LoginPassword)
        self.versions.add(session.ssl["cipher"][1] if session.ssl else "in the clear")
        self.tried.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self.tried[-1] == (USER, PASSWORD), handled=False)


@pytest.fixture
def post(settings, monkeypatch, tmp_path):
    """A mail server that takes nothing before STARTTLS and a password."""
    found = Guarded()
    for name in ("mail.log", "mail.debug"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)
    held, own = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(held, own)
    server = Controller(
        found,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=found.knows,
    )
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, PASSWORD
    settings.EMAIL_USE_TLS = True
    monkeypatch.setenv("SSL_CERT_FILE", str(held))
    yield found
    server.stop()


@pytest.fixture
def reachable(wu):
    builders.mailbox(wu, ADDRESS)
    return wu


def test_a_notice_goes_through_starttls_after_the_password_was_given_inside(lin, reachable, post):
    letter = write(lin, reachable)

    run(lin)

    assert [to for to, _ in post.taken] == [[ADDRESS]]
    assert post.tried == [(USER, PASSWORD)]
    assert "in the clear" not in post.versions
    assert of(letter).state == "sent"


def test_a_server_whose_certificate_nobody_vouches_for_learns_no_password(
    lin, reachable, post, monkeypatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    letter = write(lin, reachable)

    run(lin)

    assert (post.tried, post.taken) == ([], [])
    assert of(letter).state == "queued"
    assert of(letter).mail.last_error == "SSLCertVerificationError"


def test_a_wrong_password_sends_nothing_and_is_not_told(lin, reachable, post, settings, caplog):
    settings.EMAIL_HOST_PASSWORD = "no longer the invented one"
    letter = write(lin, reachable)

    run(lin)

    assert post.taken == []
    assert of(letter).mail.last_error == "SMTPAuthenticationError"
    assert "no longer" not in caplog.text


def test_without_tls_the_server_takes_neither_a_password_nor_a_mail(lin, reachable, post, settings):
    settings.EMAIL_USE_TLS = False
    letter = write(lin, reachable)

    run(lin)

    assert (post.tried, post.taken) == ([], [])
    assert of(letter).state == "queued"
