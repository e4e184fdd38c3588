"""The boxes that an officer draws over a picture before somebody else sees it. Pure."""

import re
from typing import NamedTuple

WHOLE, MOST = 10_000, 40  # a side in ten-thousandths; so many boxes
ONE = re.compile(r"(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})", re.ASCII)


class Box(NamedTuple):
    """A box over a picture, in ten-thousandths of its sides."""

    left: int
    top: int
    right: int
    bottom: int


class NoBoxes(ValueError):
    """What was sent is no list of boxes."""


def boxes_of(text: str) -> tuple[Box, ...]:
    """Return the boxes that a form says: `left,top,right,bottom`, with blanks between them.

    Raises:
        NoBoxes: anything else, a box outside the picture or without area, or too many.
    """
    found = []
    for one in text.split():
        said = ONE.fullmatch(one)
        box = Box(*map(int, said.groups())) if said else None
        if box is None or not _fits(box):
            raise NoBoxes
        found.append(box)
    if len(found) > MOST:
        raise NoBoxes
    return tuple(found)


def _fits(box: Box) -> bool:
    return box.left < box.right <= WHOLE and box.top < box.bottom <= WHOLE
