"""Texts are drafted, marked, published ahead of their day, objected to, kept."""

from datetime import timedelta

import pytest
from django.db import transaction

from charter import selectors, services
from charter.models import Agreement, Version
from charter.rules import texts
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.charter import world

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


def publish(actor, version, in_days, **given):
    with acting(actor):
        day = clock.today() + timedelta(days=in_days)
        return services.version_publish(
            actor=actor, version_id=version.pk, effective_on=day, **given
        )


def shelf_of(actor, kind="platform_rules"):
    with acting(actor), transaction.atomic():
        return selectors.shelves(actor, [kind])[0]


@pytest.mark.law("ECL-rules-changed")
def test_a_change_is_public_for_seven_days_before_it_holds(harbour, lin):
    first = world.published(harbour, "platform_rules")
    second = world.marked(harbour, "platform_rules", body=world.BODY + "\n新增一条。")

    with pytest.raises(services.TooSoon) as refused:
        publish(lin, second, 6)
    assert refused.value.law == "ECL-rules-changed"
    made = publish(lin, second, 7)

    assert (made.number, made.objections_until) == (2, clock.today() + timedelta(days=6))
    assert shelf_of(lin).current == first
    with world.on(world.days(7)):
        assert shelf_of(lin).current == made


@pytest.mark.law("M-agreements", "M-agency-agreement", "O117-platform-rules")
@pytest.mark.parametrize(
    ("kind", "item", "clause"),
    [
        ("platform_operator", "recruitment", "M-agreements"),
        ("platform_agency", "review", "M-agreements"),
        ("operator_agency", "quality_review", "M-agency-agreement"),
        ("marketer_agency", "information_security", "M-agency-agreement"),
        ("platform_rules", "material_interest", "O117-platform-rules"),
    ],
)
def test_a_text_without_what_the_law_wants_in_it_is_not_published(harbour, lin, kind, item, clause):
    body = "\n".join(text for name, text in world.PASSAGES.items() if name != item)
    made = world.marked(harbour, kind, body=body)

    with pytest.raises(services.PassageMissing) as refused:
        publish(lin, made, 0)

    assert refused.value.law == clause
    assert refused.value.extra["items"] == [{"item": item, "clause": clause}]


@pytest.mark.law("O117-agency-operator-agreement", "O117-agency-marketer-agreement")
@pytest.mark.parametrize(
    ("kind", "item"),
    [
        ("operator_agency", "marketer_management"),
        ("operator_agency", "content_management"),
        ("marketer_agency", "duties_of_each"),
        ("marketer_agency", "own_liability"),
    ],
)
def test_an_agencys_agreement_says_what_order_117_wants(harbour, lin, kind, item):
    made = world.marked(harbour, kind)
    with acting(lin):
        services.version_mark(actor=lin, version_id=made.pk, item=item, passages=[])

    with pytest.raises(services.PassageMissing) as refused:
        publish(lin, made, 0)

    assert [one["item"] for one in refused.value.extra["items"]] == [item]


def test_a_mark_whose_passage_was_written_out_goes_with_it(harbour, lin):
    made = world.marked(harbour, "platform_operator")
    with acting(lin):
        services.version_edit(
            actor=lin, version_id=made.pk, draft=world.draft("直播间运营者应当守法经营。")
        )

    with pytest.raises(services.PassageMissing):
        publish(lin, made, 0)


@pytest.mark.parametrize(
    "passage", ["", "短", "文本中没有的一段话。", "招募直播营销人员时核验其身份"]
)
def test_a_mark_points_to_words_of_the_text(harbour, lin, passage):
    made = world.marked(harbour, "platform_operator")
    with acting(lin):
        if passage.startswith("招募"):
            services.version_mark(
                actor=lin, version_id=made.pk, item="recruitment", passages=[passage]
            )
        else:
            with pytest.raises(Invalid):
                services.version_mark(
                    actor=lin, version_id=made.pk, item="recruitment", passages=[passage]
                )


def test_what_was_published_is_not_changed_any_more(harbour, lin, with_operators):
    with acting(lin):
        for change in (
            lambda: services.version_edit(
                actor=lin, version_id=with_operators.pk, draft=world.draft()
            ),
            lambda: services.version_mark(
                actor=lin, version_id=with_operators.pk, item="review", passages=[]
            ),
            lambda: services.version_publish(
                actor=lin, version_id=with_operators.pk, effective_on=clock.today()
            ),
        ):
            with pytest.raises(services.NotDraft):
                change()
        with pytest.raises(services.InForce):
            services.version_withdraw(actor=lin, version_id=with_operators.pk, reason="写错了")


def test_a_text_whose_day_has_not_come_is_taken_back_with_what_was_signed(harbour, lin, shop):
    coming = world.published(harbour, "platform_operator", in_days=3)
    world.accepted(coming, shop)
    with acting(lin):
        services.version_withdraw(actor=lin, version_id=coming.pk, reason="条款有误")
        services.version_withdraw(actor=lin, version_id=coming.pk, reason="条款有误")

    with acting(lin), transaction.atomic():
        assert Agreement.objects.get().end_kind == "withdrawn"
        assert Entry.objects.filter(action="charter.version_withdrawn").count() == 1
    with world.on(world.days(4)):
        assert shelf_of(lin, "platform_operator").current is None


def test_one_draft_of_a_kind_and_numbers_that_never_come_twice(harbour, lin):
    first = world.marked(harbour, "convention")
    with acting(lin):
        with pytest.raises(services.DraftExists):
            services.version_draft(actor=lin, kind="convention", draft=world.draft())
        services.version_withdraw(actor=lin, version_id=first.pk, reason="重写")
        again = services.version_draft(actor=lin, kind="convention", draft=world.draft())

    assert (first.number, again.number) == (1, 2)


def test_the_digest_is_of_the_text_and_not_of_how_it_was_typed(harbour, lin):
    with acting(lin):
        typed = services.version_draft(
            actor=lin, kind="convention", draft=world.draft("第一条\r\n\r\n第二条  \r\n\r\n")
        )

    assert typed.body_zh == "第一条\n\n第二条\n"
    assert typed.sha256 == texts.digest("第一条\n\n第二条\n")


@pytest.mark.law("NTM-rules-history")
def test_every_version_of_the_three_years_before_stays_public(harbour, lin):
    old = world.published(harbour, "platform_rules")
    with world.on(world.days(10)):
        middle = world.published(harbour, "platform_rules", in_days=7, body=world.BODY + "二")
    with world.on(world.days(3 * 365 + 30)):
        newest = world.published(harbour, "platform_rules", in_days=7, body=world.BODY + "三")
    with world.on(world.days(3 * 365 + 60)):
        shelf = shelf_of(lin)
        assert shelf.current == newest
        assert shelf.past == (middle, old)
        assert selectors.kept_past(shelf) == (middle,)


@pytest.mark.law("ECL-rules-changed")
def test_whom_a_change_concerns_objects_before_its_day_and_is_answered_once(
    harbour, lin, wu, shop, with_operators
):
    later = world.published(harbour, "platform_operator", in_days=8)
    actor = world.system(harbour)
    with acting(actor):
        said = services.objection_make(
            actor=actor, version_id=later.pk, party_id=shop.pk, text="佣金过高。"
        )
    with acting(wu):
        services.objection_make(actor=wu, version_id=later.pk, text="第三段有歧义。")
        with pytest.raises(Forbidden):
            services.objection_answer(actor=wu, objection_id=said.pk, answer="已采纳。")
    with acting(lin):
        services.objection_answer(actor=lin, objection_id=said.pk, answer="已采纳。")
        with pytest.raises(Conflict):
            services.objection_answer(actor=lin, objection_id=said.pk, answer="又改了。")
    with world.on(world.days(8)), acting(wu), pytest.raises(services.ObjectionsClosed):
        services.objection_make(actor=wu, version_id=later.pk, text="太晚了。")


def test_an_objection_names_nobody_and_a_draft_is_objected_to_by_nobody(harbour, wu, lin):
    made = world.marked(harbour, "convention")
    with acting(wu), pytest.raises(NotFound):
        services.objection_make(actor=wu, version_id=made.pk, text="不同意。")
    publish(lin, made, 3)
    with acting(wu), pytest.raises(Invalid):
        services.objection_make(actor=wu, version_id=made.pk, text="请致电 13800001234。")


@pytest.mark.parametrize("role", ["viewer", "system_admin", "security_admin", "streamer"])
def test_only_officers_write_texts(harbour, role):
    eve = builders.person(harbour, "eve", role)
    made = world.marked(harbour, "convention")
    day = clock.today()
    with acting(eve):
        for act in (
            lambda: services.version_draft(actor=eve, kind="live_rules", draft=world.draft()),
            lambda: services.version_edit(actor=eve, version_id=made.pk, draft=world.draft()),
            lambda: services.version_publish(actor=eve, version_id=made.pk, effective_on=day),
            lambda: services.version_withdraw(actor=eve, version_id=made.pk, reason="不要"),
        ):
            with pytest.raises(Forbidden):
                act()


def test_another_platforms_text_does_not_exist(harbour, outsider):
    made = world.marked(harbour, "convention")
    with acting(outsider):
        with pytest.raises(NotFound):
            services.version_edit(actor=outsider, version_id=made.pk, draft=world.draft())
        assert not Version.objects.of(outsider).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"body": " \n "},
        {"title": {"zh": " "}},
        {"title": {"zh": "长" * 121}},
        {"term_months": 0},
        {"body": "字" * 60_001},
        {"body": "行\n" * 2_002},
    ],
)
def test_a_draft_that_makes_no_sense_is_refused(harbour, lin, fields):
    with acting(lin), pytest.raises(Invalid):
        services.version_draft(actor=lin, kind="platform_agency", draft=world.draft(**fields))


def test_two_texts_are_compared_paragraph_by_paragraph():
    lines = texts.compare("一\n佣金为百分之五。\n三\n", "一\n佣金为百分之八。\n三\n四\n")

    assert [one.state for one in lines] == ["same", "gone", "new", "same", "new"]
    assert ("五", True) in lines[1].parts
    assert ("八", True) in lines[2].parts
