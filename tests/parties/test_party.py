"""Who comes to the platform, with what papers, and who may not."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from parties import selectors, services
from parties.models import Bar, Document, Party, Tie
from parties.services import Given, Newcomer, Particulars, Source
from tests import builders
from tests.parties.numbers import resident, uscc

pytestmark = pytest.mark.django_db
GROWN, MINOR, CHILD = date(1990, 3, 4), date(2009, 7, 1), date(2012, 1, 1)
WORDS = Particulars(name="林小满", mobile="138 0000 1234", address="杭州市滨江区某路 1 号")


@pytest.fixture(autouse=True)
def day(monkeypatch):
    """Every test stands on one day: ages do not move under it."""
    noon = datetime(2026, 11, 29, 4, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)


def newcomer(number: str = "", **fields) -> Newcomer:
    papers = Given("resident_id", number) if number else None
    wanted = {"kind": "natural", "roles": ["operator", "marketer"], "public_name": "小满"}
    return Newcomer(**wanted | {"particulars": WORDS, "papers": papers} | fields)


def register(actor, number: str = "", **fields) -> Party:
    with acting(actor), transaction.atomic():
        return services.party_register(actor=actor, who=newcomer(number, **fields))


def act(actor, service, **wanted):
    with acting(actor), transaction.atomic():
        return service(actor=actor, **wanted)


@pytest.mark.law("M-real-identity", "O117-marketer-file")
def test_a_party_is_filed_sealed_and_its_age_is_kept_as_one_date(lin):
    party = register(lin, resident(MINOR), external_id="u-1")

    assert party.state == "applying"
    assert party.function == "none"
    assert party.minor_until == date(2027, 7, 1)
    with acting(lin):
        row = Party.objects.of(lin).get()
        assert "林小满".encode() not in row.name.body
        entry = Entry.objects.get(action="parties.party_registered")
    assert "小满".encode() not in bytes(entry.body)


def test_an_adult_needs_nobodys_consent(lin):
    assert register(lin, resident(GROWN)).minor_until is None


@pytest.mark.law("M-age")
def test_a_child_is_refused_and_nothing_of_him_is_kept(lin):
    with pytest.raises(services.TooYoung) as refusal:
        register(lin, resident(CHILD))

    assert refusal.value.law == "M-age"
    with acting(lin):
        assert not Party.objects.of(lin).exists()


@pytest.mark.parametrize(
    ("born", "is_taken"), [(date(2010, 11, 29), True), (date(2010, 11, 30), False)]
)
def test_sixteen_is_reached_on_the_birthday(lin, born, is_taken):
    if is_taken:
        assert register(lin, resident(born)).minor_until == date(2028, 11, 29)
    else:
        with pytest.raises(services.TooYoung):
            register(lin, resident(born))


def test_one_document_is_one_party_of_a_platform_and_another_platforms_business_elsewhere(
    lin, outsider
):
    register(lin, resident(GROWN))

    with pytest.raises(services.DocumentTaken):
        register(lin, resident(GROWN), public_name="另一个")
    assert register(outsider, resident(GROWN)).tenant_id == outsider.tenant_id


def test_a_faulty_number_is_refused_with_its_codes_and_without_the_number(lin):
    number = resident(GROWN)[:-1] + ("0" if resident(GROWN)[-1] != "0" else "1")

    with pytest.raises(services.DocumentFaulty) as refusal:
        register(lin, number)

    assert refusal.value.extra["faults"] == ["check_digit"]
    assert number not in refusal.value.message


def test_a_company_is_filed_by_its_code_and_never_by_a_persons(lin):
    company = {"kind": "company", "roles": ["operator"], "public_name": "清源茶业"}

    with pytest.raises(Invalid):
        register(lin, resident(GROWN), **company)
    party = register(lin, **company, papers=Given("uscc", uscc()))

    assert party.minor_until is None


@pytest.mark.parametrize(
    ("kind", "roles"),
    [("company", ["marketer"]), ("natural", ["agency"]), ("natural", []), ("x", [])],
)
def test_a_marketer_is_a_person_and_an_agency_is_none(lin, kind, roles):
    with pytest.raises(Invalid):
        register(lin, kind=kind, roles=roles)


def test_the_same_document_again_is_the_same_and_a_new_one_takes_its_place(lin):
    party = register(lin, resident(GROWN))
    give = services.document_give

    first = act(lin, give, party_id=party.pk, given=Given("resident_id", resident(GROWN)))
    second = act(lin, give, party_id=party.pk, given=Given("resident_id", resident(GROWN, 5)))

    with acting(lin):
        states = dict(Document.objects.of(lin).values_list("pk", "state"))
    assert states == {first.pk: "replaced", second.pk: "given"}


@pytest.mark.law("O117-blacklist-evasion", "O117-blacklist")
def test_a_barred_identity_does_not_come_back_under_a_new_account(lin):
    party = register(lin, resident(GROWN), external_id="u-1")
    source = Source("blacklist", "O117-blacklist", "test", "1")
    act(lin, services.bar_place, source=source, party_id=party.pk)
    act(lin, services.bar_place, source=source, party_id=party.pk)
    act(lin, services.party_close, party_id=party.pk, reason="本人申请")

    with pytest.raises(services.Barred):
        register(lin, resident(GROWN), external_id="u-2")

    with acting(lin):
        assert Bar.objects.of(lin).count() == 2  # the party, and its one document
    assert act(lin, services.bar_lift, source="test", ref="1") == 2
    assert register(lin, resident(GROWN), external_id="u-2").state == "applying"


def test_a_bar_of_another_platform_bars_nobody_here(lin, outsider):
    other = register(outsider, resident(GROWN))
    source = Source("blacklist", "O117-blacklist", "test", "1")
    act(outsider, services.bar_place, source=source, party_id=other.pk)

    assert register(lin, resident(GROWN)).state == "applying"


def test_a_streamer_registers_himself_and_nobody_else(harbour, chun):
    party = register(chun, resident(GROWN), user_id=chun.user_id)
    other = builders.person(harbour, "bao", "streamer")

    with pytest.raises(Forbidden):
        register(chun, resident(GROWN, 5), user_id=other.user_id)
    with acting(chun):
        assert selectors.party_of_user(chun, chun.user_id) == party
    with acting(other), pytest.raises(NotFound):
        selectors.party_get(other, party.pk)


def test_another_platform_finds_nobody(lin, outsider):
    party = register(lin, resident(GROWN))

    with acting(outsider), pytest.raises(NotFound):
        selectors.party_get(outsider, party.pk)


@pytest.mark.law("M-mechanisms")
def test_giving_up_or_leaving_is_no_way_around_a_suspension(harbour, lin, chun):
    party = builders.party(harbour, user_id=chun.user_id)
    act(lin, services.function_suspend, party_id=party.pk, reason="多次违规")

    for service in (services.function_cancel, services.party_close):
        with pytest.raises(Forbidden):
            act(chun, service, party_id=party.pk, reason="我不播了")
    with pytest.raises(services.FunctionState):
        act(chun, services.function_open, party_id=party.pk)

    assert (
        act(lin, services.function_resume, party_id=party.pk, reason="整改完成").function == "open"
    )


def test_a_function_opens_only_when_nothing_is_missing(harbour, lin, monkeypatch):
    party = builders.party(harbour, function="none")
    lacking = [services.function.gate.Reason("training_missing", "O117-training")]
    monkeypatch.setattr(services.function, "_conditions", {"test": lambda *_: list(lacking)})

    with pytest.raises(services.FunctionNotReady) as refusal:
        act(lin, services.function_open, party_id=party.pk)
    lacking.clear()
    opened = act(lin, services.function_open, party_id=party.pk)

    assert [one["code"] for one in refusal.value.extra["reasons"]] == ["training_missing"]
    assert opened.function == "open"


@pytest.mark.law("O117-operator-verified")
def test_whoever_changes_his_name_is_verified_anew(harbour, lin):
    party = register(lin, resident(GROWN))
    with acting(lin):
        Document.objects.of(lin).update(state="verified")

    act(lin, services.party_change, party_id=party.pk, particulars=Particulars(name="林大满"))

    with acting(lin):
        assert Document.objects.of(lin).get().state == "given"


@pytest.mark.law("M-agency-agreement")
def test_a_tie_joins_those_who_are_registered_as_what_it_needs(harbour, lin):
    agency = builders.party(harbour, "agency", kind="company", public_name="星河经纪")
    marketer = builders.party(harbour, "marketer")
    make = {"kind": "agency_marketer", "first_id": agency.pk}

    tie = act(lin, services.tie_make, **make, second_id=marketer.pk)
    again = act(lin, services.tie_make, **make, second_id=marketer.pk)
    with pytest.raises(Invalid):
        act(lin, services.tie_make, **make, second_id=agency.pk)

    assert tie == again
    assert act(lin, services.tie_end, tie_id=tie.pk).until is not None


def test_who_leaves_works_with_nobody_any_more(harbour, lin):
    agency = builders.party(harbour, "agency", kind="company", public_name="星河经纪")
    marketer, other = (builders.party(harbour, "marketer") for _ in range(2))
    make = {"kind": "agency_marketer", "first_id": agency.pk}
    for one in (marketer, other):
        act(lin, services.tie_make, **make, second_id=one.pk)

    act(lin, services.party_close, party_id=agency.pk, reason="机构退出平台")

    with acting(lin), transaction.atomic():
        assert not Tie.objects.filter(until=None).exists()
        ended = Entry.objects.filter(action="parties.tie_ended")
        assert set(ended.values_list("subject_ref", flat=True)) == {str(marketer.pk), str(other.pk)}


@pytest.mark.law("M-licences")
def test_a_credential_is_decided_once_and_a_refusal_says_why(harbour, lin, chun):
    party = builders.party(harbour, user_id=chun.user_id)
    given = services.Licence("practising", "医师执业证书", fields=["medicine"])
    row = act(chun, services.credential_give, party_id=party.pk, given=given)

    with pytest.raises(Forbidden):
        act(chun, services.credential_decide, credential_id=row.pk, is_approved=True)
    with pytest.raises(Invalid):
        act(lin, services.credential_decide, credential_id=row.pk, is_approved=False)
    act(lin, services.credential_decide, credential_id=row.pk, is_approved=True)
    with pytest.raises(services.CredentialDecided):
        act(lin, services.credential_decide, credential_id=row.pk, is_approved=False, reason="重复")
