"""Learn what days are: load the notice of a year, put a single day right, forget it again."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Invalid, NotFound
from office.models import CalendarDay, CalendarNotice
from office.rules.days import FIRST, LAST, Day

LONGEST_NAME, LONGEST_SOURCE = 40, 300


@transaction.atomic
def calendar_load(*, year: int, papers: Sequence[str], said: Mapping[date, Day]) -> int:
    """Take a year's notice over: its days are certain from now on. Return how many it names.

    Loading the same notice again changes nothing; an amended one replaces what it names.

    Raises:
        Invalid: no paper names where the notice was published, or a day cannot be kept.
    """
    if not papers:
        raise Invalid(_("请注明通知的公布网址。"), field="papers")
    for day, one in said.items():
        _put(day, one.name, is_off=one.is_off, source=papers[-1])
    CalendarNotice.objects.update_or_create(
        year=year, defaults={"papers": list(papers), "loaded_at": clock.now()}
    )
    return len(said)


@transaction.atomic
def calendar_set(*, day: date, name: str, is_off: bool, source: str) -> CalendarDay:
    """Say what one day is, in place of what the calendar said until now.

    Raises:
        Invalid: no name, no source, or a day out of bounds.
    """
    return _put(day, name, is_off=is_off, source=source)


@transaction.atomic
def calendar_unset(*, day: date) -> None:
    """Forget what was said of one day: the shipped calendar holds again.

    Raises:
        NotFound: nothing had been said of it.
    """
    removed, _by_model = CalendarDay.objects.filter(day=day).delete()
    if not removed:
        raise NotFound(_("这一天没有人工修改。"))


def _put(day: date, name: str, *, is_off: bool, source: str) -> CalendarDay:
    name, source = name.strip(), source.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("请填写节日名称，最多 40 个字。"), field="name")
    if not source or len(source) > LONGEST_SOURCE:
        raise Invalid(_("请注明依据，例如通知的公布网址。"), field="source")
    if not FIRST <= day.year <= LAST:
        raise Invalid(_("日期超出范围。"), field="day")
    values = {"name": name, "is_off": is_off, "source": source, "edited_at": clock.now()}
    return CalendarDay.objects.update_or_create(day=day, defaults=values)[0]
