"""A supplier is filed, verified, looked at again, let go; what names it stays sealed."""

import json
from datetime import timedelta

import pytest
from django.db import transaction

from accounts import services as accounts
from catalog import selectors, services
from catalog.models import Supplier, SupplierPaper
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.personal import readers
from livecompliance.kernel.tenancy import acting
from office.models import Clock, File, Letter
from tests import builders
from tests.catalog import suppliers as made

pytestmark = pytest.mark.django_db


def entries(actor, action):
    with acting(system_actor(actor.tenant_id)), transaction.atomic():
        found = Entry.objects.filter(action=action).order_by("id")
        return [json.loads(bytes(one.body)) for one in found]


@pytest.mark.law("M-supplier-check")
def test_a_supplier_counts_once_identity_address_contact_and_credit_were_verified(lin):
    row = made.supplier(lin)
    assert (row.state, row.code) == ("waiting", made.CODES[0])

    verified = made.look(lin, row)

    assert (verified.state, verified.credit, verified.credit_on) == (
        "verified", "sound", clock.today(),
    )  # fmt: skip
    (entry,) = entries(lin, "catalog.supplier_looked")
    assert (entry["clause"], entry["data"]["result"]) == ("O117-supplier-check", "verified")


@pytest.mark.law("O117-supplier-check")
@pytest.mark.parametrize(
    ("left_out", "missing"),
    [({"address": ""}, ["address"]), ({"phone": ""}, ["phone"])],
)
def test_whoever_cannot_be_reached_is_not_verified(lin, left_out, missing):
    row = made.supplier(lin, **left_out)

    with pytest.raises(services.SupplierIncomplete) as refused:
        made.look(lin, row)

    assert refused.value.extra["items"] == missing


@pytest.mark.law("M-supplier-check")
def test_credit_nobody_asked_about_is_not_verified(lin):
    with pytest.raises(services.SupplierIncomplete) as refused:
        made.look(lin, made.supplier(lin), credit="unknown")

    assert refused.value.extra["items"] == ["credit"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": "91110000600037341N"}, "code"),
        ({"code": ""}, "code"),
        ({"title": "山"}, "title"),
        ({"title": "13900001234 茶业"}, "title"),
        ({"title": "茶" * 121}, "title"),
        ({"kind": "person"}, "kind"),
        ({"kind": "natural", "number": "110105194912310021", "name": "唐小满"}, "number"),
        ({"kind": "natural", "number": made.CODES[0], "name": "唐小满"}, "number"),
        ({"kind": "natural", "number": made.PERSON, "name": ""}, "name"),
    ],
)
def test_what_could_be_no_supplier_is_refused_by_its_field(lin, fields, field):
    with pytest.raises(Invalid) as refused:
        made.supplier(lin, **fields)

    assert refused.value.extra["field"] == field
    with acting(lin), transaction.atomic():
        assert not Supplier.objects.exists()


def test_the_same_supplier_is_filed_once_by_code_and_by_number(lin):
    first = made.supplier(lin)
    person = made.supplier(
        lin, kind="natural", title="唐记山货", name="唐小满", number=made.PERSON, code=""
    )

    for again, fields in (
        (first, {"title": "换个名字"}),
        (person, {"kind": "natural", "title": "别的", "name": "唐小满",
                  "number": "1101 0519 4912 3100 2x", "code": ""}),
    ):  # fmt: skip
        with pytest.raises(services.SupplierKnown) as refused:
            made.supplier(lin, **fields)
        assert refused.value.extra["supplier"] == str(again.pk)


@pytest.mark.law("PIPL-security-measures")
def test_what_names_somebody_is_sealed_and_only_officers_open_it(harbour, lin, wu):
    row = made.supplier(lin)
    with acting(lin), transaction.atomic():
        held = Supplier.objects.get(pk=row.pk)
        assert b"0000" not in bytes(held.phone.body)
        opened = readers.find("catalog.supplier.phone")(lin, row.pk)
        assert (opened.kind, opened.value) == ("mobile", "139 0000 4321")
        assert opened.subject == ("supplier", row.pk)
    with acting(wu), transaction.atomic(), pytest.raises(Forbidden):
        readers.find("catalog.supplier.address")(wu, row.pk)
    filed = str(entries(lin, "catalog.supplier_filed")).replace(" ", "")
    assert "catalog.supplier_filed" in filed
    assert "13900004321" not in filed


def test_a_change_has_to_be_verified_anew(lin):
    row = made.verified(lin)

    with acting(lin):
        changed = services.supplier_change(
            actor=lin, supplier_id=row.pk, filed=made.filed(title="山野茶业集团", address="")
        )

    assert (changed.state, changed.recheck_on) == ("waiting", None)
    with acting(lin), transaction.atomic():
        assert readers.find("catalog.supplier.address")(lin, row.pk).value.endswith("8 号")


@pytest.mark.law("M-supplier-check")
def test_a_clock_runs_to_the_next_look_and_the_next_look_ends_it(harbour, lin):
    row = made.verified(lin)
    assert row.recheck_on == made.in_days(180)

    def running():
        with acting(lin), transaction.atomic():
            (one,) = Clock.objects.filter(subject_ref=str(row.pk))
            return one.state, one.round, clock.to_date(one.due_at - timedelta(seconds=1))

    assert running() == ("running", 1, made.in_days(180))
    made.look(lin, row, next_on=made.in_days(30))
    assert running() == ("running", 2, made.in_days(30))
    close(lin, row)
    assert running()[0] != "running"


@pytest.mark.parametrize("day", [0, -1, 400])
def test_a_look_that_is_due_at_once_or_in_years_is_none(lin, day):
    with pytest.raises(Invalid) as refused:
        made.look(lin, made.supplier(lin), next_on=made.in_days(day))

    assert refused.value.extra["field"] == "next_on"


def test_keys_file_and_only_persons_decide(harbour, lin, wu):
    program = builders.program(harbour, "catalog.write")
    row = made.supplier(program)

    for actor in (program, wu):
        with pytest.raises(Forbidden):
            made.look(actor, row)
    with pytest.raises(Forbidden):
        made.supplier(wu)


def test_another_tenants_supplier_does_not_exist(lin, outsider):
    row = made.verified(lin)

    with pytest.raises(NotFound):
        made.look(outsider, row)
    with pytest.raises(NotFound):
        made.given(outsider, row)
    with acting(outsider), transaction.atomic():
        assert not selectors.supplier_list(outsider).exists()
        with pytest.raises(NotFound):
            selectors.supplier_get(outsider, row.pk)
    assert made.supplier(outsider).code == row.code  # each tenant has its own file


@pytest.mark.law("O117-supplier-check")
def test_the_term_of_a_file_counts_from_the_last_broadcast_in_any_order(lin):
    row = made.verified(lin)

    def used(day):
        system = system_actor(lin.tenant_id)
        with acting(system):
            return services.suppliers_used(
                actor=system, supplier_ids=[row.pk], ended_on=made.in_days(day)
            )

    assert [used(0), used(-10), used(0)] == [1, 0, 0]
    with acting(lin), transaction.atomic():
        until = Supplier.objects.get(pk=row.pk).keep_until
    assert (until.year, until.month) == (clock.today().year + 3, clock.today().month)


def expire(owner, days):
    system = system_actor(owner.pk)
    with made.later(days), acting(system):
        return services.suppliers_expire(actor=system)


def close(actor, row):
    with acting(actor):
        return services.supplier_close(actor=actor, supplier_id=row.pk, reason="合作到期")


@pytest.mark.law("O117-supplier-check")
def test_what_was_verified_goes_after_three_years_and_not_a_day_before(harbour, lin):
    row = made.verified(lin)
    paper = made.approved(lin, row)
    with acting(system_actor(harbour.pk)):
        services.suppliers_used(
            actor=system_actor(harbour.pk), supplier_ids=[row.pk], ended_on=clock.today()
        )
    close(lin, row)

    assert expire(harbour, 3 * 365 - 2) == 0
    assert expire(harbour, 3 * 366 + 2) == 1
    with acting(lin), transaction.atomic():
        gone = Supplier.objects.get(pk=row.pk)
        assert gone.destroyed_at is not None
        assert (gone.address, gone.phone, gone.contact) == (None, None, None)
        assert SupplierPaper.objects.get(pk=paper.pk).destroyed_at is not None
        assert File.objects.get(pk=paper.file).state == "gone"
    assert expire(harbour, 3 * 366 + 2) == 0


def test_a_supplier_that_still_supplies_keeps_its_file_for_ever(harbour, lin):
    made.verified(lin)

    assert expire(harbour, 5 * 366) == 0


def test_a_hold_keeps_what_is_over_its_term(harbour, lin):
    row = close(lin, made.verified(lin))
    with acting(lin), transaction.atomic():
        why = accounts.Why("来函 2026-118 号", made.in_days(30))
        hold = accounts.thing_hold(lin, ("supplier", str(row.pk)), why)

    assert expire(harbour, 3 * 366 + 2) == 0
    with acting(lin):
        accounts.hold_lift(actor=lin, hold_id=hold.pk)
    assert expire(harbour, 3 * 366 + 2) == 1


def test_letting_go_twice_is_once_and_the_code_can_be_filed_anew(lin):
    row = made.verified(lin)
    first, second = close(lin, row), close(lin, row)

    assert first.decided_at == second.decided_at
    assert made.supplier(lin).pk != row.pk
    with pytest.raises(Invalid):
        made.given(lin, row)


def test_officers_are_told_a_month_a_week_and_a_day_ahead_each_once(harbour, lin):
    row = made.verified(lin)
    made.approved(lin, row, valid_until=made.in_days(60))
    system = system_actor(harbour.pk)

    def told(days):
        with made.later(days), acting(system):
            return services.papers_tell(actor=system)

    assert [told(n) for n in (20, 31, 32, 54, 60, 60, 61)] == [0, 1, 0, 1, 1, 0, 0]
    with acting(lin), transaction.atomic():
        assert Letter.objects.filter(topic="paper_ending").count() == 3


def test_a_paper_that_was_renewed_is_not_told_of(harbour, lin):
    row = made.verified(lin)
    made.approved(lin, row, valid_until=made.in_days(10))
    made.approved(lin, row, number="新证", valid_until=made.in_days(700))

    system = system_actor(harbour.pk)
    with acting(system):
        assert services.papers_tell(actor=system) == 0


def test_the_sweep_finds_the_tenants_in_which_something_turns(harbour, elsewhere, lin, outsider):
    made.approved(lin, made.verified(lin), valid_until=made.in_days(10))
    made.approved(outsider, made.verified(outsider), valid_until=made.in_days(400))

    today = clock.today()
    with acting(system_actor(harbour.pk)), transaction.atomic():
        found = selectors.tenants_with_papers_turning(today, today + timedelta(days=30))
    assert found == [harbour.pk]
