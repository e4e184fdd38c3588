"""The blacklist between platforms: matches alone, with provenance, retracted everywhere at once."""

import pytest
from django.db import ProgrammingError, connection, transaction

from ledger.models import Entry
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from parties.models import Bar, Party
from sanctions import selectors, services, tasks
from sanctions.models import Match
from tests import builders
from tests.parties import people
from tests.proof import browser, stepped_up
from tests.sanctions.conftest import against, answer, appeal, decide, lift, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def pan(elsewhere) -> Actor:
    """Pan is an officer of the other platform."""
    return builders.person(elsewhere, "pan", "officer")


@pytest.fixture
def twin(elsewhere) -> Party:
    """The same man on the other platform, under another name."""
    return people.party(elsewhere, "operator", document="", public_name="另起炉灶")


@pytest.fixture
def number(tea, twin) -> str:
    """The document that both have filed."""
    shared = people.resident_id()
    people.document(tea, shared)
    people.document(twin, shared)
    return shared


def join(tenant, mode="ask", name="warden") -> Actor:
    actor = builders.person(tenant, name, "security_admin")
    with acting(actor):
        services.sharing_set(actor=actor, mode=mode)
    return actor


def leave(actor) -> None:
    with acting(actor):
        services.sharing_set(actor=actor, mode="")


def listed(lin, mei, tea, **fields):
    wanted = {"rung": "blacklist", "days": 365, "ground": "serious", "is_shared": True} | fields
    return review(mei, decide(lin, tea, **wanted))


def follow(tenant) -> None:
    tasks.matches_follow(tenant_id=str(tenant.pk))


def matches(tenant) -> list[tuple[str, str, str]]:
    actor = system_actor(tenant.pk)
    with acting(actor), transaction.atomic():
        rows = Match.objects.select_related("party")
        return [(one.party.public_name, one.platform, one.state) for one in rows]


def refused(party) -> list[str]:
    """Return what the gate has against a party because of lists elsewhere."""
    from livecompliance.kernel import clock, gate
    from livecompliance.kernel.gate import Asked
    from livecompliance.kernel.ids import uuid7

    actor = system_actor(party.tenant_id)
    asked = Asked(room_id=uuid7(), operator_id=party.pk, marketers=(), at=clock.now())
    with acting(actor), transaction.atomic():
        return [one.code for one in gate.ask(actor, asked) if one.code == "listed_elsewhere"]


@pytest.mark.long
@pytest.mark.law("O117-blacklist-evasion")
def test_who_is_on_a_shared_list_is_matched_with_where_it_comes_from(
    lin, mei, tea, pan, twin, number, harbour, elsewhere
):
    join(harbour)
    join(elsewhere)
    listed(lin, mei, tea)
    follow(elsewhere)
    assert matches(elsewhere) == [("另起炉灶", harbour.name, "open")]
    assert matches(harbour) == []
    with acting(pan), transaction.atomic():
        letter = Letter.objects.get(topic="blacklist_matched")
    assert letter.recipient_id == pan.user_id
    page = browser(pan).get("/sanctions/sharing").content.decode()
    assert "另起炉灶" in page
    assert harbour.name in page
    assert tea.public_name not in page


@pytest.mark.long
@pytest.mark.parametrize("missing", ["mine", "theirs", "flag"])
def test_nothing_is_matched_unless_both_agreed_and_the_entry_is_shared(
    lin, mei, tea, twin, number, harbour, elsewhere, missing
):
    if missing != "mine":
        join(harbour)
    if missing != "theirs":
        join(elsewhere)
    listed(lin, mei, tea, is_shared=missing == "theirs")
    follow(elsewhere)
    assert matches(elsewhere) == []
    assert refused(twin) == []


@pytest.mark.long
@pytest.mark.law("O117-blacklist-evasion")
def test_the_gate_refuses_only_where_the_platform_chose_so_and_only_while_it_stands(
    lin, mei, tea, pan, twin, number, harbour, elsewhere
):
    join(harbour)
    warden = join(elsewhere)
    row = listed(lin, mei, tea)
    assert refused(twin) == []
    with acting(warden):
        services.sharing_set(actor=warden, mode="refuse")
    assert refused(twin) == ["listed_elsewhere"]
    assert against(twin) == []  # no bar of one's own
    lift(lin, row)
    assert refused(twin) == []


@pytest.mark.long
@pytest.mark.law("O117-blacklist-evasion", "O117-blacklist-notice")
@pytest.mark.parametrize("how", ["lifted", "overturned", "left", "expired"])
def test_a_retraction_reaches_everyone(
    lin, mei, qiu, chun, tea, pan, twin, number, harbour, elsewhere, later, how
):
    warden = join(harbour)
    join(elsewhere, "refuse")
    row = listed(lin, mei, tea)
    follow(elsewhere)
    if how == "lifted":
        lift(lin, row)
    elif how == "overturned":
        answer(qiu, appeal(chun, row), "overturned")
    elif how == "left":
        leave(warden)
    else:
        later(days=366)
    assert refused(twin) == []
    follow(elsewhere)
    assert matches(elsewhere) == [("另起炉灶", harbour.name, "retracted")]
    with acting(pan), transaction.atomic():
        assert Letter.objects.filter(topic="blacklist_retracted").count() == 1
    follow(elsewhere)
    assert len(matches(elsewhere)) == 1


@pytest.mark.long
@pytest.mark.law("O117-blacklist-evasion")
def test_a_newcomer_is_matched_as_he_files_his_document(lin, mei, tea, pan, harbour, elsewhere):
    from parties import services as parties

    shared = people.resident_id()
    people.document(tea, shared)
    join(harbour)
    join(elsewhere)
    listed(lin, mei, tea)
    newcomer = people.party(elsewhere, "operator", document="", public_name="新来的")
    given = parties.Given("resident_id", shared)
    with acting(pan), transaction.atomic():
        parties.document_give(actor=pan, party_id=newcomer.pk, given=given)
    assert matches(elsewhere) == [("新来的", harbour.name, "open")]


@pytest.mark.long
@pytest.mark.law("O117-blacklist-evasion")
def test_a_bank_account_matches_across_platforms_too(lin, mei, tea, pan, twin, harbour, elsewhere):
    from parties import services as parties

    for actor, party in ((lin, tea), (pan, twin)):
        with acting(actor), transaction.atomic():
            parties.mark_give(actor=actor, party_id=party.pk, kind="bank", value="6222020200112233")
    join(harbour)
    join(elsewhere)
    listed(lin, mei, tea, block=("bank",))
    follow(elsewhere)
    assert matches(elsewhere) == [("另起炉灶", harbour.name, "open")]


def test_the_database_shows_no_tenant_anothers_list_and_answers_for_nobody_else(
    lin, mei, tea, pan, twin, number, harbour, elsewhere
):
    join(harbour)
    join(elsewhere)
    listed(lin, mei, tea)
    with acting(pan), transaction.atomic():
        assert not Bar.objects.exists()
        assert not Party.objects.filter(pk=tea.pk).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM parties_bar")
            assert cursor.fetchone() == (0,)
            cursor.execute(
                "SELECT * FROM bars_shared(%s::uuid[], clock_timestamp())", [[str(tea.pk)]]
            )
            assert cursor.fetchall() == []
            cursor.execute("SELECT * FROM bars_shared(NULL, clock_timestamp())")
            assert [row[0] for row in cursor.fetchall()] == [twin.pk]
    with transaction.atomic(), connection.cursor() as cursor:  # nobody acts
        cursor.execute("SELECT set_config('app.tenant', '', true)")
        try:
            cursor.execute("SELECT * FROM bars_shared(NULL, clock_timestamp())")
            assert cursor.fetchall() == []
        except ProgrammingError:
            transaction.set_rollback(True)


@pytest.mark.long
def test_what_another_platform_says_is_no_ground_to_pass_on(
    lin, mei, tea, pan, twin, number, harbour, elsewhere
):
    join(harbour)
    join(elsewhere)
    listed(lin, mei, tea)
    follow(elsewhere)
    with pytest.raises(Invalid) as told:
        decide(pan, twin, rung="blacklist", days=365, ground="serious", is_shared=True)
    assert told.value.extra["field"] == "is_shared"
    own = builders.room(pan, "另起的房间", operator_id=twin.pk)
    finding = builders.finding(builders.session(pan, own))
    row = decide(pan, twin, rung="blacklist", days=365, ground="serious", is_shared=True,
                 findings=(finding.pk,))  # fmt: skip
    assert row.is_shared


def test_only_the_blacklist_is_shared_and_only_by_who_agreed(lin, harbour, tea):
    for fields in ({"rung": "blacklist", "days": 9, "ground": "serious"},
                   {"rung": "registration_ban", "days": 9}):  # fmt: skip
        with pytest.raises(Invalid):
            decide(lin, tea, is_shared=True, **fields)
    join(harbour)
    with pytest.raises(Invalid):
        decide(lin, tea, is_shared=True, rung="registration_ban", days=9)
    with pytest.raises(Invalid):
        decide(lin, tea, rung="blacklist", days=9, ground="serious", block=("face",))


def test_only_the_security_administrator_agrees_and_it_is_recorded(lin, harbour):
    with acting(lin), pytest.raises(Forbidden):
        services.sharing_set(actor=lin, mode="ask")
    warden = join(harbour)
    with acting(warden), pytest.raises(Invalid):
        services.sharing_set(actor=warden, mode="all")
    with acting(warden), transaction.atomic():
        assert services.sharing_set(actor=warden, mode="ask").mode == "ask"
        assert Entry.objects.filter(action="sanctions.sharing_set").count() == 1


@pytest.mark.long
def test_an_officer_says_what_came_of_looking_and_nobody_elses_officer_can(
    lin, mei, tea, pan, twin, number, harbour, elsewhere
):
    join(harbour)
    join(elsewhere)
    row = listed(lin, mei, tea)
    follow(elsewhere)
    with acting(pan), transaction.atomic():
        [one] = selectors.match_list(pan)
    assert browser(lin).post(f"/sanctions/matches/{one.pk}/see", {"note": "x"}).status_code == 404
    browser(pan).post(f"/sanctions/matches/{one.pk}/see", {"note": "同名同证，已约谈本人。"})
    assert matches(elsewhere) == [("另起炉灶", harbour.name, "seen")]
    lift(lin, row)
    follow(elsewhere)
    with acting(pan), pytest.raises(services.MatchGone):
        services.match_see(actor=pan, match_id=one.pk, note="再看一次")


def test_the_person_is_told_that_his_entry_is_matched_elsewhere(lin, mei, chun, tea, harbour):
    join(harbour)
    row = listed(lin, mei, tea)
    assert "名单共享" in browser(chun).get(f"/appeals/{row.pk}").content.decode()


@pytest.mark.long
@pytest.mark.law("PIPL-access")
def test_whoever_was_matched_reads_it_in_the_copy_of_his_data(
    lin, mei, tea, pan, twin, number, harbour, elsewhere
):
    from parties.services.gather import party_gather

    join(harbour)
    join(elsewhere)
    listed(lin, mei, tea)
    follow(elsewhere)
    with acting(pan), transaction.atomic():
        [row] = party_gather(pan, twin)["matches"]
    assert (row["platform"], row["by"], row["state"]) == (harbour.name, "identity", "open")


@pytest.mark.long
def test_a_security_administrator_sees_the_switch_and_no_match(harbour, elsewhere, lin, tea):
    warden = join(harbour)
    page = browser(warden).get("/sanctions/sharing").content.decode()
    assert 'name="mode"' in page
    assert tea.public_name not in page
    asked = browser(warden).post("/sanctions/sharing/choose", {"mode": ""})
    assert "/step-up" in asked["Location"]
    with acting(lin), transaction.atomic():
        assert selectors.sharing_of(lin) is not None
    stepped_up(warden, "sharing").post("/sanctions/sharing/choose", {"mode": ""})
    with acting(lin), transaction.atomic():
        assert selectors.sharing_of(lin) is None
