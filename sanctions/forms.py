"""What was sent by a form, as an order, an answer or a ladder; a ladder as the values of a form."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid
from sanctions import services
from sanctions.rules.ladder import Ladder, Step

Values = Mapping[str, str]
SPARE, MOST = 2, 30
STEPS, MOST_STEPS = 5, 12  # places that the form shows, and that are read
FIELDS = ("code", "zh", "en", "clause", "strike_days", "steps", "families")
PLAIN = ("code", "facts", "proportionality", "subject", "rung", "basis", "agreement", "notice_ref",
         "orders", "after_sales", "disputes", "ground", "impact")  # fmt: skip


def order_of(given: QueryDict) -> services.Order:
    """Return what was sent as a decision.

    Raises:
        Invalid: nobody named, or days that are no number.
    """
    said = {name: given.get(name, "") for name in PLAIN if given.get(name)}
    findings = [one for one in given.getlist("finding") if one]
    return services.Order(
        party_id=_uuid(given.get("party", ""), "party"),
        days=days_of(given.get("days", "")) if said.get("rung") else None,
        functions=tuple(given.getlist("functions")),
        block=tuple(given.getlist("block")),
        is_shared=bool(given.get("is_shared")),
        open_orders=whole_of(given.get("open_orders", ""), 9),
        findings=tuple(_uuid(one, "finding") for one in findings),
        **{"facts": "", "proportionality": "", "code": ""} | said,
    )


def _uuid(text: str, field: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("请选择处罚对象。"), field=field) from None


def days_of(text: str) -> int | None:
    """Return a number of days, none for an empty field.

    Raises:
        Invalid: it is no number.
    """
    found = text.strip()
    if not found:
        return None
    if not (found.isascii() and found.isdigit() and len(found) <= 4):
        raise Invalid(_("天数须为整数。"), field="days")
    return int(found)


def whole_of(text: str, digits: int) -> int | None:
    """Return a count, none for an empty field.

    Raises:
        Invalid: it is no number, or has too many digits.
    """
    found = text.strip()
    if not found:
        return None
    if not (found.isascii() and found.isdigit() and len(found) <= digits):
        raise Invalid(_("订单数须为整数。"), field="open_orders")
    return int(found)


def values_of(ladder: Ladder, effective_from: date, note: str = "") -> dict[str, str]:
    """Return a ladder as the values of the form."""
    terms = ladder.terms
    said = {
        "effective_from": f"{effective_from}",
        "note": note,
        "appeal_days": str(terms.appeal_days),
        "answer_days": str(terms.answer_days),
        "weigh_days": str(terms.weigh_days),
        "channel_zh": terms.channel_zh,
        "channel_en": terms.channel_en,
    }
    for place, one in enumerate(ladder.violations):
        said |= {
            f"v{place}.code": one.code,
            f"v{place}.zh": one.zh,
            f"v{place}.en": one.en,
            f"v{place}.clause": one.clause,
            f"v{place}.strike_days": str(one.strike_days),
            f"v{place}.steps": " ".join(_said(step) for step in one.steps),
            f"v{place}.families": " ".join(one.families),
        }
    return said


def _said(step: Step) -> str:
    return f"{step.rung}:{step.days}" if step.days else step.rung


def rows_of(values: Values) -> list[dict[str, Any]]:
    """Return the rows that are filled in, and some that are not; each step apart."""
    filled = [place for place in range(MOST) if values.get(f"v{place}.code", "").strip()]
    empty = [place for place in range(MOST) if place not in filled][:SPARE]
    return [
        {"at": f"v{place}", "steps": _places(_said_steps(values, f"v{place}"))}
        | {name: values.get(f"v{place}.{name}", "") for name in FIELDS if name != "steps"}
        for place in (*filled, *empty)
    ]


def _places(steps: str) -> list[dict[str, Any]]:
    """Return the places of a ladder's steps, those of none left empty."""
    known = [one.partition(":")[::2] for one in steps.split()]
    left = [("", "")] * max(0, STEPS - len(known))
    return [{"place": place, "rung": rung, "days": days}
            for place, (rung, days) in enumerate([*known, *left])]  # fmt: skip


def _said_steps(values: Values, at: str) -> str:
    """Return steps as `rung:days`, however they were sent: in one text, or each by itself."""
    if f"{at}.steps" in values:
        return values[f"{at}.steps"].replace("：", ":")
    found = []
    for place in range(MOST_STEPS):
        rung = values.get(f"{at}.rung{place}", "").strip()
        days = values.get(f"{at}.days{place}", "").strip().replace(" ", "")
        if rung:
            found.append(f"{rung}:{days}" if days else rung)
    return " ".join(found)


def draft_of(values: Values) -> services.Draft:
    """Return what was sent as a draft.

    Raises:
        Invalid: a field holds no number or no day.
    """
    body = {
        "violations": list(_violations(values)),
        "terms": {
            "appeal_days": _whole(values, "appeal_days"),
            "answer_days": _whole(values, "answer_days"),
            "weigh_days": _whole(values, "weigh_days"),
            "channel_zh": values.get("channel_zh", "").strip(),
            "channel_en": values.get("channel_en", "").strip(),
        },
    }
    try:
        first = date.fromisoformat(values.get("effective_from", ""))
    except ValueError:
        raise Invalid(_("请填写生效日期。"), field="effective_from") from None
    return services.Draft(body, first, values.get("note", ""))


def _violations(values: Values) -> Iterator[dict[str, Any]]:
    for place in range(MOST):
        at = f"v{place}"
        if values.get(f"{at}.code", "").strip():
            plain = {name: values.get(f"{at}.{name}", "").strip() for name in FIELDS[:4]}
            yield plain | {
                "strike_days": _whole(values, f"{at}.strike_days"),
                "steps": list(_steps(_said_steps(values, at))),
                "families": values.get(f"{at}.families", "").split(),
            }


def _steps(text: str) -> Iterator[dict[str, Any]]:
    for one in text.split():
        rung, _colon, days = one.partition(":")
        yield {"rung": rung, "days": days_of(days) or 0}


def _whole(values: Values, name: str) -> int:
    found = days_of(values.get(name, ""))
    if found is None:
        raise Invalid(_("天数须为整数。"), field=name)
    return found
