"""What is granted to an authority: by whom, of what, for how long; and that it ends."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts import selectors, services
from accounts.models import Grant
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.portal.conftest import BASIS, CITY, PROVINCE, grant, visitor

pytestmark = pytest.mark.django_db


def given(**fields):
    wish = {"matters": ["conduct"], "until": clock.now() + timedelta(days=9), "basis": BASIS}
    return services.Given(**wish | fields)


@pytest.fixture
def admin(harbour):
    return builders.person(harbour, "root", "system_admin")


def test_somebody_of_an_authority_is_nobody_until_something_is_granted_to_him(harbour, admin):
    user = visitor()
    assert selectors.actor_of_user(user.pk) is None

    with acting(admin):
        row = services.regulator_grant(actor=admin, user_id=user.pk, given=given())
    actor = selectors.actor_of_user(user.pk)
    assert actor is not None
    assert (actor.tenant_ids, actor.roles) == ({harbour.pk}, {"regulator"})

    with acting(admin):
        services.regulator_revoke(actor=admin, grant_id=row.pk)
        services.regulator_revoke(actor=admin, grant_id=row.pk)
    assert selectors.actor_of_user(user.pk) is None
    with acting(admin), transaction.atomic():
        told = Entry.objects.filter(action__startswith="accounts.regulator")
        assert [one.action for one in told.order_by("id")] == [
            "accounts.regulator_granted",
            "accounts.regulator_revoked",
        ]


def test_a_grant_begins_and_ends_by_the_clock(harbour, monkeypatch):
    user, now = visitor(), clock.now()
    grant(harbour, user, since=now + timedelta(hours=1), until=now + timedelta(hours=2))

    for minutes, is_open in ((0, False), (59, False), (60, True), (119, True), (120, False)):
        at = now + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        assert (selectors.actor_of_user(user.pk) is not None) == is_open, minutes


@pytest.mark.parametrize("role", ["officer", "viewer", "security_admin", "audit_admin", "streamer"])
def test_only_the_system_administrator_grants(harbour, role):
    user = visitor()
    somebody = builders.person(harbour, "eve", role)

    with acting(somebody), pytest.raises(Forbidden):
        services.regulator_grant(actor=somebody, user_id=user.pk, given=given())


def test_a_member_of_a_platform_is_never_a_regulator(harbour, admin, lin):
    with acting(admin), pytest.raises(NotFound):
        services.regulator_grant(actor=admin, user_id=lin.user_id, given=given())


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"matters": []}, "matters"),
        ({"matters": ["everything"]}, "matters"),
        ({"region": "3"}, "region"),
        ({"region": "33; --"}, "region"),
        ({"basis": "无"}, "basis"),
        ({"basis": "请联系 13800138000"}, "basis"),
        ({"until": clock.now() - timedelta(seconds=1)}, "until"),
        ({"until": clock.now() + timedelta(days=400)}, "until"),
    ],
)
def test_what_is_granted_is_bounded(harbour, admin, fields, field):
    user = visitor()
    with acting(admin), pytest.raises(Invalid) as refusal:
        services.regulator_grant(actor=admin, user_id=user.pk, given=given(**fields))
    assert refusal.value.extra["field"] == field
    with acting(admin), transaction.atomic():
        assert not Grant.objects.exists()


def test_another_tenants_grant_is_not_there(harbour, elsewhere, admin):
    row = grant(elsewhere, visitor())
    with acting(admin), pytest.raises(NotFound):
        services.regulator_revoke(actor=admin, grant_id=row.pk)


def test_an_authority_is_entered_once_and_not_as_another(db):
    first = services.authority_enter(office=PROVINCE)
    assert services.authority_enter(office=PROVINCE).pk == first.pk
    with pytest.raises(services.NameTaken):
        services.authority_enter(office=services.Office(PROVINCE.name, "samr", "city"))
    with pytest.raises(Invalid):
        services.authority_enter(office=services.Office("某办公室", "army", "city"))
    assert services.authority_enter(office=CITY).pk != first.pk
