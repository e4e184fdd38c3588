"""The officers' pages: what waits, one version beside another, a room's stage."""

import io

import pytest
from django.db import transaction
from PIL import Image

from livecompliance.kernel.tenancy import acting
from stage.models import ElementVersion, MinorsClass, VirtualHost
from tests import builders as world
from tests.architecture.test_api_matrix import key_of
from tests.attack.conftest import signed_in
from tests.stage import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("judged")]


def state(actor, version):
    with acting(actor), transaction.atomic():
        return ElementVersion.objects.get(pk=version.pk).state


@pytest.mark.long
def test_an_officer_goes_from_one_that_waits_to_the_next(lin, tea_room):
    first, second = (builders.submit(lin, tea_room, kind) for kind in ("cover", "set"))
    browser = signed_in(lin)
    listed = browser.get("/stage").content.decode()
    assert f"/stage/elements/{first.pk}" in listed
    page = browser.get(f"/stage/elements/{first.pk}").content.decode()
    assert f'href="/stage/elements/{second.pk}" data-key="n"' in page
    assert 'data-key="a"' in page
    assert 'data-key="r"' in page

    answer = browser.post(f"/stage/elements/{first.pk}/decide", {"state": "approved"})
    assert answer["Location"] == f"/stage/elements/{second.pk}"
    refused = {"state": "refused", "reason": "含绝对化用语", "clause": "M-truthful"}
    answer = browser.post(f"/stage/elements/{second.pk}/decide", refused)

    assert answer["Location"] == "/stage"
    assert (state(lin, first), state(lin, second)) == ("approved", "refused")
    assert "没有等待审核的内容" in browser.get("/stage").content.decode()


@pytest.mark.long
def test_a_version_stands_beside_the_one_that_is_shown(lin, tea_room):
    builders.submit(lin, tea_room, "title", text="春茶上新")
    proposed = builders.submit(lin, tea_room, "title", text="春茶特效")

    page = signed_in(lin).get(f"/stage/elements/{proposed.pk}").content.decode()

    assert "春茶上新" in page
    assert "春茶特效" in page
    assert "F-ABS-TOP/x" in page


@pytest.mark.long
def test_a_viewer_looks_and_has_no_buttons(lin, wu, chun, tea_room):
    version = builders.submit(lin, tea_room, "cover")
    builders.place(lin, tea_room, latitude=30.2, longitude=120.1)
    browser = signed_in(wu, raise_request_exception=False)
    for path in (f"/stage/elements/{version.pk}", f"/stage/rooms/{tea_room.pk}"):
        page = browser.get(path)
        assert page.status_code == 200
        assert '<form method="post" action="/stage' not in page.content.decode()
    assert browser.post(f"/stage/elements/{version.pk}/decide", {}).status_code == 403
    assert signed_in(chun, raise_request_exception=False).get("/stage").status_code == 403


@pytest.mark.long
def test_a_room_shows_its_stage_and_never_where_exactly(lin, tea_room):
    builders.elements_approved(lin, tea_room, ["title", "cover"])
    builders.place(lin, tea_room, "airport", latitude=30.24592, longitude=120.15515)
    host = builders.host(lin, tea_room, is_assessed=False)
    flag = builders.flag(lin, tea_room)
    browser = signed_in(lin)
    page = browser.get(f"/stage/rooms/{tea_room.pk}").content.decode()
    for words in ("机场控制区", "不得直播", "小云", "可能对价值观造成负面影响", "布景没有经过审核"):
        assert words in page
    assert "30.24" not in page

    passed = {"result": "passed", "assessment": "SA-7", "until": ""}
    browser.post(f"/stage/hosts/{host.pk}/assess", passed)
    browser.post(f"/stage/minors/{flag.pk}/clear", {"reason": "误报"})
    browser.post(f"/stage/rooms/{tea_room.pk}/minors", {"kinds": ["likeness"]})
    with acting(lin), transaction.atomic():
        assert VirtualHost.objects.get(pk=host.pk).state == "ready"
        standing = MinorsClass.objects.filter(cleared_at=None)
        assert [(one.kind, one.origin) for one in standing] == [("likeness", "officer")]
    browser.post(f"/stage/hosts/{host.pk}/withdraw", {"reason": "换形象"})
    with acting(lin), transaction.atomic():
        assert VirtualHost.objects.get(pk=host.pk).state == "off"


@pytest.mark.long
def test_a_picture_that_the_platform_stored_is_shown_to_who_watches(
    client, harbour, lin, elsewhere, tea_room
):
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(drawn, "PNG")
    stored = client.post(
        "/api/v1/files",
        drawn.getvalue(),
        content_type="application/octet-stream",
        headers={
            "Authorization": f"Bearer {key_of(harbour, 'files')}",
            "Content-Disposition": "attachment; filename=cover.png",
        },
    )
    assert stored.status_code == 201, stored.content
    version = builders.submit(lin, tea_room, "cover", file_id=stored.json()["id"])
    path = f"/stage/elements/{version.pk}/picture"

    answer = signed_in(lin).get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    foreign = signed_in(world.person(elsewhere, "x", "officer"), raise_request_exception=False)
    assert foreign.get(path).status_code == 404
    without = builders.submit(lin, tea_room, "set")
    gone = signed_in(lin, raise_request_exception=False).get(
        f"/stage/elements/{without.pk}/picture"
    )
    assert gone.status_code == 404
