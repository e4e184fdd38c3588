"""What a tenant chooses: two people, from a day on, copied into every run."""

from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.exceptions import DomainError, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tax import selectors, services
from tax.models import Run
from tax.rules import abuse
from tax.rules.choices import BOUNDS, OPTIONS, REPORTED, Choices, Policy, faults
from tax.rules.left_out import Reporting
from tax.selectors import choice as words
from tax.services import run, sign
from tests import builders
from tests.attack.conftest import signed_in
from tests.studio.packs import carry
from tests.tax import world

pytestmark = pytest.mark.django_db
COUNTS = {"gap_policy": "count_gap_months"}


@pytest.fixture
def second(harbour):
    """Mei is Harbour's second officer."""
    return builders.person(harbour, "mei", "officer")


def drafted(actor, **withholding):
    with acting(actor):
        return services.choice_draft(actor=actor, draft=world.wanted(**withholding))


def published(actor, row):
    with acting(actor):
        return services.choice_publish(actor=actor, choice_id=row.pk)


def test_every_choice_has_words_and_a_default_among_its_answers():
    assert set(words.NAMES) == set(OPTIONS)
    assert set(words.ANSWERS) == {(name, one) for name, all_ in OPTIONS.items() for one in all_}
    assert set(words.REPORTED_NAMES) == set(REPORTED) == set(Reporting.__struct_fields__)
    assert set(words.REPORTED_ANSWERS) == {one for every in REPORTED.values() for one in every}
    assert all(getattr(Policy(), name) in every for name, every in OPTIONS.items())
    assert set(words.NUMBERS) == set(BOUNDS) == set(abuse.Numbers.__struct_fields__)
    assert faults(Choices()) == []


def test_whoever_wrote_a_version_does_not_publish_it(lin, chun):
    row = drafted(lin, **COUNTS)
    with acting(lin), pytest.raises(services.OwnChoice):
        services.choice_publish(actor=lin, choice_id=row.pk)
    with acting(chun), pytest.raises(Forbidden):
        services.choice_draft(actor=chun, draft=world.wanted())


@pytest.mark.law("A16-months")
def test_a_version_holds_for_months_that_begin_from_its_day_on(lin, second):
    november, december = date(2026, 11, 1), date(2026, 12, 1)
    world.payees(lin, world.SONG)
    for month in (9, 11):
        world.payments(lin, world.PAID | {
            "external_id": f"p-{month}", "amount": "20000", "paid_at": f"2026-{month:02}-05",
        })  # fmt: skip
    with world.on(2026, 11, 20):
        row = published(second, drafted(lin, **COUNTS))
        assert row.version == 1
    with world.on(2026, 12, 20):
        world.payments(lin, world.PAID | {"external_id": "p-12", "amount": "20000",
                                          "paid_at": "2026-12-05"})  # fmt: skip
    with world.on(2027, 1, 5), acting(lin):
        for first in (date(2026, 9, 1), november, december):
            services.period_close(actor=lin, kind="month", first_on=first)
            carry(lin, services.month_run(actor=lin, first_on=first), run.run)
        kept = list(Run.objects.order_by("begun_at", "id").values_list("choice", flat=True))

    assert [(one["version"], one["gap_policy"]) for one in kept] == [
        ("default", "reset_on_gap"), ("default", "reset_on_gap"), ("1", "count_gap_months"),
    ]  # fmt: skip
    (entry,) = world.entries(lin, "tax.choice_published")
    assert entry == {"from": "2026-11-20", "version": 1}


@pytest.mark.parametrize(
    "body",
    [
        {"withholding": {"gap_policy": "never"}},
        {"withholding": {"base_excludes_vat": "maybe"}},
        {"signs": {"batch_size": 1}},
        {"signs": {"line_fen": 1}},
        {"other": 1},
    ],
)
def test_what_cannot_hold_is_refused(lin, body):
    bad = world.wanted()
    with acting(lin), pytest.raises(Invalid):
        services.choice_draft(actor=lin, draft=type(bad)(body, bad.effective_from, bad.note))


def test_a_published_version_is_not_changed_and_a_discarded_one_is_gone(lin, second):
    row = published(second, drafted(lin, **COUNTS))
    with acting(lin), pytest.raises(DomainError) as refused:
        services.choice_draft(actor=lin, draft=world.wanted(), choice_id=row.pk)
    assert refused.value.code == "no_draft"


def test_signs_are_looked_for_by_the_tenants_numbers_and_the_laws(lin, second):
    draft = world.wanted()
    body = {"signs": {"shops_at_once": 7}}
    with acting(lin):
        row = services.choice_draft(
            actor=lin, draft=type(draft)(body, draft.effective_from, draft.note)
        )
    published(second, row)
    with acting(lin), transaction.atomic():
        limits = sign.limits_of(lin, row.effective_from)
    assert (limits.shops_at_once, limits.changes) == (7, abuse.Limits().changes)
    assert limits.line_fen == 500_000_000


def test_another_tenant_sees_nothing_of_it(lin, outsider):
    row = drafted(lin)
    with acting(outsider), transaction.atomic():
        assert list(selectors.choice_list(outsider)) == []
        with pytest.raises(NotFound):
            selectors.choice_get(outsider, row.pk)


def test_officers_write_check_and_publish_on_its_pages(lin, second):
    desk, other = signed_in(lin), signed_in(second)
    assert "产品默认" in desk.get("/tax/choices").content.decode()
    form = desk.get("/tax/choices/draft").context["given"]
    assert form["conversion_least_fen"] == "10000"  # yuan, as people read it
    refused = desk.post("/tax/choices/draft", form | {"note": "x" * 3, "batch_size": "1"})
    assert refused.status_code == 422
    assert "同一地址登记几户起算" in refused.content.decode()

    made = desk.post(
        "/tax/choices/draft", form | {"note": "按答复", "gap_policy": COUNTS["gap_policy"]}
    )
    with acting(lin), transaction.atomic():
        (row,) = selectors.choice_list(lin)
        assert row.body["signs"]["conversion_least_fen"] == 1_000_000
    shown = other.get(made.url).content.decode()
    assert "照常计入月份数" in shown
    assert "原为重新起算" in shown
    desk.post(f"{made.url}/publish")
    assert other.get(made.url).context["is_draft"]
    other.post(f"{made.url}/publish")
    assert not other.get(made.url).context["is_draft"]
    assert "涉税口径第 1 版" in desk.get("/tax/choices").content.decode()
