"""A rule means the same wherever it is asked: preview, backtest, shadow, a share, live, a shell."""

import io
import json

import msgspec
import pytest
import yaml
from django.db import transaction

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from moderation.engine import cli
from moderation.models import Finding
from rooms.models import Session
from studio import selectors, services
from studio.models import Shadow, Version
from studio.selectors.release import pack_of
from tests import builders
from tests.moderation.services.streams import CURE, HELLO, inspect, post
from tests.studio.conftest import body, do, in_force, tried, write

pytestmark = [pytest.mark.django_db, pytest.mark.long]
WORD = "琥珀海马"
# It counts what was said before, within a window, and itself: what feature drift shows first in.
WHEN = f'type in ["speech"] && text.contains("{WORD}") && count("F-MED", 2) >= 1'
LINES = (
    f"先看看{WORD}",
    CURE,
    f"{WORD}刚刚到店",
    HELLO,
    f"{WORD}还有两件",
    f"{WORD}：{CURE}",
    f"再说一遍{WORD}",
)
CAUGHT = [3, 6, 7]
EVENTS = [
    {
        "id": place,
        "type": "speech",
        "text": text,
        "at": place * 1_000,
        "speaker": {"role": "marketer", "id": "host"},
    }
    for place, text in enumerate(LINES, start=1)
]


def recorded(chun, *, pieces: int = 1) -> Session:
    """Return a broadcast in which all was said, in one segment or one for each line."""
    session = builders.session(chun, builders.room(chun, f"茶室 {pieces}"))
    for part in [EVENTS] if pieces == 1 else [[one] for one in EVENTS]:
        post(session, *part)
        if pieces > 1:
            inspect(session)
    if pieces == 1:
        inspect(session)
    return session


def found(actor: Actor, session: Session, row: Version) -> tuple[list[int], list[int]]:
    """Return the events that a version acted on, and those that it only noted."""
    name = f"{row.rule.code}@{row.number}"
    with acting(actor), transaction.atomic():
        acted = Finding.objects.filter(session=session, rule=name).values_list("event_key")
        noted = Shadow.objects.filter(session=session, version=row).values_list("event_key")
        return sorted(int(one) for (one,) in acted), sorted(int(one) for (one,) in noted)


def test_the_preview_catches_what_the_engine_does(lin):
    with acting(lin), transaction.atomic():
        told = services.lines_preview(actor=lin, body=body(WHEN), text="\n".join(LINES))
    assert [n for n, one in enumerate(told.lines, start=1) if one.is_caught] == CAUGHT


def test_a_backtest_catches_the_same(lin, chun):
    recorded(chun)
    done = tried(lin, write(lin, when=WHEN))
    with acting(lin), transaction.atomic():
        samples = selectors.samples_of(lin, done.figures["samples"]["caught"])
    lines = sorted(line.text for one in samples for line in one.lines if line.is_it)
    assert done.figures["caught"] == len(CAUGHT)
    assert lines == sorted(LINES[n - 1] for n in CAUGHT)


@pytest.mark.parametrize("pieces", [1, len(EVENTS)])
def test_in_shadow_it_notes_the_same_however_the_broadcast_is_cut(lin, chun, pieces):
    row = write(lin, when=WHEN)
    tried(lin, row)
    do("shadow", lin, row)
    assert found(lin, recorded(chun, pieces=pieces), row) == ([], CAUGHT)


@pytest.mark.parametrize("pieces", [1, len(EVENTS)])
def test_in_force_it_acts_on_the_same_however_the_broadcast_is_cut(lin, mei, chun, pieces):
    row = in_force(lin, mei, write(lin, when=WHEN))
    assert found(lin, recorded(chun, pieces=pieces), row) == (CAUGHT, [])


def test_in_a_share_of_the_broadcasts_it_does_the_one_or_the_other_with_the_same(lin, mei, chun):
    row = in_force(lin, mei, write(lin, when=WHEN), share=50)
    told = [found(lin, recorded(chun, pieces=1), row) for _ in range(3)]
    assert {tuple(sorted(acted + noted)) for acted, noted in told} == {tuple(CAUGHT)}


def test_in_a_shell_it_catches_the_same(lin, mei, tmp_path):
    row = in_force(lin, mei, write(lin, when=WHEN))
    with acting(lin), transaction.atomic():
        pack = pack_of(selectors.sources(selectors.running(lin)))
    path = tmp_path / "studio.yaml"
    path.write_text(yaml.safe_dump(msgspec.to_builtins(pack), allow_unicode=True), "utf-8")
    engine = cli.make_engine([str(path)], False)
    given = io.BytesIO("\n".join(json.dumps(one, ensure_ascii=False) for one in EVENTS).encode())
    answers = io.BytesIO()
    cli.run(engine, given, answers, True)
    results = [json.loads(line) for line in answers.getvalue().splitlines()]
    name = f"{row.rule.code}@{row.number}"
    caught = [one["id"] for one in results if name in {each["rule"] for each in one["labels"]}]
    assert caught == CAUGHT
