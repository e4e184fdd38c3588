"""The record, for whoever audits."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import policies, selectors
from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page

PAGE = 50


@page
def record(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the record to whoever audits."""
    policies.require_read_record(actor)
    wanted = ledger.Wanted(
        **{name: request.GET.get(name, "").strip()[:80] for name in ledger.Wanted._fields}
    )
    found = ledger.entry_list(actor, wanted)
    before = _uuid(request.GET.get("before", ""))
    if before:
        found = found.filter(pk__lt=before)
    entries = list(found[: PAGE + 1])
    query = request.GET.copy()
    query.pop("before", None)
    shown = {
        "entries": _entries(actor, entries[:PAGE]),
        "next": entries[PAGE - 1].pk if len(entries) > PAGE else None,
        "wanted": wanted,
        "query": query.urlencode(),
    }
    return render(request, "accounts/record.html", shown)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _entries(actor: Actor, found: list[Entry]) -> list[dict[str, Any]]:
    people = {one.user_id: str(one.user) for one in selectors.membership_list(actor)}
    keys = {one.pk: str(one) for one in selectors.key_list(actor)}
    known = {str(pk): name for pk, name in (people | keys).items()}
    return [
        {"entry": one, "who": known.get(one.actor_ref, ""), "data": _readable(one)} for one in found
    ]


def _readable(entry: Entry) -> dict[str, str]:
    """Return what an entry holds, without what is empty, lists and tables as JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in ledger.data_of(entry).items()
        if value not in ("", None, [], {})
    }
