"""Pictures that are handed in: their codes are read, and judged like those shown on air."""

import io
import json

import pytest
import zxingcpp
from django.db import transaction
from PIL import Image

from conduct import services
from ledger.models import Entry
from livecompliance.kernel.exceptions import Forbidden, TooLarge
from livecompliance.kernel.tenancy import acting
from moderation.models import Decision
from office.services.images import BadImage, PixelFlood
from tests.conduct.conftest import EVIL, listed
from tests.rooms.conftest import key_of

pytestmark = [pytest.mark.django_db, pytest.mark.law("M-link-safety")]
FINE = "https://harbour.example/goods/1"
OTHER = "https://harbour.example/goods/2"
EVIL_URL = f"https://{EVIL}/join"


def code(content: str, form: str = "QRCode", scale: int = 5) -> Image.Image:
    made = zxingcpp.create_barcode(content, zxingcpp.barcode_format_from_str(form))
    return Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=scale)).convert("L")


def picture(*codes: Image.Image, turn: float = 0, form: str = "PNG") -> bytes:
    """Return a picture with codes side by side on a grey wall."""
    wall = Image.new("L", (80 + sum(one.width + 80 for one in codes), 480), 190)
    at = 80
    for one in codes:
        wall.paste(one, (at, 90))
        at += one.width + 80
    body = io.BytesIO()
    wall.rotate(turn, expand=True, fillcolor=190).save(body, form)
    return body.getvalue()


def read(actor, body: bytes, **more) -> services.Seen:
    with acting(actor):
        return services.picture_read(actor=actor, stream=io.BytesIO(body), **more)


def test_every_code_in_a_picture_is_read_and_judged_by_the_platforms_lists(lin):
    listed(lin)
    listed(lin, value="harbour.example", list="allow")
    seen = read(lin, picture(code(FINE), code(EVIL_URL), code(OTHER, "Aztec")))
    told = {one.content: one for one in seen.codes}
    assert set(told) == {FINE, EVIL_URL, OTHER}
    assert "blocked" in told[EVIL_URL].jump.flags
    assert told[EVIL_URL].answer.result.suggestion != "pass"
    assert told[OTHER].answer.result.suggestion == "pass"
    with acting(lin), transaction.atomic():
        held = Decision.objects.of(lin).get()
        [entry] = Entry.objects.filter(action="conduct.picture_read")
    assert told[EVIL_URL].answer.decision == held.pk
    assert json.loads(bytes(entry.body))["data"]["codes"] == 3
    assert EVIL.encode() not in bytes(entry.body)


@pytest.mark.parametrize("turn", [0, 90, 180, 23])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_it_may_lie_on_its_side_and_come_in_any_usual_kind(lin, turn, form):
    [one] = read(lin, picture(code(FINE), turn=turn, form=form)).codes
    assert one.content == FINE


def test_light_on_dark_and_on_transparent_ground_are_read_too(lin):
    dark = code(FINE).point(lambda value: 255 - value)
    ground = Image.new("RGBA", (dark.width + 200, dark.height + 200), (0, 0, 0, 0))
    light = code(FINE)
    black = Image.new("RGBA", light.size, (0, 0, 0, 255))
    ground.paste(black, (100, 100), light.point(lambda value: 255 - value))
    clear = io.BytesIO()
    ground.save(clear, "PNG")
    assert [one.content for one in read(lin, picture(dark)).codes] == [FINE]
    assert [one.content for one in read(lin, clear.getvalue()).codes] == [FINE]


@pytest.mark.long
def test_corners_are_those_of_the_picture_that_was_handed_in_even_when_it_is_scaled_down(lin):
    wide = Image.new("L", (6_000, 900), 190)
    wide.paste(code(FINE, scale=12), (4_000, 200))
    body = io.BytesIO()
    wide.save(body, "PNG")
    [one] = read(lin, body.getvalue()).codes
    assert all(3_950 < x < 4_700 and 180 < y < 800 for x, y in one.corners)


def test_more_codes_than_are_read_are_said_to_be_more(lin, monkeypatch):
    monkeypatch.setattr("conduct.services.picture.MOST_CODES", 1)
    seen = read(lin, picture(code(FINE), code(EVIL_URL)))
    assert (len(seen.codes), seen.is_cut) == (1, True)


def test_a_picture_without_codes_is_nothing_to_judge(lin):
    assert read(lin, picture(Image.new("L", (90, 90), 90))).codes == ()


@pytest.mark.long
def test_what_is_no_picture_or_too_much_of_one_is_refused(lin, monkeypatch):
    for body in (b"<svg/>", b"GIF89a", picture(code(FINE))[:300]):
        with pytest.raises(BadImage):
            read(lin, body)
    flood = io.BytesIO()
    Image.new("1", (19_000, 19_000)).save(flood, "PNG")
    with pytest.raises(PixelFlood):
        read(lin, flood.getvalue())
    monkeypatch.setattr("conduct.services.picture.MOST_BYTES", 100)
    with pytest.raises(TooLarge):
        read(lin, picture(code(FINE)))


def test_who_may_not_hand_in_content_hands_in_no_picture(wu, chun):
    for actor in (wu, chun):
        with pytest.raises(Forbidden):
            read(actor, picture(code(FINE)))


def test_a_program_hands_in_a_picture_and_is_told_the_worst_first(client, lin, harbour, outsider):
    listed(lin)
    listed(lin, value="harbour.example", list="allow")
    headers = {"authorization": key_of(harbour, "inspect")}
    body = picture(code(FINE), code(EVIL_URL))
    said = client.post(
        "/api/v1/conduct/pictures", data=body, content_type="image/png", headers=headers
    )
    assert said.status_code == 200, said.content
    found = said.json()
    assert found["suggestion"] == max(
        (one["suggestion"] for one in found["codes"]), key=("pass", "review", "block").index
    )
    assert [one["decision"] is None for one in found["codes"]].count(False) == 1
    for kind, given, status in (
        ("text/html", body, 415),
        ("image/png", b"no picture", 422),
    ):
        said = client.post(
            "/api/v1/conduct/pictures", data=given, content_type=kind, headers=headers
        )
        assert said.status_code == status, said.content
        assert said["Content-Type"] == "application/problem+json"
    theirs = {"authorization": key_of(elsewhere_of(outsider), "inspect")}
    said = client.post(
        "/api/v1/conduct/pictures", data=body, content_type="image/png", headers=theirs
    ).json()
    assert all("blocked" not in one["flags"] for one in said["codes"])


def elsewhere_of(actor):
    from accounts import selectors

    with acting(actor), transaction.atomic():
        return selectors.tenant_get(actor)


def test_an_officer_looks_at_a_picture_on_a_page(client, lin):
    listed(lin)
    client.force_login(_user(lin))
    assert "查图片里的码" in client.get("/conduct/pictures").content.decode()
    handed = io.BytesIO(picture(code(EVIL_URL)))
    handed.name = "cover.png"
    page = client.post("/conduct/pictures", {"file": handed})
    assert EVIL_URL in page.content.decode()
    assert client.post("/conduct/pictures", {}).status_code == 422


def _user(actor):
    from accounts.models import User

    return User.objects.get(pk=actor.user_id)
