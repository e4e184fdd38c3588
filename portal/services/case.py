"""The case that somebody of an authority works on, and until when it is not told of."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from livecompliance.kernel import clock, personal
from livecompliance.kernel.exceptions import Invalid

KEPT = "portal_case"
SHORTEST, MOST = 3, 80  # characters of a number
LONGEST = timedelta(days=366)  # of a seal: no number of law; the authority seals anew


@dataclass(frozen=True, slots=True)
class Case:
    """A case by its number at the authority; every look under it is sealed until a day, if any."""

    number: str = ""
    sealed_until: date | None = None


NO_CASE = Case()


def case_set(session: Any, number: str, sealed_until: date | None) -> Case:
    """Say under which case one works from now on, in this session; no number ends it.

    Raises:
        Invalid: a number of somebody, or too short; a seal without a case, in the past, or
            longer than a year.
    """
    number = " ".join(number.split())
    if not number:
        if sealed_until is not None:
            raise Invalid(_("不填案号就不能封存查看记录。"), field="number")
        session.pop(KEPT, None)
        return NO_CASE
    if not SHORTEST <= len(number) <= MOST or personal.names_somebody(number):
        raise Invalid(_("请填写 3–80 个字的案号，不要写任何人的证件号或电话。"), field="number")
    today = clock.today()
    if sealed_until is not None and not today < sealed_until <= today + LONGEST:
        raise Invalid(_("封存的截止日期须在明天至一年之内。"), field="sealed_until")
    session[KEPT] = [number, sealed_until.isoformat() if sealed_until else ""]
    return Case(number, sealed_until)


def case_of(session: Any) -> Case:
    """Return under which case one works; a seal whose day has come seals nothing more."""
    number, until = session.get(KEPT) or ("", "")
    day = date.fromisoformat(until) if until else None
    return Case(number, day if day is not None and clock.today() < day else None)
