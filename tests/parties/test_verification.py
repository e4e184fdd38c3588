"""A verification begins, asks and concludes; killed anywhere, it is never a pass."""

from datetime import timedelta

import pytest
from django.db import transaction

from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Clock
from parties import selectors, services, tasks
from parties.models import Document, Provider, Verification
from parties.providers import Result
from parties.services.conclusion import verification_conclude
from tests import builders
from tests.parties import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(harbour):
    people.sandbox(harbour)
    return people.system_actor(harbour.pk)


def begin(actor, party, kind="two_element"):
    with acting(actor):
        return services.verification_begin(actor=actor, party_id=party.pk, kind=kind)


def document_of(party):
    with acting(people.system_actor(party.tenant_id)):
        return Document.objects.get(party=party)


@pytest.mark.parametrize(("order", "outcome", "state", "document"), [
    (1, "match", "passed", "verified"), (91, "mismatch", "failed", "refused"),
    (92, "not_found", "failed", "refused"), (93, "deceased", "failed", "refused"),
    (94, "expired", "failed", "refused"), (95, "unreachable", "error", "given"),
    (96, "timeout", "error", "given"), (97, "bad_signature", "error", "given"),
    (98, "bad_answer", "error", "given"),
])  # fmt: skip
@pytest.mark.law("M-real-identity")
def test_the_sandbox_says_by_the_number_what_it_says(
    harbour, system, order, outcome, state, document
):
    someone = people.party(harbour, "marketer", number=people.resident_id(order=order))
    done = people.verify(someone)

    assert (done.outcome, done.state) == (outcome, state)
    assert document_of(someone).state == document


def test_a_mobile_of_somebody_else_fails_only_where_three_elements_are_asked(harbour, system):
    someone = people.party(harbour, "marketer", mobile="13800009999")
    assert people.verify(someone).state == "passed"
    third = people.verify(someone, "three_element")
    assert (third.state, third.outcome) == ("failed", "mobile_mismatch")
    assert document_of(someone).state == "verified"


@pytest.mark.law("O117-operator-verified")
def test_a_verified_operator_has_a_clock_that_begins_anew_each_time(harbour, system, later):
    shop = people.party(harbour, "operator", kind="company", document="uscc")
    people.verify(shop, "registration")
    with acting(system):
        first = Clock.objects.get(kind="reverify")
        assert (first.subject_ref, first.clause) == (str(shop.pk), "O117-operator-verified")
        assert first.due_at.date() > clock.today() + timedelta(days=170)
        due = first.due_at
    later(days=30)
    people.verify(shop, "registration")
    with acting(system):
        again = Clock.objects.get(kind="reverify")
        assert (again.round, again.state) == (2, "running")
        assert again.due_at > due
    people.verify(people.party(harbour, "marketer"))
    with acting(system):
        assert Clock.objects.count() == 1


def test_every_step_is_in_the_record_without_a_word_about_the_person(harbour, lin, system):
    someone = people.party(harbour, "marketer")
    begin(lin, someone)
    people.verify(someone)
    with acting(system):
        told = list(Entry.objects.filter(subject_ref=str(someone.pk)).order_by("id"))
        assert [one.action for one in told] == [
            "parties.verification_started", "parties.verification_passed",
        ]  # fmt: skip
        kept = str([ledger.data_of(one) for one in told])
    for word in ("林小满", "13800001234"):
        assert word not in kept


def test_what_runs_is_not_begun_twice_and_concluded_once(harbour, lin, system):
    someone = people.party(harbour, "marketer")
    first = begin(lin, someone)
    assert begin(lin, someone).pk == first.pk
    assert people.concluded(first).state == "passed"
    with acting(system):
        assert services.verification_ask(actor=system, verification_id=first.pk) is None
        late = verification_conclude(
            actor=system, verification_id=first.pk, result=Result("mismatch")
        )
    assert late.state == "passed"


@pytest.mark.law("M-live-verification")
def test_a_verification_whose_asker_died_ends_as_an_error_and_a_late_yes_changes_nothing(
    harbour, lin, system, later
):
    someone = people.party(harbour, "marketer")
    began = begin(lin, someone)
    people.change(began, attempts=1)  # leased, and then the process was killed
    later(seconds=100)
    with acting(system):
        assert services.verifications_sweep(actor=system) == 0
    later(seconds=30)
    assert selectors.tenants_with_open_verifications(clock.now()) == [harbour.pk]
    tasks.verification.verifications_end(tenant_id=str(harbour.pk))
    with acting(system):
        late = verification_conclude(actor=system, verification_id=began.pk, result=Result("match"))
        assert (late.state, late.outcome) == ("error", "abandoned")
    assert selectors.tenants_with_open_verifications(clock.now()) == []


def test_a_nudge_that_was_lost_is_given_again(harbour, lin, system, later, monkeypatch):
    nudged = []
    monkeypatch.setattr(
        "livecompliance.kernel.nudges.nudge_once",
        lambda name, **given: nudged.append((name, given)),
    )
    began = begin(lin, people.party(harbour, "marketer"))
    later(seconds=20)
    with acting(system):
        services.verifications_sweep(actor=system)
    assert [(name, given["verification_id"]) for name, given in nudged] == [
        ("parties.verification_ask", str(began.pk))
    ]
    tasks.verification.verification_ask(tenant_id=str(harbour.pk), verification_id=str(began.pk))
    with acting(system):
        assert Verification.objects.get(pk=began.pk).state == "passed"


@pytest.mark.django_db(transaction=True)
def test_nobody_is_asked_inside_a_transaction(harbour, lin, system):
    began = begin(lin, people.party(harbour, "marketer"))
    with acting(system), pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        services.verification_ask(actor=system, verification_id=began.pk)
    with acting(system), transaction.atomic():
        assert Verification.objects.get(pk=began.pk).state == "started"


def test_without_a_provider_or_where_the_sandbox_is_not_allowed_nothing_passes(harbour, settings):
    someone = people.party(harbour, "marketer")
    assert people.verify(someone).outcome == "no_provider"
    people.sandbox(harbour)
    settings.IDENTITY_SANDBOX = False
    assert people.verify(someone).outcome == "no_provider"
    with pytest.raises(Invalid):
        people.sandbox(harbour)
    settings.IDENTITY_SANDBOX = True
    assert people.verify(someone).outcome == "match"


def test_a_provider_is_set_by_the_security_administrator_and_its_secret_shown_once(harbour, lin):
    keeper = builders.person(harbour, "keeper", "security_admin")
    good = {"kind": "http", "url": "https://id.example/v1", "key_id": "k-1"}
    with acting(lin), pytest.raises(Forbidden):
        services.provider_set(actor=lin, **good)
    with acting(keeper):
        row, secret = services.provider_set(actor=keeper, **good)
        again, other = services.provider_set(actor=keeper, **good)
        assert row.pk == again.pk
        assert secret.startswith("idsec_")
        assert secret != other
        assert services.secret_of(secret) not in bytes(Provider.objects.get().secret)
        for wrong in ({"url": "ftp://x"}, {"url": "nowhere"}, {"key_id": ""}, {"key_id": "a\nb"},
                      {"kind": "psychic"}, {"timeout_ms": 60_000}, {"timeout_ms": 1}):  # fmt: skip
            with pytest.raises(Invalid):
                services.provider_set(actor=keeper, **good | wrong)
        for wrong in ("idsec_%%%", "idsec_a"):
            with pytest.raises(Invalid):
                services.secret_of(wrong)


def test_there_must_be_something_to_ask_about(harbour, lin, system):
    nothing = people.party(harbour, "marketer", document="")
    company = people.party(harbour, "operator", kind="company", document="uscc")
    silent = people.party(harbour, "marketer", mobile="")
    closed = people.party(harbour, "marketer", state="closed")
    for party, kind, refusal in (
        (nothing, "two_element", services.DocumentMissing),
        (company, "two_element", services.DocumentMissing),
        (silent, "three_element", services.DocumentMissing),
        (silent, "registration", services.DocumentMissing),
        (closed, "two_element", services.PartyClosed),
        (silent, "liveness", Invalid), (silent, "manual", Invalid), (silent, "", Invalid),
    ):  # fmt: skip
        with pytest.raises(refusal):
            begin(lin, party, kind)


@pytest.mark.long
def test_nobody_tries_numbers_out(harbour, lin, system, later):
    someone = people.party(harbour, "marketer")
    for _ in range(10):
        people.concluded(begin(lin, someone))
    with pytest.raises(services.TooManyVerifications):
        begin(lin, someone)
    later(minutes=61)
    assert begin(lin, someone).state == "started"


def test_who_may_have_somebody_verified_and_see_it(harbour, lin, wu, chun, outsider, system):
    own = people.party(harbour, "marketer", user_id=chun.user_id)
    people.consent(own, "identity")
    other = people.party(harbour, "marketer")
    mine = begin(chun, own)
    for actor, party, refusal in ((chun, other, Forbidden), (wu, own, Forbidden),
                                  (outsider, own, NotFound)):  # fmt: skip
        with pytest.raises(refusal):
            begin(actor, party)
    with acting(chun):
        assert selectors.verification_get(chun, mine.pk).pk == mine.pk
        assert selectors.verification_list(chun, own.pk).count() == 1
        with pytest.raises(Forbidden):
            selectors.verification_list(chun, other.pk)
    with acting(outsider):
        for ask in (selectors.verification_get, selectors.verification_list):
            with pytest.raises(NotFound):
                ask(outsider, mine.pk)
    with acting(wu), pytest.raises(Forbidden):
        services.verifications_use(actor=wu, session_id=own.pk, party_ids=[])


@pytest.mark.law("M-real-identity")
def test_an_officer_verifies_by_hand_with_a_step_up_and_a_reason(harbour, lin, chun, system):
    someone = people.party(harbour, "marketer", number=people.resident_id(order=95))
    mine = people.party(harbour, "marketer", user_id=lin.user_id)
    bare = people.party(harbour, "marketer", document="")
    closed = people.party(harbour, "marketer", state="closed")

    def judge(actor, party, step_up="e-1", reason="查看了证件原件", passed=True):
        with acting(actor):
            return services.verification_judge(
                actor=actor, party_id=party.pk, passed=passed, reason=reason, step_up=step_up
            )

    assert judge(lin, someone, passed=False).state == "failed"
    done = judge(lin, people.party(harbour, "operator"))
    assert (done.state, done.kind, done.provider) == ("passed", "manual", "officer")
    for actor, party, more, refusal in (
        (chun, someone, {}, Forbidden), (lin, mine, {}, Forbidden),
        (lin, someone, {"step_up": ""}, Forbidden), (lin, bare, {}, services.DocumentMissing),
        (lin, closed, {}, services.PartyClosed), (lin, done, {}, NotFound),
        (lin, mine, {"reason": "好"}, Forbidden),
    ):  # fmt: skip
        with pytest.raises(refusal):
            judge(actor, party, **more)
    other = people.party(harbour, "marketer")
    for reason in ("好", "x" * 201, "看了 13800001234 的证件"):
        with pytest.raises(Invalid):
            judge(lin, other, reason=reason)
