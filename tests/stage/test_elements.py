"""Nothing is shown that was not reviewed: versions, their judge, their officer."""

import pytest
from django.db import connection, transaction

from accounts.models import Tenant
from ledger.models import Entry, Outbox
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from stage import selectors, services
from stage.models import Element, ElementVersion
from stage.services import judging
from tests import builders as world
from tests.stage import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("judged")]


def element(actor, room, kind):
    with acting(actor):
        return Element.objects.select_related("shown").get(room=room, kind=kind, party=None)


def decide(actor, version, state, reason="写着绝对化用语", clause="M-truthful"):
    with acting(actor):
        return services.element_decide(
            actor=actor, version_id=version.pk, state=state, reason=reason, clause=clause
        )


@pytest.mark.law("O117-key-elements")
def test_words_that_the_engine_passes_are_shown_at_once_and_what_it_blocks_never(lin, tea_room):
    fine = builders.submit(lin, tea_room, "title")
    bad = builders.submit(lin, tea_room, "title", text="国家级好茶")

    assert (fine.state, bad.state) == ("approved", "refused")
    assert bad.clause == "M-truthful"
    assert element(lin, tea_room, "title").shown_id == fine.pk


@pytest.mark.law("M-key-elements")
def test_a_picture_waits_for_an_officer_whatever_the_labels_say(lin, tea_room):
    for labels in ([], [{"name": "ok", "score": 0.1}], [{"name": "nudity", "score": 0.99}]):
        version = builders.submit(lin, tea_room, "cover", labels=labels, image_sha256="cd" * 32)
        assert version.state == "waiting"
        assert element(lin, tea_room, "cover").shown is None
    shown = builders.approve(lin, version)

    assert element(lin, tea_room, "cover").shown_id == shown.pk


def test_a_picture_on_which_something_forbidden_can_be_read_is_refused_at_once(lin, tea_room):
    assert builders.submit(lin, tea_room, "cover", text="国家级").state == "refused"


def test_a_newer_version_takes_the_place_of_one_that_waits_and_not_of_what_is_shown(lin, tea_room):
    shown = builders.approve(lin, builders.submit(lin, tea_room, "set"))
    first = builders.submit(lin, tea_room, "set", image_sha256="01" * 32)
    second = builders.submit(lin, tea_room, "set", image_sha256="02" * 32)

    with acting(lin):
        first.refresh_from_db()
    assert first.state == "withdrawn"
    assert [one.number for one in (shown, first, second)] == [1, 2, 3]
    assert element(lin, tea_room, "set").shown_id == shown.pk
    with pytest.raises(services.AlreadyDecided):
        decide(lin, first, "approved")


def test_handing_in_the_same_twice_is_handing_it_in_once(lin, tea_room):
    waiting = [builders.submit(lin, tea_room, "cover").pk for _ in range(2)]
    shown = [builders.submit(lin, tea_room, "title").pk for _ in range(2)]

    assert len(set(waiting)) == len(set(shown)) == 1
    with acting(lin):
        assert ElementVersion.objects.count() == 2


@pytest.mark.law("O117-prebroadcast-review")
def test_a_refusal_says_why_and_by_which_clause_and_what_was_shown_stays(lin, tea_room):
    builders.approve(lin, builders.submit(lin, tea_room, "props"))
    shown = element(lin, tea_room, "props").shown_id
    version = builders.submit(lin, tea_room, "props", image_sha256="09" * 32)
    for reason, clause in (("", "M-truthful"), ("  ", "M-truthful"), ("不行", ""), ("不行", "M-0")):
        with pytest.raises(Invalid):
            decide(lin, version, "refused", reason, clause)

    refused = decide(lin, version, "refused")

    assert (refused.state, refused.clause) == ("refused", "M-truthful")
    assert element(lin, tea_room, "props").shown_id == shown
    assert decide(lin, version, "refused").decided_at == refused.decided_at
    with pytest.raises(services.AlreadyDecided):
        decide(lin, version, "approved")


def test_without_a_declaration_nothing_is_taken(lin, tea_room):
    for kind in ("title", "cover"):
        with pytest.raises(Invalid) as refusal:
            builders.submit(lin, tea_room, kind, is_declared=False)
        assert refusal.value.law == "M-key-elements"


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("wallpaper", {}),
        ("title", {"text": "  "}),
        ("cover", {"image_sha256": "", "image_url": ""}),
        ("title", {"text": "茶" * 2_001}),
        ("cover", {"labels": [{"name": "x", "score": 0.1}] * 51}),
    ],
)
def test_what_makes_no_sense_is_not_taken(lin, tea_room, kind, given):
    with pytest.raises(Invalid):
        builders.submit(lin, tea_room, kind, **given)


def test_a_file_that_is_not_there_is_not_taken(lin, tea_room):
    with pytest.raises(NotFound):
        builders.submit(lin, tea_room, "cover", file_id=uuid7())


def test_without_a_judge_a_person_looks_at_every_word(lin, tea_room):
    judging._judges.clear()

    assert builders.submit(lin, tea_room, "title").state == "waiting"


def test_dress_and_image_may_be_each_marketers_own_and_nobody_elses(lin, tea_room, elsewhere):
    mei = builders.party(tea_room, "marketer")
    assert builders.submit(lin, tea_room, "dress", person=mei).state == "waiting"
    with pytest.raises(Invalid):
        builders.submit(lin, tea_room, "set", person=mei)
    theirs = world.room(world.person(elsewhere, "x", "officer"))
    for stranger in (builders.party(theirs, "marketer"), builders.party(tea_room, "operator")):
        with pytest.raises(NotFound):
            builders.submit(lin, tea_room, "image", person=stranger)


def test_what_is_handed_in_is_sealed_and_its_words_stand_nowhere_else(lin, tea_room):
    version = builders.submit(lin, tea_room, "bio", text="联系我看茶园")

    with acting(lin), transaction.atomic(), connection.cursor() as cursor:
        held = selectors.version_content(version)
        cursor.execute("SELECT v::text FROM stage_elementversion v")
        rows = str(cursor.fetchall())
        entries = str(list(Entry.objects.values_list("body", flat=True)))
        sent = str(list(Outbox.objects.values_list("payload", flat=True)))
    assert held["text"] == "联系我看茶园"
    assert "茶园" not in rows + entries + sent


def test_the_platform_hears_what_became_of_a_version(lin, tea_room):
    version = builders.submit(lin, tea_room, "cover")
    with acting(lin):
        assert not Outbox.objects.filter(topic="element.decided").exists()
    builders.approve(lin, version)

    with acting(lin):
        payload = Outbox.objects.get(topic="element.decided").payload
    assert (payload["id"], payload["state"]) == (str(version.pk), "approved")


def test_who_may_declare_and_who_may_review(wu, lin, chun, tea_room, gateway, outsider, elsewhere):
    other = world.person(Tenant(pk=lin.tenant_id, slug="harbour"), "qi", "streamer")
    for actor in (chun, gateway):
        version = builders.submit(actor, tea_room, "cover", image_sha256="0a" * 32)
        with pytest.raises(Forbidden):
            decide(actor, version, "approved")
    with pytest.raises(Forbidden):
        builders.submit(wu, tea_room, "cover")
    for actor in (other, outsider):
        with pytest.raises(NotFound):
            builders.submit(actor, tea_room, "cover")
    with pytest.raises(NotFound):
        decide(outsider, version, "approved")
    with pytest.raises(Forbidden):
        decide(wu, version, "approved")
