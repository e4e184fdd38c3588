"""Before every broadcast the operator and every marketer are looked at; nothing is left open."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from livecompliance.kernel import clock, gate, law
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office.rules.days import SHANGHAI
from parties import gate as checked
from parties import services
from parties.models import Document
from tests.parties import people

pytestmark = pytest.mark.django_db


def minor(owner, years, **fields):
    """A marketer who is so many years old today, verified."""
    today = clock.today()
    eighteenth = date(today.year + 18 - years, today.month, min(today.day, 28))
    made = people.party(owner, "marketer", minor_until=eighteenth, **fields)
    people.verify(made)
    return made


@pytest.mark.law("M-real-identity", "M-live-verification", "O117-marketer-file")
def test_who_is_verified_may_begin(against, shop, host):
    assert against(shop, host) == []


@pytest.mark.long
@pytest.mark.law("M-live-verification", "O117-dynamic-verification", "O117-marketer-each-broadcast")
def test_a_marketer_is_verified_before_every_broadcast(against, lin, shop, host, later):
    session = uuid7()
    with acting(lin):
        assert services.verifications_use(actor=lin, session_id=session, party_ids=[host.pk]) == 1

    assert against(shop, host) == ["marketer_not_verified_now"]
    assert against(shop, host, session_id=uuid7()) == ["marketer_not_verified_now"]
    later(hours=5)
    assert against(shop, host, session_id=session) == []  # the cast changes in its own broadcast

    people.verify(host)
    assert against(shop, host) == []


def test_a_verification_is_used_by_one_broadcast_and_half_used_by_none(lin, host, harbour):
    other = people.party(harbour, "marketer")
    with acting(lin):
        services.verifications_use(actor=lin, session_id=uuid7(), party_ids=[host.pk])
        for cast in ([host.pk], [other.pk]):
            with pytest.raises(services.AlreadyUsed):
                services.verifications_use(actor=lin, session_id=uuid7(), party_ids=cast)


@pytest.mark.parametrize(("minutes", "policy", "found"), [
    (29, {}, []), (31, {}, ["marketer_not_verified_now"]),
    (11, {"presence_minutes": 10}, ["marketer_not_verified_now"]),
    (31, {"presence_minutes": 0}, ["marketer_not_verified_now"]),
    (31, {"presence_minutes": "60"}, ["marketer_not_verified_now"]),
])  # fmt: skip
def test_how_fresh_is_the_tenants_to_say(
    against, harbour, shop, host, later, minutes, policy, found
):
    people.policy(harbour, **policy)
    later(minutes=minutes)

    assert against(shop, host) == found


@pytest.mark.long
def test_a_tenant_may_want_a_living_face_each_time(against, harbour, shop, host):
    people.policy(harbour, presence_liveness=1)

    assert against(shop, host) == ["marketer_not_verified_now"]


@pytest.mark.long
@pytest.mark.law("O117-operator-verified")
def test_an_operator_is_verified_anew_every_six_months(against, shop, host, later):
    was = clock.now()
    months = law.clause("O117-operator-verified", clock.to_date(was)).number("reverify_within")
    assert months == 6
    year, month = divmod(clock.today().month - 1 + 6, 12)
    last = datetime(clock.today().year + year, month + 1, min(clock.today().day, 28), 23, 50,
                    tzinfo=SHANGHAI)  # fmt: skip
    later(last - timedelta(days=4))
    people.verify(host)
    assert against(shop, host) == []
    later(last + timedelta(days=5))
    people.verify(host)
    assert against(shop, host) == ["operator_verification_expired"]


@pytest.mark.parametrize(("own", "found"), [(3, ["operator_verification_expired"]), (12, []),
                                            ("x", []), (None, [])])  # fmt: skip
def test_a_tenant_may_be_stricter_with_its_operators_and_never_laxer(
    against, harbour, shop, host, later, own, found
):
    later(days=120)
    people.policy(harbour, reverify_months=own)
    people.verify(host)
    assert against(shop, host) == found
    later(days=75)
    people.verify(host)
    assert against(shop, host) == ["operator_verification_expired"]


@pytest.mark.law("M-age")
def test_below_sixteen_nobody_is_on_air_whatever_his_guardian_says(against, harbour, shop):
    child = minor(harbour, 15)
    people.consent(child, expires_at=clock.now() + timedelta(days=700))

    assert against(shop, child) == ["under_age"]


@pytest.mark.law("M-age")
def test_at_sixteen_and_seventeen_a_guardian_agrees_until_he_takes_it_back(against, harbour, shop):
    girl = minor(harbour, 17)
    assert against(shop, girl) == ["guardian_consent_missing"]
    given = people.consent(girl, expires_at=clock.now() + timedelta(days=300))
    assert against(shop, girl) == []
    people.change(given, revoked_at=clock.now())
    assert against(shop, girl) == ["guardian_consent_revoked"]
    people.consent(girl, expires_at=clock.now() - timedelta(days=1))
    assert against(shop, girl) == ["guardian_consent_missing"]


@pytest.mark.law("M-age")
def test_on_the_eighteenth_birthday_nobody_is_asked_any_more(against, harbour, shop, later):
    birthday = clock.today() + timedelta(days=90)
    born = people.party(harbour, "marketer", minor_until=birthday)
    midnight = datetime.combine(birthday, time(), tzinfo=SHANGHAI)
    later(midnight - timedelta(minutes=1))
    people.verify(born)
    assert against(shop, born) == ["guardian_consent_missing"]
    later(midnight + timedelta(seconds=1))
    assert against(shop, born) == []


@pytest.mark.law("M-live-verification")
def test_who_is_barred_is_barred_under_every_account(against, harbour, shop, host):
    first = people.bar(host)
    assert against(shop, host) == ["barred"]
    people.change(first, lifted_at=clock.now())
    assert against(shop, host) == []
    with acting(people.system_actor(harbour.pk)):
        index = bytes(Document.objects.get(party=host).number_index)
    second = people.bar(host, identity_index=index)
    assert against(shop, host) == ["barred"]
    people.change(second, until=clock.now() - timedelta(seconds=1))
    assert against(shop, host) == []
    people.bar(host, since=clock.now() + timedelta(days=1))
    assert against(shop, host) == []


@pytest.mark.parametrize(("fields", "found"), [
    ({"state": "closed"}, ["party_closed"]),
    ({"function": "suspended"}, ["function_not_open"]),
    ({"function": "none", "state": "applying"}, ["function_not_open"]),
    ({"roles": ["operator"]}, ["role_missing"]),
])  # fmt: skip
@pytest.mark.law("M-mechanisms")
def test_the_function_is_open_for_the_part_that_somebody_plays(against, shop, host, fields, found):
    people.change(host, **fields)

    assert against(shop, host) == found


def test_who_is_on_air_is_known_or_there_is_no_broadcast(against, elsewhere, shop, host):
    stranger = people.party(elsewhere, "marketer", "operator")

    assert against(None, host) == ["operator_missing"]
    assert against(stranger, host) == ["operator_missing"]
    assert against(shop, stranger) == ["unknown_marketer"]
    assert against(shop, host, unknown=("阿珍",)) == ["unknown_marketer"]
    assert against(shop) == ["marketer_missing"]
    assert against(shop, virtual_hosts=(uuid7(),)) == []


def test_who_was_never_verified_or_not_found_out_is_not_on_air(against, harbour, shop):
    never = people.party(harbour, "marketer")
    false = people.party(harbour, "marketer", number=people.resident_id(order=91))
    people.verify(false)

    assert against(never, false) == [
        "role_missing", "operator_not_verified", "marketer_not_verified",
    ]  # fmt: skip


def test_a_no_undoes_the_yes_before_it_and_a_replaced_document_says_nothing(against, shop, host):
    people.verify(host)
    with acting(people.system_actor(host.tenant_id)):
        held = Document.objects.get(party=host)
        newest = host.verifications.order_by("-finished_at").first()
    people.change(newest, state="failed", outcome="deceased")
    assert against(shop, host) == ["marketer_not_verified"]
    people.change(newest, state="passed")
    people.change(held, state="replaced")
    assert against(shop, host) == ["marketer_not_verified"]


def test_a_provider_that_is_down_is_a_no_with_a_time_to_ask_again(against, harbour, shop):
    host = people.party(harbour, "marketer", number=people.resident_id(order=95))
    assert people.verify(host).state == "error"

    found = against.reasons(people.asked(shop, host))

    assert [one.code for one in found] == ["provider_unavailable", "marketer_not_verified"]
    assert found[0].retry_after == 30


@pytest.mark.law("O117-dynamic-verification")
def test_who_is_known_by_passport_alone_needs_a_permit_to_work(against, harbour, shop):
    guest = people.party(harbour, "marketer", document="passport", nationality="FRA")
    people.verify(guest)
    assert against(shop, guest) == ["work_authorisation_missing"]
    today = clock.today()
    people.credential(guest, "work", valid_until=today - timedelta(days=1))
    people.credential(guest, "work", valid_from=today + timedelta(days=1))
    people.credential(guest, "work", state="waiting")
    assert against(shop, guest) == ["work_authorisation_missing"]
    people.credential(guest, "work", valid_until=today)
    assert against(shop, guest) == []


@pytest.mark.law("ANCHOR-practising")
@pytest.mark.parametrize("category", ["medicine", "finance", "law", "education", "医疗卫生"])
def test_who_speaks_of_a_profession_may_practise_it(against, harbour, shop, host, category):
    people.policy(harbour, profession_categories={category: "", "tea": "astrology"})
    people.credential(host, "practising", "另一职业")
    assert against(shop, host, category=category) == ["practising_certificate_missing"]
    field = "medicine" if category == "医疗卫生" else category
    people.credential(host, "practising", field)
    assert against(shop, host, category=category) == []
    assert against(shop, host, category="tea") == []


@pytest.mark.law("M-licences")
def test_what_needs_a_licence_is_sold_by_an_operator_who_has_it(against, harbour, shop, host):
    assert against(shop, host, category="food") == ["licence_missing"]
    people.credential(shop, "licence", "drug")
    people.credential(host, "licence", "food")  # the marketer's is not the operator's
    assert against(shop, host, category="food") == ["licence_missing"]
    people.credential(shop, "licence", "food")
    assert against(shop, host, category="food") == []
    people.policy(harbour, licence_categories=["tea"])
    assert against(shop, host, category="tea") == ["licence_missing"]


@pytest.mark.law("NPB-licence")
def test_an_agency_has_its_licence_where_one_is_asked_for(against, harbour, shop, host):
    agency = people.party(harbour, "agency", kind="company", document="")
    people.tie(agency, host)
    assert against(shop, host) == []
    assert against(shop, host, category="performance") == ["agency_licence_missing"]
    people.credential(agency, "agency")
    assert against(shop, host, category="performance") == []


def test_every_reason_says_itself_and_its_cure_in_both_languages_and_cites_a_clause():
    for tongue in ("zh-hans", "en"):
        with translation.override(tongue):
            for code, words in checked.WORDS.items():
                data = {"count": 2, "age": 16, "category": "food"}
                said = gate.said(gate.Reason(code, "M-age", data=data))
                assert said["message"]
                assert said["cure"]
                assert "%" not in "".join(said.values())
                assert (str(words.cure) == said["cure"]) or "%" in str(words.cure)


def test_a_cast_of_eight_costs_as_many_statements_as_a_cast_of_one(
    against, lin, harbour, shop, host
):
    crowd = [host, *(people.party(harbour, "marketer") for _ in range(7))]
    counts = []
    for cast in ([host], crowd):
        with (
            acting(lin),
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            list(checked.check(lin, people.asked(shop, *cast)))
        counts.append(len(seen))

    assert counts == [2, 2]
    codes = against(shop, *crowd)
    assert codes == ["marketer_not_verified"] * 7
    assert against.reasons(replace(people.asked(shop), marketers=(host.pk, host.pk))) == []
