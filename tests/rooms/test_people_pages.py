"""The register of parties, one party, and the gate, as officers and others see them."""

from datetime import date

import pytest
from django.db import transaction

from accounts.models import Tenant
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.personal import readers
from livecompliance.kernel.tenancy import acting
from office.models import Job
from parties import services
from parties.models import Credential, Mark, Party
from parties.services import Given, Newcomer, Particulars
from rooms import services as rooms
from rooms.models import Admission
from tests import builders
from tests.attack.conftest import signed_in
from tests.parties.numbers import resident
from tests.proof import stepped_up

pytestmark = pytest.mark.django_db
NUMBER = resident(date(1990, 3, 4))
CLEAR = ("林小满", "13800001234", "滨江区某路", NUMBER)


@pytest.fixture
def party(lin) -> Party:
    """Somebody registered with everything, of whom nothing was verified yet."""
    who = Newcomer(
        kind="natural",
        roles=["operator", "marketer"],
        public_name="小满",
        particulars=Particulars(
            name="林小满", mobile="13800001234", address="杭州市滨江区某路 1 号"
        ),
        papers=Given("resident_id", NUMBER),
        external_id="u-1",
    )
    with acting(lin), transaction.atomic():
        return services.party_register(actor=lin, who=who)


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def one(actor, model, **wanted):
    with acting(actor), transaction.atomic():
        return model.objects.of(actor).get(**wanted)


@pytest.mark.long
def test_the_register_and_a_partys_page_show_nothing_in_clear(lin, party):
    browser = signed_in(lin)

    for path in ("/people", f"/people/{party.pk}", "/people?q=小满", "/people?role=marketer"):
        shown = text_of(browser.get(path))
        assert "小*" in shown
        assert not [each for each in CLEAR if each in shown], path


@pytest.mark.long
def test_the_register_says_what_is_missing_by_which_clause(lin, party):
    shown = text_of(signed_in(lin).get(f"/people/{party.pk}"))

    assert "直播营销功能未开通" in shown
    assert "请核验运营者的证件或营业执照" in shown
    assert "《直播电商监督管理办法》第八条第二款" in shown
    assert "Order 117 Art. 8(2)" in shown


@pytest.mark.parametrize("wanted", ["林小满", "138 0000 1234", "+8613800001234", NUMBER.lower()])
def test_somebody_is_found_by_name_or_number_that_stands_in_no_address(lin, party, wanted):
    answer = signed_in(lin).post("/people/find", {"wanted": wanted})

    assert f"/people/{party.pk}" in text_of(answer)


@pytest.mark.parametrize("wanted", ["林小", "1380000123", "' OR 1=1 --", "小满"])
def test_a_part_of_a_name_finds_nobody_by_index(lin, party, wanted):
    assert str(party.pk) not in text_of(signed_in(lin).post("/people/find", {"wanted": wanted}))


@pytest.mark.long
def test_the_register_is_paged_by_key_and_narrowed_by_what_they_are(harbour, lin):
    for n in range(52):
        builders.party(harbour, "agency", kind="company", public_name=f"星途 {n}")
    browser = signed_in(lin)

    first = browser.get("/people")
    rest = browser.get(f"/people?after={first.context['next']}")

    assert [len(each.context["rows"]) for each in (first, rest)] == [50, 2]
    assert len(browser.get("/people?role=marketer").context["rows"]) == 0
    assert browser.get("/people?role=king&after=x").status_code == 200


@pytest.mark.long
def test_the_register_asks_as_often_for_fifty_as_for_one(
    harbour, lin, django_assert_max_num_queries
):
    browser = signed_in(lin)
    for _ in range(50):
        builders.party(harbour)
    browser.get("/people")

    with django_assert_max_num_queries(30):
        browser.get("/people")


def test_the_file_holds_what_was_seen_masked_and_the_record_who_took_it(lin, party):
    answer = signed_in(lin).post("/people/export", {"role": "marketer", "q": "林小满"})

    assert answer.status_code == 302
    job = one(lin, Job, kind="parties_roll")
    assert job.arguments == {"wanted": {"role": "marketer"}}
    with acting(lin), transaction.atomic():
        assert Entry.objects.filter(action="parties.roll_exported").count() == 1


@pytest.mark.long
def test_an_officer_suspends_with_a_reason_and_nobody_else_may(lin, wu, harbour):
    ready = builders.party(harbour)
    path = f"/people/{ready.pk}/function"

    assert signed_in(wu).post(path, {"act": "suspend", "reason": "核查"}).status_code == 403
    signed_in(lin).post(path, {"act": "suspend", "reason": ""})
    assert one(lin, Party, pk=ready.pk).function == "open"
    signed_in(lin).post(path, {"act": "suspend", "reason": "核查投诉"})
    assert one(lin, Party, pk=ready.pk).function == "suspended"
    assert "核查投诉" in text_of(signed_in(lin).get(f"/people/{ready.pk}"))


@pytest.mark.long
def test_an_officer_files_a_bank_account_of_which_only_a_hash_is_kept(lin, wu, harbour):
    ready, number = builders.party(harbour), "6222 0202 0011 2233"
    path = f"/people/{ready.pk}/marks"

    assert signed_in(wu).post(path, {"kind": "bank", "value": number}).status_code == 403
    signed_in(lin).post(path, {"kind": "bank", "value": "12"})
    signed_in(lin).post(path, {"kind": "colour", "value": number})
    with acting(lin), transaction.atomic():
        assert not Mark.objects.exists()
    for _ in range(2):
        signed_in(lin).post(path, {"kind": "bank", "value": number})
    assert one(lin, Mark, party=ready).kind == "bank"
    page = text_of(signed_in(lin).get(f"/people/{ready.pk}"))
    assert "收款账户" in page
    assert "62220202" not in page.replace(" ", "")


def test_a_certificate_is_approved_or_refused_with_a_reason(lin, harbour):
    ready = builders.party(harbour)
    with acting(lin), transaction.atomic():
        paper = services.credential_give(
            actor=lin, party_id=ready.pk, given=services.Licence("licence", "食品经营许可证")
        )
    path = f"/people/credentials/{paper.pk}/decide"
    browser = signed_in(lin)

    browser.post(path, {"decision": "refuse", "reason": ""})
    browser.post(path, {"decision": "maybe"})
    assert one(lin, Credential, pk=paper.pk).state == "waiting"
    browser.post(path, {"decision": "refuse", "reason": "照片不清"})
    assert one(lin, Credential, pk=paper.pk).reason == "照片不清"


def test_a_trial_answers_in_words_and_begins_nothing(lin, harbour, party, tea_room):
    answer = signed_in(lin).post(f"/people/{party.pk}/trial", {"room": str(tea_room.pk)})

    assert "现在不能开播" in text_of(answer)
    trial = one(lin, Admission, kind="trial")
    assert (trial.is_allowed, trial.session_id) == (False, None)
    assert signed_in(lin).post(f"/people/{party.pk}/trial", {"room": "x"}).status_code == 422


def test_what_the_gate_said_no_to_is_listed_counted_and_narrowed(lin, harbour, tea_room):
    opener = system_actor(harbour.pk)
    with acting(opener), transaction.atomic():
        for _ in range(2):
            rooms.session_start(actor=opener, room_id=tea_room.pk, wish=rooms.Wish())
    browser = signed_in(lin)

    shown = browser.get("/gate")

    counts = {told.code: number for told, number, _width in shown.context["counts"]}
    assert counts["operator_missing"] == 2
    assert "没有登记这场直播的直播间运营者" in text_of(shown)
    assert len(browser.get("/gate?code=operator_missing").context["rows"]) == 2
    assert len(browser.get("/gate?code=nothing&days=x&from=-1").context["rows"]) == 0


def test_only_the_security_administrator_lets_the_gate_observe_and_proves_who_he_is(lin, harbour):
    guard = builders.person(harbour, "guard", "security_admin")
    until = f"{clock.today():%Y-%m-%d}"
    sent = {"mode": "observe", "until": until}

    assert signed_in(lin).post("/gate/mode", sent).status_code == 403
    signed_in(guard).post("/gate/mode", sent)
    assert not _policy(harbour)
    stepped_up(guard, "gate").post("/gate/mode", sent)
    assert _policy(harbour) == until
    stepped_up(guard, "gate").post("/gate/mode", {"mode": "enforce"})
    assert not _policy(harbour)


def _policy(harbour) -> str:
    with acting(system_actor(harbour.pk)), transaction.atomic():
        return Tenant.objects.get(pk=harbour.pk).policy.get("gate_observe_until") or ""


def test_the_eye_opens_each_field_for_an_officer_and_for_nobody_else(lin, wu, outsider, party):
    with acting(lin), transaction.atomic():
        paper = services.document.Document.objects.of(lin).get()
    fields = {
        "parties.party.name": (party.pk, "林小满"),
        "parties.party.mobile": (party.pk, "13800001234"),
        "parties.party.address": (party.pk, "杭州市滨江区某路 1 号"),
        "parties.document.number": (paper.pk, NUMBER),
    }
    for name, (pk, value) in fields.items():
        read = readers.find(name)
        with acting(lin), transaction.atomic():
            found = read(lin, pk)
        assert (found.value, found.subject) == (value, ("party", party.pk))
        for other, refusal in ((wu, Forbidden), (outsider, NotFound)):
            with acting(other), transaction.atomic(), pytest.raises(refusal):
                read(other, pk)


@pytest.mark.long
def test_parties_are_found_with_ctrl_k_by_public_name_and_number(lin, chun, party):
    for words in ("小满", "u-1", str(party.pk)[:13]):
        shown = signed_in(lin).get("/search", {"q": words}, headers={"HX-Request": "true"})
        assert f"/people/{party.pk}" in shown.content.decode(), words
    shown = signed_in(chun).get("/search", {"q": "小满"}, headers={"HX-Request": "true"})
    assert str(party.pk) not in shown.content.decode()


def test_another_platforms_officer_finds_nothing_here(outsider, party):
    browser = signed_in(outsider)

    assert browser.get(f"/people/{party.pk}").status_code == 404
    assert str(party.pk) not in text_of(browser.get("/people"))
    assert str(party.pk) not in text_of(browser.post("/people/find", {"wanted": "林小满"}))
