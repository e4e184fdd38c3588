"""The key-encryption key is rotated under a running platform; the old one may then go."""

import base64
import json
import os
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction

from accounts import services
from accounts.models import Contact, TenantKey
from accounts.services import persons, rotation
from livecompliance.kernel import crypto, wrapped
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Decision, Reply
from office.services.file import file_begin
from oversight import services as evidence
from parties import services as parties
from rooms.models import Session
from tests import builders
from tests.conduct.conftest import listed
from tests.rooms.conftest import key_of
from tests.stage import builders as stage

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
OLD = b"v1|A256GCM|k1|"


@pytest.fixture
def key_file(tmp_path, settings):
    path = tmp_path / "kek.json"
    key = base64.b64encode(os.urandom(32)).decode()
    path.write_text(json.dumps({"current": "k1", "keys": {"k1": key}}))
    settings.KEK_FILE = str(path)
    return path


@pytest.fixture
def admin(key_file, harbour):
    return builders.person(harbour, "admin", "system_admin")


@pytest.fixture
def full(admin, harbour, chun, client):
    """A platform in which every column that the keyring wraps holds something."""
    with acting(admin):
        services.contact_set(actor=admin, user_id=chun.user_id, mobile="13800001234")
        file_begin(actor=admin, name="a.csv", kind="csv", purpose="record_export")
    keeper = builders.person(harbour, "keeper", "security_admin")
    with acting(keeper):
        url = "https://identity.example/"
        parties.provider_set(actor=keeper, kind="http", url=url, key_id="k-1")
    room = builders.room(chun)
    session = builders.session(chun, room)
    stage.submit(system_actor(harbour.pk), room, "cover")
    body = {"items": [{"id": "1", "type": "title", "text": "加微信 abc12345 低价"}]}
    asked = client.post(
        "/api/v1/inspect",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": key_of(harbour, "inspect"), "Idempotency-Key": "once"},
    )
    assert asked.status_code == 200, asked.content
    officer = builders.person(harbour, "lister", "officer")
    listed(officer)
    wish = evidence.Wish("session", session.pk, "authority", "市场监督管理局", "来函 2026-118 号")
    with acting(officer):
        evidence.package_order(actor=officer, wish=wish)
    return session


def keys(*arguments) -> str:
    out = StringIO()
    call_command("keys", *arguments, stdout=out)
    return out.getvalue()


def contact_of(admin, user_id) -> str:
    with acting(admin), transaction.atomic():
        row = Contact.objects.of(admin).get(user_id=user_id)
        return Contact._meta.get_field("mobile").read(row, persons.person_key(admin, user_id))


def wrapped_by_old() -> set[str]:
    """Return every column of the whole database in which the old key wraps anything."""
    return {
        f"{model._meta.db_table}.{field.attname}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField)
        for value in model._base_manager.using("owner").values_list(field.attname, flat=True)
        if bytes(getattr(value, "body", value) or b"").startswith(OLD)
    }


def test_every_column_that_the_keyring_wraps_is_named(full):
    named = {one.name for one in wrapped.columns()}

    assert wrapped_by_old() == named
    assert {one.model for one in wrapped.columns()} >= {TenantKey, Session, Decision, Reply}


@pytest.mark.long
def test_after_a_rotation_all_still_opens_and_the_old_key_goes(full, admin, chun, key_file):
    pepper = crypto.keyring().derive("api-key")
    with acting(admin), transaction.atomic():
        sealed = bytes(Contact.objects.of(admin).get().mobile.body)

    said = keys("rotate")
    assert "everything is wrapped by k2" in said
    assert "rooms_session.wrapped_key: 1 of 1" in said
    assert wrapped_by_old() == set()
    assert "k1  may go" in keys("status")
    keys("retire", "k1")

    assert list(json.loads(key_file.read_text())["keys"]) == ["k2"]
    assert contact_of(admin, chun.user_id) == "13800001234"
    assert crypto.keyring().derive("api-key") == pepper
    with acting(admin), transaction.atomic():
        assert bytes(Contact.objects.of(admin).get().mobile.body) == sealed  # data was not touched


@pytest.mark.long
def test_a_rotation_that_was_stopped_goes_on_and_begins_no_further_key(full, monkeypatch):
    real, left = rotation._rewrap_one, [1]

    def dies(row, column):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(row, column)

    monkeypatch.setattr(rotation, "_rewrap_one", dies)
    monkeypatch.setattr(rotation, "BATCH", 1)
    with pytest.raises(KeyboardInterrupt):
        keys("rotate")
    monkeypatch.setattr(rotation, "_rewrap_one", real)
    assert wrapped_by_old()
    with pytest.raises(CommandError, match="still wraps"):
        keys("retire", "k1")

    assert "going on with k2" in keys("rotate")
    assert wrapped_by_old() == set()


def test_the_current_key_and_an_unknown_one_are_not_retired(admin):
    for name in ("k1", "k9"):
        with pytest.raises(CommandError):
            keys("retire", name)


@pytest.mark.long
def test_what_cannot_be_opened_is_left_and_told(full):
    TenantKey._base_manager.using("owner").update(wrapped=OLD + b"x" * 60)

    with pytest.raises(CommandError, match="1 could not be opened"):
        keys("rotate")
    assert wrapped_by_old() == {"accounts_tenantkey.wrapped"}


def test_the_key_file_is_for_its_owner_alone(admin, key_file):
    keys("rotate")

    assert key_file.stat().st_mode & 0o777 == 0o600
