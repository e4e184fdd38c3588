"""The copy of one's own data holds what every app keeps of him, and of nobody else."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import translation

from accounts import services as accounts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure
from parties import services
from parties.selectors import contributed
from rooms.models import Room, Session
from sanctions.models import Sanction
from tests import builders
from tests.attack.conftest import signed_in
from tests.charter import world as charter
from tests.moderation.sockets import warn
from tests.parties import people
from tests.parties.test_copies import archive, carry_on, order
from tests.parties.test_requests import request
from tests.sanctions.conftest import sanctioned
from tests.stage import builders as stage
from tiers.models import Figure, Standing

pytestmark = [pytest.mark.django_db, pytest.mark.law("PIPL-access"), pytest.mark.long]
FIELDS = {
    "agreements": {
        "kind", "text", "number", "with", "text_sha256", "offered_at", "concluded_at", "starts_on",
        "ends_on", "ended_at", "end_kind", "end_reason", "signer_name", "ip", "capacity",
        "channel", "accepted_at",
    },
    "trainings": {
        "course", "number", "attempt", "state", "source", "started_at", "finished_at", "minutes",
        "score_percent", "valid_until", "ended_at", "end_reason",
    },
    "rooms": {"title", "external_id", "category", "tier", "created_at"},
    "broadcasts": {"title", "form", "started_at", "ended_at", "keep_until"},
    "elements": {
        "title", "kind", "text", "picture", "number", "origin", "state", "submitted_at",
        "decided_at", "reason",
    },
    "places": {
        "title", "location", "kind", "area", "is_restricted", "ground", "declared_at", "ended_at",
    },
    "standings": {"tier", "since", "until", "origin", "note", "score"},
    "figures": {"dimension", "on", "number", "names"},
    "measures": {
        "title", "basis", "reason", "kind", "level", "origin", "released_at", "acknowledged_at",
        "executed_at", "withdrawn_at", "lifted_reason",
    },
    "sanctions": {
        "number", "clause", "subject", "rung", "basis", "facts", "proportionality", "is_automated",
        "state", "starts_at", "ends_at", "ended_at", "end_reason", "appeal_until",
        "orders", "after_sales", "disputes", "is_shared",
    },
    "letters": {
        "topic", "subject", "body", "created_at", "shown_at", "read_at", "acknowledged_at",
    },
}  # fmt: skip
NAMES = {"account", "letters", "files", "agreements", "objections", "trainings", "agency", "rooms",
         "broadcasts", "gate", "elements", "places", "virtual_hosts", "standings", "figures",
         "measures", "sanctions", "appeals", "matches", "identity_reports",
         "payees", "payments", "withheld", "deductions", "tax_reminders"}  # fmt: skip


@pytest.fixture
def mine(harbour, chun):
    people.sandbox(harbour)
    made = people.party(harbour, "operator", "marketer", user_id=chun.user_id)
    people.verify(made)
    return made


@pytest.fixture
def lived(harbour, lin, chun, mine, tea_room, tea_session):
    """Somebody with something in every app."""
    admin = builders.person(harbour, "admin", "system_admin")
    with acting(admin):
        accounts.contact_set(actor=admin, user_id=chun.user_id, mobile="13900008888")
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Room.objects.filter(pk=tea_room.pk).update(operator=mine)
    text = charter.published(harbour, "platform_operator")
    charter.accepted(text, mine, name="秦小舟")
    charter.trained(charter.course(harbour), mine)
    stage.submit(lin, tea_room, "title", text="春茶上新")
    stage.place(lin, tea_room, "home", latitude=30.24592, longitude=120.15515)
    warn(lin, tea_session)
    sanctioned(lin, mine.pk)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Standing.objects.create(tenant_id=harbour.pk, operator=mine, tier="second")
        Figure.objects.create(
            tenant_id=harbour.pk, operator=mine, dimension="followers", on=clock.today(), number=7
        )
    return mine


def ended(days):
    """Let every broadcast be over, and be kept so many days from today."""
    until = clock.today() + timedelta(days=days)
    Session.objects.update(ended_at=F("started_at"), keep_until=until)


def copy_of(harbour, chun, party):
    order(chun, party)
    found = archive(chun, carry_on(harbour))
    return json.loads(found.read("data.json")), found.read("index.html").decode()


def test_every_app_has_its_section_even_where_it_holds_nothing(harbour, chun, mine):
    data, page = copy_of(harbour, chun, mine)

    assert {one.name for one in contributed.sections()} == NAMES
    assert set(data) >= NAMES
    with translation.override("zh-hans"):
        for one in contributed.sections():
            assert str(one.label) in page


def test_it_says_what_he_signed_learned_broadcast_and_was_told(harbour, chun, lived):
    data, page = copy_of(harbour, chun, lived)

    for name, fields in FIELDS.items():
        assert set(data[name][0]) == fields, name
    assert data["agreements"][0]["signer_name"] == "秦小舟"
    assert data["agreements"][0]["ip"] == "203.0.113.9"
    assert data["trainings"][0]["state"] == "passed"
    assert data["account"][0]["login_mobile"] == "13900008888"
    assert data["rooms"][0]["title"] == "阿春家的养生茶专场"
    assert data["broadcasts"][0]["started_at"]
    assert data["elements"][0]["text"] == "春茶上新"
    assert data["places"][0]["location"] == "30.24592,120.15515"
    assert data["measures"][0]["kind"] == "warning"
    assert data["sanctions"][0]["facts"]
    assert data["standings"][0]["tier"] == "second"
    assert data["figures"][0]["number"] == 7
    assert any(one["body"] for one in data["letters"])
    for words in ("秦小舟", "13900008888", "违规警示", "二级", "住宅", "已完成"):
        assert words in page, words
    for raw in ("score_percent", "end_kind", "signer_name", "platform_operator"):
        assert raw not in page, raw


def test_what_is_another_persons_is_in_no_section(harbour, chun, lived):
    lan = builders.person(harbour, "lan", "streamer")
    other = people.party(harbour, "operator", user_id=lan.user_id, name="蓝小海")

    data, _page = copy_of(harbour, lan, other)

    for name in NAMES - {"account", "letters", "files"}:
        assert data[name] == [], name
    assert "13900008888" not in json.dumps(data)
    assert "秦小舟" not in json.dumps(data, ensure_ascii=False)


def test_a_proposal_that_nobody_approved_is_no_decision_against_him(harbour, lin, chun, lived):
    with acting(lin), transaction.atomic():
        Sanction.objects.update(state="proposed")
    data, _page = copy_of(harbour, chun, lived)

    assert data["sanctions"] == []
    assert "sanctions" not in {one["what"] for one in data["kept_by_law"]}


def test_a_measure_that_was_never_released_is_not_told_beforehand(harbour, lin, chun, lived):
    with acting(lin), transaction.atomic():
        Measure.objects.update(released_at=None, seq=None)
    data, _page = copy_of(harbour, chun, lived)

    assert data["measures"] == []


@pytest.mark.law("PIPL-erasure")
def test_the_officer_reads_what_the_law_keeps_and_so_does_the_person(harbour, lin, chun, lived):
    with acting(lin), transaction.atomic():
        ended(3 * 365)
    page = signed_in(lin).get(f"/people/{lived.pk}").content.decode()
    for words in ("依法须保存的内容", "直播回放、互动等直播记录", "处罚与申诉记录"):
        assert words in page
    assert "直播回放、互动等直播记录" in signed_in(chun).get("/me").content.decode()

    request(chun, lived, "erase")
    waiting = signed_in(lin).get("/people/waiting").content.decode()
    assert "处罚与申诉记录" in waiting


@pytest.mark.law("PIPL-erasure")
def test_what_apps_keep_holds_no_erasure_up_and_is_answered(harbour, lin, chun, lived, later):
    """His name goes with his key; records that name him by id alone stay, and he is told."""
    admin = builders.person(harbour, "eraser", "system_admin")
    with acting(lin), transaction.atomic():
        ended(3650)
    row = request(chun, lived, "erase")
    with acting(admin):
        done = services.data_request_carry_out(actor=admin, request_id=row.pk, reason="本人要求")
    assert {"sanctions", "broadcasts", "record"} <= {one["what"] for one in done.kept}

    later(days=3 * 366)  # the identity of a merchant is kept no longer, his broadcasts are
    system = system_actor(harbour.pk)
    with acting(system):
        assert services.erasures_sweep(actor=system) == 1
        done.refresh_from_db()
    assert done.state == "done"
    assert "broadcasts" in {one["what"] for one in done.kept}


def test_a_broadcast_whose_term_is_over_is_kept_by_no_law(harbour, lin, lived):
    with acting(lin), transaction.atomic():
        ended(-1)
        assert "broadcasts" not in {one["what"] for one in services.kept_all(lin, lived.pk)}
