"""How reports reach authorities: against a real HTTPS server, mail server and directory."""

import base64
import hashlib
import json
import logging
import ssl

import pytest
from aiosmtpd.controller import Controller
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook

from livecompliance.kernel import outbound
from livecompliance.kernel.ids import uuid7
from oversight.providers import Enclosure, Parcel, carrier_of, public_key, secret_of
from oversight.providers import carriers as port
from oversight.providers.folder import Folder
from tests.office.test_smtp import Post
from tests.oversight.authority_side import Side
from tools.process import free_port

pytestmark = pytest.mark.long
DOCUMENT = json.dumps({"number": "B20261130-0000ABCD", "text": "内容"}, ensure_ascii=False)
TABLE = b"name,number\n"


def parcel(**fields):
    table = Enclosure(
        "registered.csv", len(TABLE), hashlib.sha256(TABLE).hexdigest(), lambda: iter([TABLE])
    )
    given = {
        "id": uuid7(),
        "number": "B20261130-0000ABCD",
        "title": "投诉核查报告",
        "tenant_id": uuid7(),
        "authority_id": uuid7(),
        "secret_version": 1,
        "signing": "ed25519",
        "endpoint": "bureau",
        "document": DOCUMENT,
        "sha256": hashlib.sha256(DOCUMENT.encode()).hexdigest(),
        "enclosures": (table,),
    }
    return Parcel(**given | fields)


@pytest.fixture
def side(tmp_path, monkeypatch, settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = True
    found = Side(tmp_path)
    trusted = found.trust()
    monkeypatch.setattr(outbound, "_tls", lambda: trusted)
    yield found
    found.close()


def test_a_report_goes_over_https_signed_by_the_platforms_key_and_comes_back_with_a_receipt(side):
    sent = parcel(endpoint=side.url)
    came = carrier_of("https").carry(sent)
    headers, body = side.got[0]
    stamp, name = headers["webhook-timestamp"], headers["webhook-id"]
    signature = base64.b64decode(headers["webhook-signature"].removeprefix("v1a,"))
    raw = base64.b64decode(public_key(sent.tenant_id).removeprefix("whpk_"))
    key = Ed25519PublicKey.from_public_bytes(raw)

    key.verify(signature, f"{name}.{stamp}.".encode() + body)
    with pytest.raises(InvalidSignature):
        key.verify(signature, f"{name}.{stamp}.".encode() + body.replace(b"B2", b"B3"))
    said = json.loads(body)
    assert (came.fault, came.receipt) == ("", "R-1")
    assert came.place == f"https://127.0.0.1:{side.server.server_port}"
    assert said["document"] == DOCUMENT
    assert base64.b64decode(said["files"][0]["content"]) == TABLE
    assert headers["Idempotency-Key"] == name == f"rep_{sent.id.hex}"


def test_any_standard_webhooks_library_checks_what_a_shared_secret_signed(side):
    sent = parcel(endpoint=side.url, signing="hmac")
    carrier_of("https").carry(sent)
    headers, body = side.got[0]
    secret = secret_of(sent.tenant_id, sent.authority_id, 1)
    lower = {name.lower(): value for name, value in headers.items()}
    assert Webhook(secret).verify(body.decode(), lower)["number"] == sent.number


def test_the_same_report_sent_again_has_its_effect_once(side):
    sent = parcel(endpoint=side.url)
    assert [carrier_of("https").carry(sent).receipt for _ in range(2)] == ["R-1", "R-1"]
    assert (len(side.got), len(side.taken)) == (2, 1)


@pytest.mark.parametrize(
    ("status", "is_final"), [(503, False), (429, False), (400, True), (401, True), (410, True)]
)
def test_what_the_authority_refuses_for_good_is_not_asked_again(side, status, is_final):
    side.status = status
    came = carrier_of("https").carry(parcel(endpoint=side.url))
    assert (came.fault, came.is_final, came.receipt) == (f"HTTP {status}", is_final, "")


def test_a_certificate_of_another_ca_is_not_believed(side, monkeypatch):
    monkeypatch.setattr(outbound, "_tls", ssl.create_default_context)
    came = carrier_of("https").carry(parcel(endpoint=side.url))
    assert came.fault
    assert side.got == []


def test_an_address_inside_our_own_network_is_refused(side, settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    came = carrier_of("https").carry(parcel(endpoint=side.url))
    assert came.fault
    assert side.got == []


def test_what_is_too_big_for_a_request_says_so(side, monkeypatch):
    monkeypatch.setattr(port, "TOO_BIG", 1)
    monkeypatch.setattr("oversight.providers.https.TOO_BIG", 1)
    assert carrier_of("https").carry(parcel(endpoint=side.url)).fault == "too_big"
    assert side.got == []


@pytest.fixture
def post(settings, monkeypatch):
    found = Post()
    for name in ("mail.log", "mail.debug"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)
    server = Controller(found, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = False
    yield found
    server.stop()


def test_a_report_is_mailed_with_its_digest_and_enclosures_under_one_message_id(post):
    sent = parcel(endpoint="office@bureau.example")
    came = [carrier_of("mail").carry(sent) for _ in range(2)]
    (to, said), (_again, repeated) = post.taken
    parts = {one.get_filename(): one.get_payload(decode=True) for one in said.iter_attachments()}
    assert ([one.fault for one in came], to) == (["", ""], ["office@bureau.example"])
    assert parts["report.json"].decode() == DOCUMENT
    assert parts["registered.csv"] == TABLE
    assert sent.sha256 in said.get_body().get_content()
    assert said["Message-ID"] == repeated["Message-ID"]
    assert came[0].place == "mail:bureau.example"


def test_a_mailbox_that_does_not_exist_is_final_and_one_that_is_full_is_not(post):
    sent = parcel(endpoint="office@bureau.example")
    post.refusal = "550 no such mailbox"
    gone = carrier_of("mail").carry(sent)
    post.refusal = "452 full"
    full = carrier_of("mail").carry(sent)
    assert (gone.is_final, full.is_final) == (True, False)
    assert "bureau" not in gone.fault + full.fault


def test_no_report_is_printed_where_there_is_no_mail_server(settings):
    settings.EMAIL_BACKEND = "livecompliance.kernel.mails.EmailBackend"
    came = carrier_of("mail").carry(parcel(endpoint="office@bureau.example"))
    assert (came.fault, came.is_final) == ("no_mail_server", True)


def test_a_folder_gets_the_report_whole_and_once(settings, tmp_path):
    settings.REPORTS_ROOT = str(tmp_path)
    sent = parcel()
    assert [Folder().carry(sent).fault for _ in range(2)] == ["", ""]
    (held,) = (tmp_path / str(sent.tenant_id) / "bureau").iterdir()
    assert {one.name for one in held.iterdir()} == {
        "report.json",
        "signature.txt",
        "registered.csv",
    }
    assert (held / "report.json").read_text() == DOCUMENT


def test_a_writer_who_died_half_way_leaves_nothing_that_looks_whole(settings, tmp_path):
    settings.REPORTS_ROOT = str(tmp_path)

    def dies():
        yield TABLE
        raise OSError

    broken = Enclosure("registered.csv", 1, "0" * 64, dies)
    sent = parcel(enclosures=(broken,))
    base = tmp_path / str(sent.tenant_id) / "bureau"
    assert Folder().carry(sent).fault == "OSError"
    assert [one.name for one in base.iterdir() if not one.name.startswith(".")] == []
    assert Folder().carry(parcel(id=sent.id, tenant_id=sent.tenant_id)).fault == ""
    assert [one.name for one in base.iterdir() if one.name.startswith(".")] == []


def test_another_content_under_the_same_number_is_never_overwritten(settings, tmp_path):
    settings.REPORTS_ROOT = str(tmp_path)
    sent = parcel()
    Folder().carry(sent)
    other = parcel(
        id=sent.id,
        tenant_id=sent.tenant_id,
        document="{}",
        sha256=hashlib.sha256(b"{}").hexdigest(),
    )
    came = Folder().carry(other)
    assert (came.fault, came.is_final) == ("other_content_there", True)
