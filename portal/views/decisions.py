"""Measures and sanctions; the blacklist: names that were reported to us, else a match alone."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Tenant
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import DomainError, Invalid
from moderation.selectors import supervised as moderation
from portal import services
from portal.rules.sight import CONDUCT, IDENTITY
from portal.selectors import words
from portal.selectors.shown import cited, measure_shown
from portal.views.frame import Looker, portal_page, shown
from rooms.selectors import supervised
from sanctions.models import Sanction
from sanctions.selectors import supervised as sanctions
from sanctions.selectors import words as decided

SINCE = timedelta(days=30)
MOST = 200


class Decided(NamedTuple):
    """One decision that was reported."""

    row: Sanction
    rung: str
    clause: str
    state: Any
    tone: str


class Met(NamedTuple):
    """What stands against a number in one platform."""

    found: services.Found
    ground: Any
    clause: str


class Came(NamedTuple):
    """What came of asking: why not, or of whom it was asked and what stands there."""

    refusal: str
    asked: list[Tenant]
    found: list[Met]


@require_GET
@portal_page("decisions", matter=CONDUCT)
def decisions(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show what was done on air, how many decisions stand, and those that were reported."""
    sight = looker.here
    regions = sight.regions(CONDUCT)
    inside = supervised.rooms_supervised(looker.actor, regions, sight.domicile)
    done = moderation.measures_supervised(looker.actor).filter(
        released_at__gte=clock.now() - SINCE, room__in=inside.order_by().values("pk")
    )
    standing = sanctions.sanctions_standing(looker.actor)
    context = {
        "section": "portal-decisions",
        "measures": [measure_shown(one) for one in done[:MOST]],
        "days": SINCE.days,
        "standing": [
            (decided.rung(one), standing[one]) for one in decided.RUNGS if one in standing
        ],
        "reported": _reported(looker, regions),
    }
    return shown(request, looker, "portal/decisions.html", context)


def _reported(looker: Looker, regions: Any, rung: str = "") -> list[Decided]:
    by = looker.here.authority
    found = sanctions.sanctions_reported(looker.actor, by.kind, by.level, regions)
    rows = found.filter(rung=rung) if rung else found
    return [
        Decided(
            one,
            decided.rung(one.rung),
            cited(one.clause),
            decided.STATES[one.state],
            "act" if one.state == Sanction.State.IN_FORCE else "",
        )
        for one in rows[:MOST]
    ]


@require_GET
@portal_page("blacklist", matter=IDENTITY)
def blacklist(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show the names that were reported to us; about others a number is matched, no list shown."""
    return shown(request, looker, "portal/blacklist.html", _list(looker))


def _list(looker: Looker) -> dict[str, Any]:
    standing = sanctions.sanctions_standing(looker.actor)
    return {
        "section": "portal-blacklist",
        "reported": _reported(looker, looker.here.regions(IDENTITY), Sanction.Rung.BLACKLIST),
        "in_force": standing.get(Sanction.Rung.BLACKLIST, 0),
    }


def _match(request: HttpRequest, looker: Looker) -> Came:
    """Ask every platform in which identities were granted, after writing down that it is asked."""
    try:
        number = services.number_checked(request.POST.get("number", ""))
        if not looker.case.number:
            raise Invalid(_("按证件号匹配须先填写案号。"), field="number")
        services.require_pace(actor=services.witness_of(looker.actor, looker.here.tenant.pk))
    except DomainError as refusal:
        return Came(refusal.message, [], [])
    asked, found = [], []
    for sight in looker.sights:
        if IDENTITY in sight.matters:
            witness = services.witness_of(looker.actor, sight.tenant.pk)
            wanted = services.Asked("match", case=looker.case)
            services.look_record(actor=witness, authority=sight.authority, asked=wanted)
            held = services.identity_match(actor=witness, tenant=sight.tenant, number=number)
            asked.append(sight.tenant)
            found += [Met(one, words.BARS[one.ground], cited(one.clause)) for one in held]
    return Came("", asked, found)


@require_POST
@portal_page("", matter=IDENTITY, first=_match)
def match(request: HttpRequest, looker: Looker, came: Came) -> HttpResponse:
    """Tell in which of the platforms granted something stands against a number.

    The number is hashed and forgotten. Each platform's own looks say that a number was asked
    about under a case, not which.
    """
    context = _list(looker) | {"came": came}
    answer = shown(request, looker, "portal/blacklist.html", context)
    answer.status_code = 422 if came.refusal else 200
    answer.headers["Cache-Control"] = "no-store"
    return answer
