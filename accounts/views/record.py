"""The record, for whoever audits: told in sentences, to be narrowed down and taken away."""

import json
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import policies, selectors, services
from accounts.services.record import FORMS, TEXTS
from accounts.stepup import stepped_up
from accounts.templatetags import settings as naming
from ledger import selectors as ledger
from livecompliance.kernel import acts, clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page

PAGE = 50
KINDS = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


@page
def record(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the record to whoever audits."""
    policies.require_read_record(actor)
    wanted = services.record_wanted(request.GET.dict())
    found = ledger.entry_list(actor, wanted)
    before = _uuid(request.GET.get("before", ""))
    entries = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    given = {name: request.GET[name] for name in (*TEXTS, "from", "to") if request.GET.get(name)}
    query = QueryDict(mutable=True)
    query.update(given)
    shown = {
        "lines": [_line(one) for one in selectors.record_lines(actor, entries[:PAGE])],
        "next": entries[PAGE - 1].pk if len(entries) > PAGE else None,
        "given": given,
        "query": query.urlencode(),
        "acts": _acts(),
        "today": clock.today(),
        "forms": FORMS,
    }
    return render(request, "accounts/record.html", shown)


@page
@require_POST
@stepped_up("export", after=policies.require_read_record)
def export(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Let the record, as it was narrowed down, be taken away."""
    form = request.POST.get("form", "")
    if form not in FORMS:
        raise BadRequest("no such form")
    pieces = services.record_export(
        actor=actor, wanted=services.record_wanted(request.POST.dict()), form=form
    )
    name = f"record-{clock.today():%Y%m%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=KINDS[form], headers=headers)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _acts() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return every act by app, to choose from."""
    named = sorted(acts.names().items(), key=lambda one: one[0].partition(".")[0])
    return [
        (naming.named(app, "app"), [(app + ".", _("全部")), *group])
        for app, group in groupby(named, key=lambda one: one[0].partition(".")[0])
    ]


def _line(line: selectors.Line) -> dict[str, Any]:
    entry = line.entry
    who = format_html("<b>{}</b>", line.who)
    thing = format_html('<a href="?subject_ref={}">{}</a>', entry.subject_ref, line.thing)
    return {
        "entry": entry,
        "said": acts.sentence_html(entry.action, line.data, who=who, thing=thing),
        "citation": _citation(entry.clause),
        "raw": json.dumps(json.loads(bytes(entry.body)), ensure_ascii=False, indent=2),
        "leaf": bytes(entry.leaf_hash).hex(),
    }


def _citation(clause_id: str) -> str:
    """Return where a clause stands; its id when the register does not know it any more."""
    if clause_id not in law.register():
        return clause_id
    is_english = (get_language() or "").startswith("en")
    return law.citation(law.clause(clause_id), "en" if is_english else "zh")
