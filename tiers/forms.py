"""A tier policy as a form: its fields as they are shown, and what was sent as a policy."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid
from tiers.rules.grading import ANSWERS, CATEGORIES, RAISED, TIERS, Dimension, Grading
from tiers.selectors import words
from tiers.services import Draft

Values = Mapping[str, str]
OWN, GOODS = 6, 40  # rows of own dimensions and of goods, those left empty among them
SPARE = 3
IN_YUAN = {"amount_fen": 100}
TERMS = ("cooldown_days", "stale_days", "window_days")
STEP = re.compile(r"([\d.]+)[:：](\d+)")


def values_of(grading: Grading, effective_from: date, note: str = "") -> dict[str, str]:
    """Return a policy as the values of the form."""
    said = {"effective_from": f"{effective_from}", "note": note}
    said |= {name: str(getattr(grading, name)) for name in TERMS}
    said |= {"who": grading.watch.who, "grace_s": str(grading.watch.grace_s)}
    said["answer_min"] = str(grading.watch.answer_min)
    for tier, bound in grading.score.items():
        said |= {f"score.{tier}.up": _plain(bound.up), f"score.{tier}.down": _plain(bound.down)}
    own = iter(range(OWN))
    for one in grading.dimensions:
        said |= _dimension_values(one, one.code if one.code in ANSWERS else f"own{next(own)}")
    for tier, right in grading.rights.items():
        said |= {f"{tier}.patrol": str(right.patrol_percent)}
        said |= {f"{tier}.years": str(right.retain_extra_years)}
        said |= {f"{tier}.dedicated": "on"} if right.is_dedicated else {}
        said |= {f"{tier}.{code}": "on" for code in (*right.services, *right.functions)}
    return said


def _dimension_values(one: Dimension, at: str) -> dict[str, str]:
    unit = IN_YUAN.get(one.code, 1)
    said = {f"{at}.on": "on", f"{at}.code": one.code, f"{at}.zh": one.zh, f"{at}.en": one.en}
    said[f"{at}.weight"] = str(one.weight)
    said[f"{at}.steps"] = " ".join(f"{_plain(step.at / unit)}:{step.points}" for step in one.steps)
    for tier, bound in one.alone.items():
        said[f"{at}.{tier}.up"] = _plain(bound.up / unit)
        said[f"{at}.{tier}.down"] = _plain(bound.down / unit)
    for number, (name, goods) in enumerate(one.categories.items()):
        said |= {f"goods{number}.name": name, f"goods{number}.points": str(goods.points)}
        said[f"goods{number}.tier"] = goods.tier
    return said


def _plain(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


def rows_of(values: Values) -> dict[str, Any]:
    """Return what the template shows: one row for each dimension, kind of goods and tier."""
    return {
        "given": values,
        "dimensions": [
            _row(values, code, words.dimension_name(code)) for code in ANSWERS if code != CATEGORIES
        ],
        "own": [_row(values, at, "") for at in _used(values, "own", OWN, "code")],
        "goods": [
            {
                "at": at,
                **{name: values.get(f"{at}.{name}", "") for name in ("name", "points", "tier")},
            }
            for at in _used(values, "goods", GOODS, "name")
        ],
        "score": [
            (tier, words.tier_name(tier), _bound(values, f"score.{tier}")) for tier in RAISED
        ],
        "tiers": [_rights_row(values, tier) for tier in TIERS],
        "raised": [(tier, words.tier_name(tier)) for tier in RAISED],
    }


def _used(values: Values, kind: str, most: int, name: str) -> list[str]:
    """Return the rows that are filled in, and some that are not."""
    filled = [n for n in range(most) if values.get(f"{kind}{n}.{name}", "").strip()]
    empty = [n for n in range(most) if n not in filled][:SPARE]
    return [f"{kind}{n}" for n in (*filled, *empty)]


def _row(values: Values, at: str, name: str) -> dict[str, Any]:
    fields = ("on", "code", "zh", "en", "weight", "steps")
    said: dict[str, Any] = {field: values.get(f"{at}.{field}", "") for field in fields}
    alone = [(tier, words.tier_name(tier), _bound(values, f"{at}.{tier}")) for tier in RAISED]
    return said | {"at": at, "name": name, "alone": alone, "in_yuan": at in IN_YUAN}


def _bound(values: Values, at: str) -> dict[str, str]:
    return {side: values.get(f"{at}.{side}", "") for side in ("up", "down")}


def _rights_row(values: Values, tier: str) -> dict[str, Any]:
    return {
        "tier": tier,
        "name": words.tier_name(tier),
        "patrol": values.get(f"{tier}.patrol", ""),
        "years": values.get(f"{tier}.years", ""),
        "dedicated": bool(values.get(f"{tier}.dedicated")),
        "services": _boxes(values, tier, words.SERVICES),
        "functions": _boxes(values, tier, words.FUNCTIONS),
    }


def _boxes(values: Values, tier: str, known: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    return [(code, str(name), bool(values.get(f"{tier}.{code}"))) for code, name in known.items()]


def draft_of(values: Values) -> Draft:
    """Return what was sent as a draft.

    Raises:
        Invalid: a field holds no number or no day.
    """
    body: dict[str, Any] = {name: _whole(values, name) for name in TERMS}
    body["watch"] = {
        "who": values.get("who", ""),
        "grace_s": _whole(values, "grace_s"),
        "answer_min": _whole(values, "answer_min"),
    }
    body["score"] = _bounds(values, "score")
    body["dimensions"] = list(_dimensions(values))
    body["rights"] = {tier: _rights(values, tier) for tier in TIERS}
    return Draft(body, _day(values.get("effective_from", "")), values.get("note", ""))


def _dimensions(values: Values) -> Iterator[dict[str, Any]]:
    for code in ANSWERS:
        if code != CATEGORIES and values.get(f"{code}.on"):
            yield {"code": code, **_dimension(values, code)}
    for number in range(OWN):
        at = f"own{number}"
        if code := values.get(f"{at}.code", "").strip():
            names = {name: values.get(f"{at}.{name}", "").strip() for name in ("zh", "en")}
            yield {"code": code, **names, **_dimension(values, at)}
    goods = {}
    for number in range(GOODS):
        at = f"goods{number}"
        if name := values.get(f"{at}.name", "").strip():
            points = _whole(values, f"{at}.points") if values.get(f"{at}.points") else 0
            goods[name] = {"points": points, "tier": values.get(f"{at}.tier", "")}
    if goods:
        yield {"code": CATEGORIES, "categories": goods}


def _dimension(values: Values, at: str) -> dict[str, Any]:
    unit = IN_YUAN.get(at, 1)
    weight = _whole(values, f"{at}.weight") if values.get(f"{at}.weight") else 1
    return {
        "weight": weight,
        "steps": list(_steps(values.get(f"{at}.steps", ""), unit, at)),
        "alone": _bounds(values, at, unit),
    }


def _steps(text: str, unit: int, at: str) -> Iterator[dict[str, Any]]:
    for said in re.split(r"[\s,，;；]+", text.strip()) if text.strip() else ():
        found = STEP.fullmatch(said)
        if found is None:
            raise Invalid(_("分档写成“值:分”，例如 10000:5 100000:10。"), field=f"{at}.steps")
        yield {"at": _number(found[1], f"{at}.steps") * unit, "points": int(found[2])}


def _bounds(values: Values, at: str, unit: int = 1) -> dict[str, dict[str, float]]:
    found = {}
    for tier in RAISED:
        up, down = (values.get(f"{at}.{tier}.{side}", "").strip() for side in ("up", "down"))
        if up or down:
            up_to = _number(up, f"{at}.{tier}.up") * unit
            down_to = _number(down, f"{at}.{tier}.down") * unit if down else up_to
            found[tier] = {"up": up_to, "down": down_to}
    return found


def _rights(values: Values, tier: str) -> dict[str, Any]:
    return {
        "services": [code for code in words.SERVICES if values.get(f"{tier}.{code}")],
        "functions": [code for code in words.FUNCTIONS if values.get(f"{tier}.{code}")],
        "patrol_percent": _whole(values, f"{tier}.patrol"),
        "is_dedicated": bool(values.get(f"{tier}.dedicated")),
        "retain_extra_years": _whole(values, f"{tier}.years"),
    }


def _number(text: str, field: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        raise Invalid(_("请填写数字：%(what)s。") % {"what": field}, field=field) from None


def _whole(values: Values, field: str) -> int:
    text = values.get(field, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(_("请填写整数：%(what)s。") % {"what": field_name(field)}, field=field)
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("请填写生效日期。"), field="effective_from") from None


def field_name(field: str) -> str:
    """Return what a field is called, for a message."""
    at, _dot, what = field.partition(".")
    named: dict[str, Any] = {
        "cooldown_days": _("降级冷却"),
        "stale_days": _("指标有效期"),
        "window_days": _("统计窗口"),
        "grace_s": _("离开多久算无人值守"),
        "answer_min": _("接看时限"),
        "patrol": _("人工巡查比例"),
        "years": _("延长保存"),
        "points": _("分值"),
        "weight": _("权重"),
    }
    if at in named:
        return str(named[at])
    place = words.tier_name(at) if at in TIERS else words.dimension_name(at)
    return f"{place} · {named.get(what, what)}"
