"""A package fetches the recordings that an officer chose, and names those it could not have."""

import io
import json
import subprocess
import sys

import pytest
from django.db import transaction

from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import outbound
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding
from office.models import File, Job
from oversight import selectors, services
from oversight.models import Recording
from oversight.rules import verify
from oversight.services import clipping
from tests.oversight.filming import (
    VIDEO,
    Storage,
    carried_out,
    content,
    filmed,
    ordered,
    serving,
)
from tests.oversight.test_packing import evening, member  # noqa: F401
from tests.proof import browser, stepped_up

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Let nobody wait, and no host rest from one test to the next."""
    monkeypatch.setattr(clipping, "WAIT_S", 0.0)
    monkeypatch.setattr(clipping, "PIECE_S", 1.0)
    outbound._rests.clear()
    yield
    outbound._rests.clear()


def checked(body):
    return verify.verify(io.BytesIO(body), selectors.keys_own())


def told(body):
    return json.loads(member(body, "recordings.json"))


def files_left(actor):
    with acting(actor), transaction.atomic():
        return File.objects.filter(purpose=clipping.PURPOSE, gone_at=None).count()


def acts(owner, action):
    with acting(system_actor(owner.pk)), transaction.atomic():
        found = Entry.objects.filter(action=f"oversight.{action}")
        return [ledger.data_of(one) for one in found]


def test_a_recording_is_fetched_checked_and_lies_in_the_package(harbour, lin, evening):  # noqa: F811
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        state, row = carried_out(lin, ordered(lin, evening))

    body = content(lin, row)
    [one] = told(body)
    assert (state, one["clip"], one["file"]) == (Job.State.DONE, "in", "data/clips/0001.webm")
    assert member(body, "0001.webm") == VIDEO
    assert (checked(body).clips, checked(body).lacking) == (1, 0)
    assert [one["state"] for one in row.clipped] == ["in"]
    assert files_left(lin) == 0
    assert acts(harbour, "package_ordered")[0]["clips"]["rule"] == "clips/1"


def test_the_page_inside_plays_it_from_the_unpacked_folder(lin, evening):  # noqa: F811
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        _state, row = carried_out(lin, ordered(lin, evening))

    page = member(content(lin, row), "index.html").decode()
    assert '<video class="clip" controls preload="metadata" src="data/clips/0001.webm">' in page
    assert "media-src" in page


def test_the_program_inside_checks_recordings_with_python_alone(lin, evening, tmp_path):  # noqa: F811
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        _state, row = carried_out(lin, ordered(lin, evening))
    body = content(lin, row)
    (tmp_path / "verify.py").write_bytes(member(body, "verify.py"))
    (tmp_path / "a.zip").write_bytes(body)

    command = [sys.executable, "-I", "-S", str(tmp_path / "verify.py"), str(tmp_path / "a.zip")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stdout
    assert "1 recordings; 0 asked for and not in it" in said.stdout


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ("404", "missing"),
        ("410", "missing"),
        ("403", "unreachable"),
        ("500", "unreachable"),
        ("short", "unreachable"),
        ("long", "changed"),
        ("drip", "unreachable"),
        ("no_ranges", "no_ranges"),
        ("moved:http://127.0.0.1:9/", "unreachable"),
        ("moved:file:///etc/passwd", "unreachable"),
    ],
)
def test_what_cannot_be_had_is_named_and_the_package_is_made(
    lin,
    evening,  # noqa: F811
    monkeypatch,
    how,
    state,
):
    monkeypatch.setattr(clipping, "PIECE", 1_000)
    storage = Storage()
    storage.how = how
    with serving(storage) as url:
        filmed(lin, evening, url)
        done, row = carried_out(lin, ordered(lin, evening))

    body = content(lin, row)
    assert done == Job.State.DONE
    assert [(one["clip"], one["file"]) for one in told(body)] == [(state, "")]
    assert (checked(body).clips, checked(body).lacking) == (0, 1)
    page = browser(lin).get(f"/evidence/{row.pk}").content.decode()
    assert str(selectors.clip.STATES[state]) in page
    assert f"/evidence/{row.pk}/again" in page
    assert files_left(lin) == 0


@pytest.mark.parametrize("body", [VIDEO + b"x", VIDEO[:-1], VIDEO[:-1] + b"y", b""])
def test_an_altered_recording_is_not_packed_and_alarms(harbour, lin, evening, body):  # noqa: F811
    with serving(Storage(body)) as url:
        filmed(lin, evening, url)
        _state, row = carried_out(lin, ordered(lin, evening))

    assert [one["state"] for one in row.clipped] == ["changed"]
    assert [one["fault"] for one in acts(harbour, "recording_alarmed")] == ["changed"]
    assert files_left(lin) == 0


def test_nothing_inside_our_network_is_fetched(lin, evening, settings):  # noqa: F811
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        settings.ALLOW_PRIVATE_WEBHOOKS = False
        _state, row = carried_out(lin, ordered(lin, evening))

    assert [one["state"] for one in row.clipped] == ["unreachable"]


def test_a_storage_that_is_slow_for_ever_is_given_up(lin, evening, monkeypatch):  # noqa: F811
    monkeypatch.setattr(clipping, "PIECE", 64)
    monkeypatch.setattr(clipping, "LONGEST", clipping.timedelta(0))
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        _state, row = carried_out(lin, ordered(lin, evening))

    assert [one["state"] for one in row.clipped] == ["slow"]


def test_a_job_killed_half_way_goes_on_and_asks_for_nothing_twice(lin, evening, monkeypatch):  # noqa: F811
    monkeypatch.setattr(clipping, "PIECE", 512)
    storage, real = Storage(), clipping._asked

    def dies(row, first, last):
        if first == 1_024 and len(storage.asked) == 2:
            storage.asked.append("killed")
            raise ConnectionError("killed")
        return real(row, first, last)

    monkeypatch.setattr(clipping, "_asked", dies)
    with serving(storage) as url:
        filmed(lin, evening, url)
        row = ordered(lin, evening)
        assert carried_out(lin, row)[0] == Job.State.WAITING
        again(lin, row)
        state, made = carried_out(lin, row)

    ranges = [one for one in storage.asked if one != "killed"]
    assert state == Job.State.DONE
    assert [first for first, _last in ranges] == [0, 512, 1_024, 1_536, 2_048]
    assert member(content(lin, made), "0001.webm") == VIDEO


def again(actor, row):
    """Let a job that waits have its turn now."""
    with acting(actor), transaction.atomic():
        job = Job.objects.get(pk=row.job_id)
        Job.objects.filter(pk=job.pk).update(state="waiting", available_at=job.created_at)


def test_a_full_disk_interrupts_and_loses_nothing(lin, evening, monkeypatch):  # noqa: F811
    real, full = clipping.Place.lane_write, [True]

    def write(self, *given):
        if full:
            raise OSError(28, "No space left on device")
        return real(self, *given)

    monkeypatch.setattr(clipping.Place, "lane_write", write)
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        row = ordered(lin, evening)
        assert carried_out(lin, row)[0] == Job.State.WAITING
        full.clear()
        again(lin, row)
        state, made = carried_out(lin, row)

    assert state == Job.State.DONE
    assert checked(content(lin, made)).clips == 1


def test_what_was_kept_and_is_gone_when_the_job_goes_on_is_fetched_again(
    lin,
    evening,  # noqa: F811
    monkeypatch,
):
    real, lost = clipping.pieces_of, []

    def dies(actor, clip, beat):
        if not lost:
            lost.append(clip)
            clipping.discard(actor, clip)
            raise ConnectionError("killed")
        return real(actor, clip, beat)

    monkeypatch.setattr("oversight.services.packing.pieces_of", dies)
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        row = ordered(lin, evening)
        carried_out(lin, row)
        again(lin, row)
        state, made = carried_out(lin, row)

    assert state == Job.State.DONE
    assert checked(content(lin, made)).clips == 1


def test_a_job_that_is_done_twice_is_done_once(lin, evening):  # noqa: F811
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        _state, row = carried_out(lin, ordered(lin, evening))
        again(lin, row)
        state, same = carried_out(lin, row)

    assert (state, same.sha256) == (Job.State.DONE, row.sha256)


def test_a_package_that_is_not_wanted_leaves_no_recording(lin, evening, monkeypatch):  # noqa: F811
    monkeypatch.setattr(clipping, "PIECE", 512)
    real = clipping._asked

    def stopped(row, first, last):
        if first == 512:
            with acting(lin):
                services.package_cancel(actor=lin, package_id=package.pk)
        return real(row, first, last)

    monkeypatch.setattr(clipping, "_asked", stopped)
    with serving(Storage()) as url:
        filmed(lin, evening, url)
        package = ordered(lin, evening)
        state, row = carried_out(lin, package)

    assert (state, row.made_at, files_left(lin)) == (Job.State.CANCELLED, None, 0)


def test_up_to_the_bound_in_the_order_of_time_and_the_rest_is_named(lin, evening):  # noqa: F811
    with serving(Storage()) as url:
        for since in (0, 1):
            filmed(lin, evening, url, since=since, until=since + 1)
        _state, row = carried_out(lin, ordered(lin, evening, clips_most=len(VIDEO) + 1))

    assert [one["state"] for one in row.clipped] == ["in", "over_bound"]
    assert "/again" not in browser(lin).get(f"/evidence/{row.pk}").content.decode()


def test_of_a_finding_only_its_stretch_is_fetched_and_where_in_it_is_said(
    lin,
    evening,  # noqa: F811
):
    with acting(lin), transaction.atomic():
        finding = Finding.objects.get()
        Recording.objects.all().count()
    with serving(Storage()) as url:
        near = filmed(lin, evening, url, since=-240, until=60)
        row = ordered(lin, finding, about="finding", clips="around")
        _state, made = carried_out(lin, row)

    body = content(lin, made)
    [one] = told(body)
    assert one["recording"] == str(near.pk)
    assert 0 <= one["from_s"] <= 1
    assert one["until_s"] == 300
    assert f"0001.webm#t={one['from_s']},300" in member(body, "index.html").decode()


def test_of_a_whole_broadcast_there_is_no_stretch(lin, evening):  # noqa: F811
    with pytest.raises(Invalid):
        ordered(lin, evening, clips="around")


def test_what_was_lacking_is_fetched_by_a_new_package_at_one_click(lin, evening):  # noqa: F811
    storage = Storage()
    storage.how = "404"
    with serving(storage) as url:
        filmed(lin, evening, url)
        _state, row = carried_out(lin, ordered(lin, evening))
        storage.how = ""
        answer = stepped_up(lin, "package").post(f"/evidence/{row.pk}/again")
        with acting(lin), transaction.atomic():
            newer = selectors.package_list(lin)[0]
        _state, made = carried_out(lin, newer)

    assert answer.url == f"/evidence/{made.pk}"
    assert [one["state"] for one in made.clipped] == ["in"]
    with acting(lin), pytest.raises(Invalid):
        services.package_again(actor=lin, package_id=made.pk)


def test_the_form_says_how_many_recordings_there_are(lin, evening):  # noqa: F811
    url = f"/evidence/new?about=session&ref={evening.pk}"
    assert "没有登记的录像" in browser(lin).get(url).content.decode()
    filmed(lin, evening, "https://video.example/1.mp4")
    page = browser(lin).get(url).content.decode()

    assert "1 段，共 2.0\xa0KB" in page
    assert 'name="clips" value="around"' not in page
