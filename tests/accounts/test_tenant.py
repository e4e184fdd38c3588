"""A tenant begins, is suspended, resumes, closes, and can take everything along."""

import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from accounts import selectors, services
from accounts.models import ApiKey, Membership, Scope
from accounts.services.tenant import SlugTaken, TenantClosed
from ledger.models import Entry
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(harbour):
    return builders.person(harbour, "admin", "system_admin")


@pytest.fixture
def guard(harbour):
    return builders.person(harbour, "guard", "security_admin")


def test_a_tenant_begins_with_a_data_key_and_an_entry():
    tenant = services.tenant_create(slug="harbour", name="港湾直播")

    with acting(system_actor(tenant.pk)):
        assert selectors.tenant_find("harbour") == tenant.pk
        assert [entry.action for entry in Entry.objects.all()] == ["accounts.tenant_created"]


@pytest.mark.parametrize("slug", ["", "ab", "9lives", "Harbour", "港湾", "a" * 41, "a b", "a:b"])
def test_a_slug_that_could_not_be_part_of_a_login_is_refused(slug):
    with pytest.raises(Invalid):
        services.tenant_create(slug=slug, name="x")


def test_two_tenants_never_share_a_slug(harbour):
    with pytest.raises(SlugTaken):
        services.tenant_create(slug="harbour", name="另一家")


def test_a_suspended_tenant_lets_nobody_in_and_a_resumed_one_does(harbour, admin, lin):
    with acting(admin):
        services.tenant_suspend(actor=admin, reason="欠费")
    assert selectors.actor_of_user(lin.user_id) is None

    with acting(admin):
        services.tenant_resume(actor=admin, reason="已缴")
    assert selectors.actor_of_user(lin.user_id) == lin


def test_closing_revokes_every_key_and_membership_and_is_final(admin, guard, lin):
    with acting(guard):
        services.key_create(actor=guard, name="k", scopes=[Scope.INSPECT])
    with acting(admin):
        services.tenant_close(actor=admin, reason="合同到期")

        assert not ApiKey.objects.filter(revoked_at=None).exists()
        assert not Membership.objects.filter(is_active=True).exists()
        with pytest.raises(TenantClosed):
            services.tenant_resume(actor=admin, reason="反悔")


@pytest.mark.parametrize("role", ["officer", "security_admin", "audit_admin", "viewer", "streamer"])
def test_only_the_system_administrator_suspends(harbour, role):
    actor = builders.person(harbour, "someone", role)

    with acting(actor), pytest.raises(Forbidden):
        services.tenant_suspend(actor=actor, reason="x")


def test_an_export_holds_every_row_of_the_tenant_no_secret_and_no_neighbour(
    tmp_path, admin, guard, tea_session, outsider
):
    builders.room(outsider, "邻居的直播间")
    with acting(guard):
        _, key = services.key_create(actor=guard, name="k", scopes=[Scope.INSPECT])
    with acting(admin):
        counts = services.tenant_export(admin, tmp_path / "all.zip")

    with zipfile.ZipFile(tmp_path / "all.zip") as bundle:
        rooms = [json.loads(line) for line in bundle.open("rooms_room.ndjson")]
        everything = b"".join(bundle.read(name) for name in bundle.namelist())
    assert [room["title"] for room in rooms] == ["阿春家的养生茶专场"]
    assert counts["rooms_session"] == 1
    assert b"secret_hash" not in everything
    assert b"wrapped" not in everything
    assert key.encode() not in everything


@pytest.mark.parametrize(
    ("name", "value"),
    [("undo_window_s", 61), ("undo_window_s", True), ("undo_window_s", "9"), ("unknown", 1)],
)
def test_a_policy_outside_its_bounds_is_refused(guard, name, value):
    with acting(guard), pytest.raises(Invalid):
        services.tenant_policy_set(actor=guard, changes={name: value})


def test_a_changed_policy_is_recorded_with_what_it_was(guard):
    with acting(guard):
        services.tenant_policy_set(actor=guard, changes={"undo_window_s": 5})

        assert selectors.policy_of(guard, "undo_window_s", 10) == 5
        entry = Entry.objects.get(action="accounts.policy_changed")
    assert json.loads(bytes(entry.body))["data"] == {
        "from": {"undo_window_s": None},
        "to": {"undo_window_s": 5},
    }


def test_the_command_line_creates_invites_and_suspends(capsys):
    call_command("tenant", "create", "newhall", "新馆")
    call_command("tenant", "suspend", "newhall", "--reason", "试运行结束")

    printed = capsys.readouterr().out
    assert "newhall:admin" in printed
    assert "/join/" in printed
    assert "newhall is suspended" in printed


def test_the_command_line_names_a_tenant_that_does_not_exist():
    with pytest.raises(CommandError, match="nowhere"):
        call_command("tenant", "suspend", "nowhere", "--reason", "x")
