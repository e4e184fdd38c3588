"""Ask what authorities are told: the list, one report with its steps, what waits to leave."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts import services as people
from accounts.managers import TenantQuerySet
from filings import selectors as filings
from filings.rules.incidents import SUBJECT as INCIDENT
from livecompliance.kernel import crypto, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office
from office.models import Clock
from oversight import policies
from oversight.models import Dispatch, DispatchStep
from oversight.rules import dispatches as rules

SUBJECT = KEY = "dispatch"
PARTY = "party"


def dispatch_list(actor: Actor, tab: str = "", matter: str = "") -> TenantQuerySet[Dispatch]:
    """Return reports, the newest first; of one tab, of one matter.

    Raises:
        Forbidden: the actor may not see them.
    """
    policies.require_see_outbox(actor)
    found = Dispatch.objects.of(actor).select_related("authority", "party", "corrects")
    if tab in rules.TABS:
        found = found.filter(state__in=rules.TABS[tab])
    return (found.filter(matter=matter) if matter else found).order_by("-id")


def dispatch_clocks(actor: Actor, found: Collection[Dispatch]) -> dict[UUID, list[Clock]]:
    """Return by report the clocks that it is to meet: its own, and of an incident those of the
    incident, whose hours run from when it was found.
    """
    own = office.clocks_by_subject(actor, SUBJECT, [one.pk for one in found])
    told = {one.pk: one.ref for one in found if one.ref and _waits_for_incident(one)}
    held = filings.incidents_reported(actor, list(told.values())) if told else {}
    theirs = office.clocks_by_subject(actor, INCIDENT, list(held.values())) if held else {}
    running = {pk: theirs[str(held[ref])] for pk, ref in told.items() if ref in held}
    return {one.pk: own[str(one.pk)] + running.get(one.pk, []) for one in found}


def _waits_for_incident(one: Dispatch) -> bool:
    waits = one.state in (rules.DRAFT, rules.SECOND, rules.QUEUED, rules.FAILED)
    return waits and one.origin == Dispatch.Origin.INCIDENT and one.kind == rules.REPORT


def dispatch_counts(actor: Actor) -> dict[str, int]:
    """Return how many reports stand in each tab."""
    policies.require_see_outbox(actor)
    rows = Dispatch.objects.of(actor).values("state").annotate(number=Count("pk")).order_by()
    held = {one["state"]: one["number"] for one in rows}
    return {tab: sum(held.get(one, 0) for one in states) for tab, states in rules.TABS.items()}


def dispatch_get(actor: Actor, dispatch_id: UUID, *, lock: bool = False) -> Dispatch:
    """Return one report.

    Raises:
        NotFound: no such report for this actor.
    """
    found = dispatch_list(actor).filter(pk=dispatch_id)
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None:
        raise NotFound(_("没有这份报告。"))
    return row


def dispatches_of(actor: Actor, origin: str, ref: UUID) -> list[Dispatch]:
    """Return what was drafted from one thing, in order."""
    found = Dispatch.objects.of(actor).filter(origin=origin, ref=ref)
    return list(found.select_related("authority").order_by("id"))


def dispatch_of_key(actor: Actor, key: str) -> Dispatch | None:
    """Return what was drafted under a key."""
    return Dispatch.objects.of(actor).filter(key=key).first()


def dispatches_waiting(actor: Actor, states: Collection[str]) -> TenantQuerySet[Dispatch]:
    """Return reports in some states, for the duty board."""
    return Dispatch.objects.of(actor).filter(state__in=states)


def steps_of(actor: Actor, row: Dispatch) -> list[tuple[DispatchStep, str]]:
    """Return the steps of a report in order, each with what was written down in it."""
    key = own_key(actor, row)
    steps = DispatchStep.objects.of(actor).filter(dispatch=row).select_related("by").order_by("id")
    return [(one, opened(one, "note", key)) for one in steps]


def text_of(actor: Actor, row: Dispatch) -> str:
    """Return what an officer wrote in a report."""
    return opened(row, "text", own_key(actor, row))


def document_of(actor: Actor, row: Dispatch) -> str:
    """Return exactly what was approved; "" before that, and when its key was destroyed."""
    kind, ref = (PARTY, row.party_id) if row.party_id else (KEY, row.pk)
    return opened(row, "document", people.person_keys(actor, [ref], kind).get(ref))


def document_masked(actor: Actor, row: Dispatch) -> str:
    """Return what was approved with people masked, as a page shows it."""
    said = document_of(actor, row)
    if not said:
        return ""
    held: dict[str, Any] = json.loads(said)
    subject = held.get("subject")
    if isinstance(subject, dict) and subject.get("kind") == "natural":
        subject["name"] = personal.mask("name", str(subject.get("name", "")))
    return json.dumps(held, ensure_ascii=False, indent=1)


def own_key(actor: Actor, row: Dispatch) -> personal.DataKey | None:
    """Return the row's own data key; None before anything was sealed with it."""
    return people.person_keys(actor, [row.pk], KEY).get(row.pk)


def opened(row: Any, name: str, key: personal.DataKey | None) -> str:
    """Return a sealed value in clear; "" when there is none, or its key was destroyed."""
    if key is None:
        return ""
    field: Any = row._meta.get_field(name)
    try:
        said: str = field.read(row, key)
    except crypto.KeyLost:
        return ""
    return said


def tenants_due(at: datetime, most: int = 500) -> list[UUID]:
    """Return the tenants, whoever they are, with a report that may leave."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM dispatches_due(%s, %s)", [at, most])
        return [row[0] for row in cursor.fetchall()]
