"""For whom recordings may lie in a package, and that nobody exchanges one in it."""

import json

import pytest
from django.db import transaction

from livecompliance.kernel.exceptions import Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from oversight import services
from oversight.rules.container import Fault
from oversight.rules.recipients import sight_of
from oversight.selectors.clip import clips_asked
from oversight.selectors.scope import Scope
from tests import builders
from tests.oversight.filming import (
    FORM,
    VIDEO,
    Storage,
    carried_out,
    content,
    filmed,
    ordered,
    serving,
)
from tests.oversight.test_clips import acts, checked, quick, told  # noqa: F401
from tests.oversight.test_packing import evening, member  # noqa: F401
from tests.oversight.test_verify import Forger, ours

CLIP, TOLD = "data/clips/0001.webm", "data/recordings.json"
pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.mark.law("PIPL-security-measures")
def test_a_consumer_gets_video_only_when_an_officer_decides_why(harbour, lin, evening):  # noqa: F811
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        with pytest.raises(Invalid) as refusal:
            ordered(lin, evening, recipient="consumer")
        why = "本人购物过程，画面只有主播"
        _state, row = carried_out(lin, ordered(lin, evening, recipient="consumer", clips_why=why))

    body = content(lin, row)
    assert refusal.value.extra["field"] == "clips_why"
    assert json.loads(member(body, "package.json"))["clips_why"] == why
    assert [one["number"] for one in acts(harbour, "package_clips_decided")] == [1]
    assert why.encode() not in bytes(row.told_sealed)
    assert told(body)[0]["url"] == ""


def test_an_operator_gets_the_video_of_his_own_room_alone(lin, evening, harbour):  # noqa: F811
    operator, other = builders.party(harbour), builders.party(harbour)
    filmed(lin, evening, "https://video.example/1.mp4")
    with acting(lin), transaction.atomic():
        room = evening.room
        room.operator = operator
        room.save(update_fields=["operator"])
        states = {
            party: clips_asked(
                lin,
                Scope("case", party.pk, [evening], party=party),
                sight_of("operator"),
                "all",
                9999,
            ).rows[0]["state"]
            for party in (operator, other)
        }

    assert states == {operator: "", other: "withheld"}


def test_another_platforms_recording_is_in_no_package(lin, outsider, evening):  # noqa: F811
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        with pytest.raises(NotFound):
            ordered(outsider, evening)
    with acting(outsider), transaction.atomic():
        scope = Scope("session", evening.pk, [evening])
        assert clips_asked(outsider, scope, sight_of("court"), "all", 9_999).rows == []


def test_a_program_gets_no_video(harbour, lin, evening):  # noqa: F811
    filmed(lin, evening, "https://video.example/1.mp4")
    key = builders.program(harbour, "evidence.write")
    wish = services.Wish("session", evening.pk, "court", clips="all", **FORM)
    with acting(key):
        row = services.package_order_by_key(actor=key, wish=wish)

    assert (row.clips, row.clipped) == ("", [])


@pytest.mark.parametrize(("most", "field"), [(0, "clips_most"), ((3 << 30) + 1, "clips_most")])
def test_no_more_than_a_package_holds_is_asked_for(lin, evening, most, field):  # noqa: F811
    with pytest.raises(Invalid) as refusal:
        ordered(lin, evening, clips_most=most)
    assert refusal.value.extra["field"] == field


class Filmed:
    """A package with a recording, taken apart by somebody who has our key."""

    def __init__(self, lin, evening):  # noqa: F811
        with serving(Storage()) as url:
            filmed(lin, evening, url)
            self.row = carried_out(lin, ordered(lin, evening))[1]
        self.forger = Forger(content(lin, self.row))

    def fault(self):
        with pytest.raises(Fault) as fault:
            checked(self.forger.built(sign=ours()))
        return fault.value.code


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda one: one.edit(CLIP, lambda body: body[:-1] + b"!"), "clip"),
        (lambda one: one.edit(TOLD, lambda body: body.replace(b'"in"', b'"slow"')), "clip"),
        (lambda one: one.edit(TOLD, lambda _body: b"[]"), "clips"),
        (lambda one: one.edit(TOLD, _other_digest), "clips"),
    ],
)
def test_whoever_has_the_key_still_cannot_exchange_or_drop_a_recording(lin, evening, edit, code):  # noqa: F811
    package = Filmed(lin, evening)
    edit(package.forger)

    assert package.fault() == code


def _other_digest(body):
    rows = json.loads(body)
    rows[0]["sha256"] = "0" * 64
    return json.dumps(rows).encode()


def test_a_flipped_bit_in_a_recording_is_named(lin, evening):  # noqa: F811
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        row = carried_out(lin, ordered(lin, evening))[1]
    body = bytearray(content(lin, row))
    body[body.index(VIDEO) + 9] ^= 1

    with pytest.raises(Fault) as fault:
        checked(bytes(body))
    assert (fault.value.code, fault.value.where[-9:]) == ("altered", "0001.webm")
