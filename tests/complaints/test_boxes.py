"""Boxes over a picture: what a form says is a list of them, or nothing."""

import io
import random

import pytest
from PIL import Image

from complaints.rules.boxes import MOST, Box, NoBoxes, boxes_of
from office.services import images


def test_a_form_without_boxes_says_none():
    assert boxes_of("") == ()
    assert boxes_of("0,0,10000,10000  5,6,7,8") == (Box(0, 0, 10_000, 10_000), Box(5, 6, 7, 8))


@pytest.mark.parametrize(
    "said",
    [
        "1,2,3",
        "a,b,c,d",
        "0,0,0,1",
        "5,5,4,6",
        "0,0,10001,5",
        "-1,0,5,5",
        "1,2,3,4;",
        "１,２,３,４",
    ],
)
def test_what_is_no_box_is_refused_and_nothing_is_guessed(said):
    with pytest.raises(NoBoxes):
        boxes_of(said)


def test_more_boxes_than_anybody_draws_are_refused():
    with pytest.raises(NoBoxes):
        boxes_of(" ".join(["0,0,1,1"] * (MOST + 1)))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_nothing_of_what_a_box_covers_is_left_and_the_rest_is_there(form):
    made = io.BytesIO()
    Image.new("RGB", (100, 80), "white").save(made, form)
    drawn = Image.open(
        images.covered(made.getvalue(), f"image/{form.lower()}", [(5_000, 5_000, 10_000, 10_000)])
    ).convert("L")

    chance = random.Random(3)
    for _each in range(50):
        assert drawn.getpixel((chance.randrange(52, 100), chance.randrange(42, 80))) < 16
        assert drawn.getpixel((chance.randrange(0, 48), chance.randrange(0, 38))) > 240


def test_a_transparent_picture_has_no_hole_where_a_box_is():
    made = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(made, "PNG")
    drawn = Image.open(images.covered(made.getvalue(), "image/png", [(0, 0, 10_000, 10_000)]))

    assert drawn.convert("RGBA").getpixel((10, 10)) == (0, 0, 0, 255)
