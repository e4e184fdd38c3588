"""Measurements. Each module here has `figures()`; `./lc bench [NAME ...]` runs and prints them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NotRequired, TypedDict

from tools.services import Services, throwaway


class Figure(TypedDict):
    """One line of the table. `ratio` is value over baseline; `target` is said in words."""

    name: str
    value: float
    unit: str
    baseline: NotRequired[float | None]
    ratio: NotRequired[float | None]
    target: NotRequired[str | float | None]
    ok: NotRequired[bool | None]
    note: NotRequired[Any]


@contextmanager
def services(settings: str = "livecompliance.settings.dev") -> Iterator[Services]:
    """Give durable servers of our own (fsync on), with roles and a migrated database.

    Start programs under measurement as children with `child_environment()`.
    """
    with throwaway(durable=True, settings=settings) as found:
        yield found
