"""An agency's own duties: rules, recruitment, training, reminders, discipline, no false trade."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from charter import selectors, services
from charter.gate import charter_check
from charter.models import AgencyRecord
from charter.rules import agency as rules
from charter.tasks import reminders_send
from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.gate import Asked
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office.models import Clock, Letter
from parties import services as parties
from tests import builders
from tests.charter import world
from tests.parties import people
from tests.proof import browser
from tests.rooms.conftest import key_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db):
    """An agency that is a tenant."""
    return builders.tenant("fanxing", kind="agency", name="繁星文化")


@pytest.fixture
def su(house):
    """Su is the agency's compliance officer."""
    return builders.person(house, "su", "officer")


@pytest.fixture
def star(house):
    """A marketer whom the agency recruits: everything on file, verified."""
    people.sandbox(house)
    made = people.party(house, "marketer", occupation="带货主播", public_name="小满")
    people.verify(made)
    with acting(system_actor(house.pk)):
        parties.party_change(
            actor=system_actor(house.pk),
            party_id=made.pk,
            particulars=parties.Particulars(address="杭州市余杭区"),
        )
    return made


def keep(actor, party, kind="supervision", **fields):
    with acting(actor):
        return services.agency_record(
            actor=actor, party_id=party.pk, done=world.agency_done(kind, **fields)
        )


def lacks(owner, *marketers):
    actor = system_actor(owner.pk)
    who = tuple(one.pk for one in marketers)
    with acting(actor), transaction.atomic():
        found = charter_check(actor, Asked(uuid7(), None, who, clock.now()))
    return [(one.code, one.clause, one.party) for one in found]


def clocks(owner, kind):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return [one.ended_at is None for one in Clock.objects.filter(kind=kind)]


@pytest.mark.law("O117-agency-management")
def test_nobody_sells_live_for_an_agency_without_its_own_rules(house, su, star):
    missing = ("agency_rules_missing", "O117-agency-management", None)
    assert missing in lacks(house, star)

    with acting(su):
        text = services.version_draft(
            actor=su, kind="agency_rules", draft=world.draft("招募、培训、使用和管理。")
        )
    with acting(su), pytest.raises(services.PassageMissing) as refused:
        services.version_publish(actor=su, version_id=text.pk, effective_on=clock.today())
    assert [one["item"] for one in refused.value.extra["items"]] == [
        "recruitment", "training", "employment", "management", "violations",
    ]  # fmt: skip
    with acting(su):
        services.version_withdraw(actor=su, version_id=text.pk, reason="重写")

    world.published(house, "agency_rules")
    assert missing not in lacks(house, star)


@pytest.mark.law("O117-agency-management")
def test_an_agency_changes_its_own_rules_at_once_and_shows_them_to_nobody_outside(house, su):
    world.published(house, "agency_rules")
    later = world.published(house, "agency_rules", body=world.BODY + "\n新增一条。")

    with acting(su), transaction.atomic():
        assert selectors.in_force(su, "agency_rules") == later
        assert "agency_rules" in selectors.kinds_of(su)
    page = browser(su).get("/p/fanxing/rules").content.decode()
    assert "新增一条" not in page
    assert "内部管理制度" not in page


def test_a_platform_or_a_merchant_writes_no_rules_of_an_agency(harbour, lin, house, su):
    house.policy = {"agency_duties": 0}
    with acting(system_actor(house.pk)), transaction.atomic():
        house.save(update_fields=["policy"])
    for actor in (lin, su):
        with acting(actor), pytest.raises(Invalid):
            services.version_draft(actor=actor, kind="agency_rules", draft=world.draft())
    assert browser(lin).get("/charter/draft/agency_rules").status_code == 404


@pytest.mark.law("O117-agency-recruitment")
def test_nobody_sells_live_for_an_agency_that_did_not_verify_whom_it_recruited(house, su, star):
    missing = ("recruitment_missing", "O117-agency-recruitment", star.pk)
    assert missing in lacks(house, star)

    keep(su, star, "recruitment")

    assert missing not in lacks(house, star)
    assert clocks(house, "agency_look") == [True]


@pytest.mark.law("O117-agency-recruitment")
@pytest.mark.parametrize("left_out", rules.VERIFIED)
def test_a_recruitment_counts_only_when_each_thing_of_the_article_was_looked_at(
    house, su, star, left_out
):
    with pytest.raises(Invalid) as refused:
        keep(su, star, "recruitment", items=[one for one in rules.VERIFIED if one != left_out])

    assert refused.value.extra["field"] == "items"
    assert refused.value.law == "O117-agency-recruitment"


@pytest.mark.law("O117-agency-recruitment")
def test_a_recruitment_counts_only_when_everything_is_on_file(house, su):
    bare = people.party(house, "marketer")

    with pytest.raises(services.RecruitmentIncomplete) as refused:
        keep(su, bare, "recruitment")

    assert refused.value.extra["items"] == ["identity", "residence", "position"]


@pytest.mark.law("O117-agency-recruitment")
def test_an_identity_that_lapsed_is_none(house, su, star):
    with world.on(world.days(200)), pytest.raises(services.RecruitmentIncomplete) as refused:
        keep(su, star, "recruitment")

    assert refused.value.extra["items"] == ["identity"]


@pytest.mark.law("O117-agency-training")
def test_an_agency_gives_its_own_courses_and_nobody_sells_live_untrained(house, su, star):
    course = world.course(house)
    assert ("training_missing", "O117-training", star.pk) in lacks(house, star)

    world.trained(course, star)

    assert "training_missing" not in {code for code, _clause, _party in lacks(house, star)}


@pytest.mark.law("O117-agency-training")
def test_every_marketer_of_an_agency_is_reminded_of_his_duties_and_again_after_its_time(house):
    mei = builders.person(house, "mei", "streamer")
    world.party(house, "marketer", user_id=mei.user_id)
    world.party(house, "marketer")  # without a login: left to an officer
    world.course(house)

    def letters():
        with acting(mei), transaction.atomic():
            return Letter.objects.filter(recipient_id=mei.user_id, topic="agency_duties").count()

    for day in (0.01, 1, 100):
        with world.on(world.days(day)):
            reminders_send(tenant_id=str(house.pk))
            assert letters() == 1
    with world.on(world.days(181)):
        reminders_send(tenant_id=str(house.pk))
        assert letters() == 2


def test_a_platform_sends_no_reminder_of_an_agency(harbour, chun):
    world.party(harbour, "marketer", user_id=chun.user_id)
    with acting(system_actor(harbour.pk)):
        assert services.agency_remind(actor=system_actor(harbour.pk)) == 0


@pytest.mark.law("O117-agency-discipline")
def test_what_was_found_of_a_marketer_waits_for_a_measure_by_a_clock(house, su, star):
    keep(su, star, result="lacking", note="两次夸大功效。")

    with acting(su), transaction.atomic():
        assert selectors.agency_of(su, star).found_on == clock.today()
    assert clocks(house, "agency_handling") == [True]

    keep(su, star, "handling", measure="off_air", note="停播一周，重新培训。")

    with acting(su), transaction.atomic():
        assert selectors.agency_of(su, star).found_on is None
    assert clocks(house, "agency_handling") == [False]


@pytest.mark.law("O117-agency-discipline")
def test_who_is_not_looked_after_in_time_stands_out(house, su, star):
    keep(su, star, next_due_on=clock.today() + timedelta(days=10))

    with world.on(world.days(11)), acting(su), transaction.atomic():
        board = selectors.agency_board(su)
    assert [one.is_overdue for one in board.marketers] == [True]


@pytest.mark.law("O117-agency-no-false-trade")
def test_an_agency_looks_whether_its_services_made_up_trades_and_acts_on_it(house, su):
    shop = world.party(house, "operator", "marketer")
    keep(su, shop, "service", result="lacking", note="外包团队代刷评价。")

    assert clocks(house, "agency_handling") == [True]
    keep(su, shop, "handling", measure="end_agreement", note="解除外包，报告平台。")
    assert clocks(house, "agency_handling") == [False]


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("holiday", {}, "kind"),
        ("service", {}, "kind"),  # a marketer is no operator
        ("supervision", {"done_on": clock.today() + timedelta(days=2)}, "done_on"),
        ("supervision", {"result": "fine"}, "result"),
        ("reminder", {"result": "lacking"}, "result"),
        ("supervision", {"result": "lacking"}, "note"),
        ("reminder", {"note": " "}, "note"),
        ("handling", {"measure": "whip"}, "measure"),
        ("handling", {"note": ""}, "note"),
        ("supervision", {"note": "身份证 11010519491231002X"}, "note"),
        ("supervision", {"next_due_on": clock.today() - timedelta(days=2)}, "next_due_on"),
        ("supervision", {"next_due_on": clock.today() + timedelta(days=400)}, "next_due_on"),
    ],
)
def test_a_record_that_says_too_little_or_cannot_be_is_refused(house, su, kind, fields, field):
    star = world.party(house, "marketer")
    with pytest.raises(Invalid) as refused:
        keep(su, star, kind, **fields)

    assert refused.value.extra["field"] == field


def test_a_record_cannot_be_changed_or_seen_or_made_by_anybody_else(house, su, outsider, wu):
    star = world.party(house, "marketer")
    keep(su, star)
    for stranger in (outsider, wu):
        with pytest.raises((NotFound, Forbidden)):
            keep(stranger, star)
    with acting(outsider), transaction.atomic():
        assert AgencyRecord.objects.count() == 0
    with acting(su), transaction.atomic(), pytest.raises(ProgrammingError):
        AgencyRecord.objects.update(note="别的")


def test_the_gate_still_asks_once_however_many_are_on_air(house):
    cast = [world.party(house, "marketer") for _ in range(8)]
    actor = system_actor(house.pk)
    asked = Asked(uuid7(), None, tuple(one.pk for one in cast), clock.now())
    with acting(actor), transaction.atomic(), CaptureQueriesContext(connection) as asks:
        found = list(charter_check(actor, asked))

    assert len(asks) == 1
    assert sum(one.code == "recruitment_missing" for one in found) == 8
    assert sum(one.code == "agency_rules_missing" for one in found) == 1


def test_an_agency_uses_what_platforms_use_verification_agreement_and_bar(house, su, star):
    """What verifies, binds and bars people does not ask of which kind the tenant is."""
    own = world.party(house, "agency", public_name="繁星文化")
    text = world.published(house, "marketer_agency")
    agreement = world.both(text, star, own)
    people.bar(star)
    actor = system_actor(house.pk)
    asked = Asked(uuid7(), None, (star.pk,), clock.now())
    with acting(actor), transaction.atomic():
        assert "barred" in {one.code for one in gate.ask(actor, asked)}

    assert agreement.kind == "marketer_agency"
    with acting(su), transaction.atomic():
        assert selectors.state_of(agreement) in {"in_force", "waiting", "future"}
        assert selectors.agency_filed(su, star).is_verified


@pytest.mark.long
def test_officers_see_what_is_open_and_record_it_on_a_page(house, su, star):
    officer = browser(su)
    page = officer.get("/charter/agency").content.decode()
    assert "机构义务" in page
    assert "未核验" in page

    path = f"/charter/agency/{star.pk}"
    assert "档案" in officer.get(path).content.decode()
    given = {"kind": "recruitment", "done_on": f"{clock.today()}", "items": [*rules.VERIFIED]}
    answer = officer.post(f"{path}/record", given, follow=True).content.decode()

    assert "已记录" in answer
    assert "未核验" not in officer.get("/charter/agency").content.decode()


def test_a_program_reads_the_board_and_records(house, star):
    key = key_of(house, "charter.read", "charter.write")
    head = {"Authorization": key}
    body = {"kind": "recruitment", "done_on": f"{clock.today()}", "items": [*rules.VERIFIED]}
    path = f"/api/v1/parties/{star.pk}/agency-records"
    made = Client().post(path, body, content_type="application/json", headers=head)
    board = Client().get("/api/v1/charter/agency", headers=head).json()

    assert made.status_code == 201, made.json()
    assert board["bears_duties"] is True
    assert [one["is_recruited"] for one in board["marketers"]] == [True]
