"""Goods by class of the catalogue, hits on air, recalls; minors in figures that name nobody."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from catalog.rules.pack import CLASSES
from catalog.selectors import edition as catalogue
from catalog.selectors import supervised as goods_of
from catalog.selectors.supplier_words import RECALLS
from complaints.selectors import figures as complained
from complaints.selectors import shown as told
from livecompliance.kernel import clock
from moderation.selectors import supervised as moderation
from moderation.selectors.family import family_name
from parties.selectors import supervised as parties
from portal.rules.sight import GOODS, LEAST, MINORS, holds, suppressed
from portal.selectors.shown import is_english
from portal.views.frame import Looker, portal_page, shown
from rooms.selectors import supervised
from stage.selectors import supervised as stage

SINCE = timedelta(days=30)
LONG = timedelta(days=90)
MOST_EDITIONS, MOST_RECALLS = 20, 60
# Families of findings that are about what is sold and its price.
OF_GOODS = (
    *("F-MED", "F-HEALTHFOOD", "F-INFANT", "F-FOOD", "F-CONTRABAND", "F-SEED", "F-ALC"),
    *("F-FIN", "F-EDU", "F-ESTATE", "F-PRICE", "F-URGENCY"),
    *("F-ABS-TOP", "F-ABS-GUAR", "F-ABS-AUTH"),
)
GATE: dict[str, Any] = {
    "under_age": gettext_lazy("未满十六周岁"),
    "guardian_consent_missing": gettext_lazy("没有监护人同意"),
    "guardian_consent_revoked": gettext_lazy("监护人已撤回同意"),
}
NOTICES: dict[str, Any] = {
    "imitation": gettext_lazy("可能引发或诱导模仿不良行为"),
    "values": gettext_lazy("可能对价值观造成负面影响"),
    "likeness": gettext_lazy("不当使用未成年人形象"),
    "privacy": gettext_lazy("不当披露未成年人个人信息"),
}


class Classed(NamedTuple):
    """One class of the catalogue in words, with how its goods stand."""

    name: str
    entries: int
    whole: int
    blocked: int
    waiting: int
    allowed: int


class Figure(NamedTuple):
    """One number of persons; None where it could be somebody."""

    name: Any
    number: int | None


def _named(numbers: dict[str, int], names: dict[str, Any]) -> list[Figure]:
    return [Figure(names[code], number) for code, number in suppressed(numbers).items()]


def _seen_rooms(looker: Looker, regions: Collection[str]) -> QuerySet[Any]:
    return supervised.rooms_supervised(looker.actor, regions, looker.here.domicile)


@require_GET
@portal_page("goods", matter=GOODS)
def goods(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show the catalogue in force and its past, goods by class, hits on air, and recalls."""
    actor, regions = looker.actor, looker.here.regions(GOODS)
    rooms = _seen_rooms(looker, regions)
    part = None if "" in regions else rooms
    standing = goods_of.goods_standing(actor, part)
    context = {
        "section": "portal-goods",
        "is_part": part is not None,
        "days": SINCE.days,
        "figures": _standing(standing),
        "classes": [_classed(one) for one in goods_of.goods_classed(actor, part)],
        "hits": [
            (family_name(code), number)
            for code, number in moderation.families_supervised(
                actor, rooms, OF_GOODS, clock.now() - SINCE
            )
        ],
        "editions": list(catalogue.edition_past(actor)[:MOST_EDITIONS]),
        "now": clock.now(),
        "recalls": [
            (one, *RECALLS[one.kind]) for one in goods_of.recalls_supervised(actor, MOST_RECALLS)
        ],
    }
    return shown(request, looker, "portal/goods.html", context)


def _standing(held: dict[str, int]) -> list[tuple[Any, int]]:
    allowed = held.get("clear", 0) + held.get("approved", 0)
    blocked = held.get("blocked", 0) + held.get("refused", 0)
    waiting = held.get("waiting", 0) + held.get("papers", 0)
    return [
        (_("审核过的商品"), sum(held.values())),
        (_("可以销售"), allowed),
        (_("不得销售"), blocked),
        (_("待审核或待补资质"), waiting),
    ]


def _classed(one: goods_of.Listed) -> Classed:
    zh, en = CLASSES[one.code]  # type: ignore[index]
    held = one.goods
    return Classed(
        en if is_english() else zh,
        one.entries,
        one.whole,
        held.get("blocked", 0) + held.get("refused", 0),
        held.get("waiting", 0) + held.get("papers", 0),
        held.get("clear", 0) + held.get("approved", 0),
    )


@require_GET
@portal_page("minors", matter=MINORS)
def minors(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show how minors are protected, in numbers: consents, refusals, notices, complaints."""
    actor, sight = looker.actor, looker.here
    regions, now = sight.regions(MINORS), clock.now()
    rooms = _seen_rooms(looker, regions)
    found = parties.minors_supervised(actor, regions, sight.domicile, LONG)
    refused = supervised.refusals_supervised(actor, rooms, GATE, now - SINCE)
    is_whole = "" in regions or holds(regions, sight.domicile or "-")
    context = {
        "section": "portal-minors",
        "days": SINCE.days,
        "long_days": LONG.days,
        "least": LEAST,
        "guarded": _guarded(found),
        "refused": _named(refused, GATE),
        "notices": [
            (NOTICES[one.kind], one) for one in stage.notices_supervised(actor, rooms) if one.rooms
        ],
        "proof": stage.shown_supervised(actor, rooms, now - SINCE),
        "is_whole": is_whole,
        "complaints": _complaints(looker, now - LONG) if is_whole else [],
    }
    return shown(request, looker, "portal/minors.html", context)


def _guarded(found: parties.Guarded) -> list[Figure]:
    """Return minors with and without consent together, so that neither tells of the other."""
    held = suppressed({"agreed": found.agreed, "missing": found.missing})
    back = suppressed({"revoked": found.revoked})
    return [
        Figure(_("有监护人同意的未成年人"), held["agreed"]),
        Figure(_("缺监护人同意的未成年人"), held["missing"]),
        Figure(_("近 %(n)s 天撤回的同意") % {"n": LONG.days}, back["revoked"]),
    ]


def _complaints(looker: Looker, since: Any) -> list[Figure]:
    fates = suppressed(complained.fates_of_kind(looker.actor, "minors", since))
    return [Figure(name, number) for name, number in told.fates(fates)]
