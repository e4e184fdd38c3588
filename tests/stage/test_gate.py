"""What the gate has against a broadcast on account of its stage, and how often it asks."""

import pytest
from django.utils.translation import override

from livecompliance.kernel import gate, law
from livecompliance.kernel.tenancy import acting
from stage import gate as own
from stage import services
from stage.models import MinorsClass
from stage.rules import minors
from tests import builders as world
from tests.stage import builders
from tests.stage.builders import asked
from tests.stage.conftest import codes, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("judged")]


@pytest.fixture
def ready(lin, tea_room):
    builders.ready(lin, tea_room)
    return tea_room


@pytest.mark.law("O117-prebroadcast-review")
def test_an_empty_room_lacks_every_element_of_the_article_and_its_place(lin, tea_room):
    found = codes(lin, asked(tea_room))

    assert found == {
        *(f"stage_{kind}_missing" for kind in own.elements.REQUIRED),
        "stage_place_missing",
    }


@pytest.mark.law("M-key-elements")
def test_a_room_whose_elements_were_approved_is_let_in(lin, ready):
    assert codes(lin, asked(ready)) == set()


def test_what_waits_or_was_refused_does_not_count_as_approved(lin, ready, tea_room):
    other = world.room(lin, "另一间")
    builders.submit(lin, other, "cover")
    builders.submit(lin, other, "title", text="国家级好茶")

    found = codes(lin, asked(other))

    assert {"stage_cover_waiting", "stage_title_missing"} <= found
    builders.submit(lin, ready, "cover", image_sha256="0c" * 32)  # a newer one waits
    assert codes(lin, asked(ready)) == set()


def test_nobody_sees_the_set_of_an_audio_broadcast(lin, tea_room):
    builders.elements_approved(lin, tea_room, ["account_name", "avatar", "bio", "title", "cover"])
    builders.place(lin, tea_room)

    assert codes(lin, asked(tea_room, form="audio")) == set()
    assert "stage_dress_missing" in codes(lin, asked(tea_room, form="graphic"))


@pytest.mark.long
def test_each_marketer_has_his_dress_approved_or_the_room_has_one_for_all(lin, ready, tea_room):
    mei, bo = (builders.party(tea_room, "marketer", public_name=name) for name in ("梅", "波"))
    assert codes(lin, asked(ready, mei, bo)) == set()
    other = world.room(lin, "另一间")
    builders.elements_approved(lin, other, own.elements.REQUIRED - {"dress"})
    builders.place(lin, other)
    assert codes(lin, asked(other, mei, bo)) == {"stage_dress_missing"}
    builders.approve(lin, builders.submit(lin, other, "dress", person=mei))
    builders.submit(lin, other, "dress", person=bo)

    with acting(lin):
        (reason,) = own.check(lin, asked(other, mei, bo))
    assert (reason.code, reason.party) == ("stage_dress_waiting", bo.pk)
    assert codes(lin, asked(other, mei)) == set()


def test_a_platform_says_itself_which_elements_it_wants(lin, harbour, tea_room):
    guard = world.person(harbour, "guard", "security_admin")
    with acting(guard):
        services.stage_policy_set(actor=guard, required=["title"], restricted={"home": "order"})
    builders.submit(lin, tea_room, "title")
    builders.place(lin, tea_room)
    assert codes(lin, asked(tea_room)) == set()

    builders.place(lin, tea_room, "home")
    assert codes(lin, asked(tea_room)) == {"stage_place_restricted"}


@pytest.mark.long
@pytest.mark.law("M-places")
def test_a_restricted_place_is_refused_whatever_else_is_right(lin, ready):
    for kind in sorted(own.places.RESTRICTED):
        builders.place(lin, ready, kind)
        assert codes(lin, asked(ready)) == {"stage_place_restricted"}, kind
    builders.place(lin, ready, "shop")
    assert codes(lin, asked(ready)) == set()


def test_a_declaration_of_yesterday_is_made_again_and_stands_on_air(lin, ready, ahead):
    later = ahead(hours=24, minutes=1)

    assert codes(lin, asked(ready, at=later)) == {"stage_place_stale"}
    assert codes(lin, asked(ready, at=later, session_id=ready.pk)) == set()


@pytest.mark.law("M-virtual-image")
def test_a_virtual_host_is_let_in_once_it_was_assessed(lin, ready):
    virtual = {"is_virtual_image": True}
    assert codes(lin, asked(ready, **virtual)) == {"stage_host_unknown"}
    waiting = builders.host(lin, ready, is_assessed=False, is_registered=True)
    assert codes(lin, asked(ready, **virtual)) == {"stage_host_unassessed"}
    with acting(lin):
        services.host_assess(actor=lin, host_id=waiting.pk, is_passed=True, assessment="SA-1")

    assert codes(lin, asked(ready, **virtual)) == set()
    assert codes(lin, asked(ready, virtual_hosts=(waiting.pk,))) == set()


def test_another_rooms_virtual_host_is_none_of_this_one(lin, ready):
    theirs = builders.host(lin, world.room(lin, "另一间"))

    assert codes(lin, asked(ready, virtual_hosts=(theirs.pk,))) == {"stage_host_unknown"}
    assert "stage_host_unknown" in codes(lin, asked(ready, is_virtual_image=True))


@pytest.mark.law("M-minors-notice")
def test_a_flagged_room_is_let_in_once_its_notice_is_set(lin, ready):
    with acting(lin):
        services.minors_declare(actor=lin, room_id=ready.pk, kinds=["values"])
        assert MinorsClass.objects.count() == 1
    assert codes(lin, asked(ready)) == {"stage_minors_notice_unset"}
    with acting(lin):
        words = minors.digest_of(minors.words_of(["values"]))
        services.notice_set(actor=lin, room_id=ready.pk, sha256=words)
    assert codes(lin, asked(ready)) == set()
    with acting(lin):
        services.minors_declare(actor=lin, room_id=ready.pk, kinds=["imitation"])
    assert codes(lin, asked(ready)) == {"stage_minors_notice_unset"}


@pytest.mark.long
def test_the_gate_asks_once_whatever_the_cast(lin, ready):
    cast = [builders.party(ready, "marketer", public_name=f"人{n}") for n in range(8)]
    for one in cast:
        builders.submit(lin, ready, "image", person=one)
    builders.host(lin, ready)

    assert queries(lin, asked(ready)) == 1
    assert queries(lin, asked(ready, *cast, is_virtual_image=True)) == 1


def test_every_reason_has_words_a_cure_and_a_clause_in_both_languages(lin, tea_room):
    said = {}
    for tongue in ("zh-hans", "en"):
        with override(tongue):
            for code, words in own.WORDS.items():
                data = {"hours": 24, "kind": "home", "ground": "order", "technology": "x"}
                message, cure = str(words.message) % data, str(words.cure) % data
                assert message, code
                assert cure, code
                said.setdefault(code, []).append(message)
    assert all(len(set(both)) == 2 for both in said.values())
    with acting(lin):
        for reason in gate.ask(lin, asked(tea_room)):
            assert reason.clause in law.register()


def test_another_tenants_room_shows_nothing_here(outsider, lin, ready):
    assert "stage_title_missing" in codes(outsider, asked(ready))
