"""One party on one page: who it is, what it may do, where it was, and what may be done about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from accounts.views.answers import back
from ledger import selectors as ledger
from livecompliance.kernel import acts, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page
from parties import policies, selectors, services
from parties.models import Mark, Party
from rooms import policies as rooms
from rooms import services as gate
from rooms.selectors import people as shown_of

MOST = 20
DONE = {
    "open": gettext_lazy("已开通直播营销功能。"),
    "suspend": gettext_lazy("已暂停直播营销功能，账号保留。"),
    "resume": gettext_lazy("已恢复直播营销功能。"),
    "cancel": gettext_lazy("已取消直播营销功能，账号保留。"),
}


@page
@require_GET
def person(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Show everything about one party that the reader may see."""
    rooms.require_watch(actor)
    party = selectors.party_get(actor, party_id)
    shown = {
        "section": "people",
        "party": party,
        "name": selectors.shown_name(party.kind, party.public_name),
        "roles": [_(Party.Role(role).label) for role in party.roles],
        "can_decide": policies.can_decide(actor),
        **_standing(actor, party),
        **_papers(actor, party),
        **_erased(actor, party),
        **_keeps(actor, party),
        **_about(actor, party),
        "timeline": _timeline(actor, party),
        "is_operator": Party.Role.OPERATOR in party.roles,
        "cards": selectors.card_versions(actor, party.pk),
        "unreachable": selectors.unreachable_of(actor, party.pk),
    }
    return render(request, "rooms/person.html", shown)


def _standing(actor: Actor, party: Party) -> dict[str, Any]:
    known = selectors.standings(actor, [party])
    if party.pk not in known:
        return {}
    lacking = selectors.lacks(actor, known)[party.pk]
    before = services.missing(actor, party) if party.function != Party.Function.OPEN else []
    all_of_it = {one.code: one for one in (*lacking, *before)}
    return {
        "until": selectors.verified_until(actor, known)[party.pk],
        "lacks": [shown_of.told(one) for one in all_of_it.values()],
    }


def _papers(actor: Actor, party: Party) -> dict[str, Any]:
    documents = list(selectors.document_list(actor, party.pk))
    numbers = services.masked(actor, documents, ["number"])
    return {
        "credentials": list(selectors.credential_list(actor, party.pk)),
        "verifications": list(selectors.verification_list(actor, party.pk)[:MOST]),
        "masked": services.masked(actor, [party], ["name", "mobile", "address"])[party.pk],
        **_unmask(actor, party),
        "documents": [
            {
                "document": one,
                "number": numbers[one.pk]["number"],
                "warnings": [selectors.document_word(code) for code in one.warnings],
            }
            for one in documents
        ],
        "marks": list(selectors.mark_list(actor, party.pk)[:MOST]),
        "mark_kinds": Mark.Kind.choices if policies.can_decide(actor) else [],
        "consents": list(selectors.consent_list(actor, party.pk)[:MOST]),
    }


def _unmask(actor: Actor, party: Party) -> dict[str, Any]:
    """Say whether the eye opens here: of a minor only while somebody else's approval holds."""
    may = policies.can_unmask(actor)
    if not may or not selectors.is_minor(party):
        return {"can_unmask": may}
    access = selectors.minor_access_mine(actor, party.pk)
    is_open = access is not None and access.is_open
    return {"can_unmask": is_open, "asks_access": True, "access": access}


def _erased(actor: Actor, party: Party) -> dict[str, Any]:
    """Say that a party was erased, and which of its data the law still obliges to keep."""
    found = selectors.erasure_of(actor, party.pk)
    if found is None:
        return {}
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    return {"erased_at": found.ended_at, "kept": services.kept_words(found.kept)[tongue]}


def _keeps(actor: Actor, party: Party) -> dict[str, Any]:
    """Say what the law would have the platform keep, were the party erased today."""
    return {"keeps": services.kept_told(services.kept_all(actor, party.pk))}


def _about(actor: Actor, party: Party) -> dict[str, Any]:
    return {
        "ties": [
            (one, one.second if one.first_id == party.pk else one.first)
            for one in selectors.tie_list(actor, party.pk)[:MOST]
        ],
        "bars": list(selectors.bar_list(actor, party)[:MOST]),
        "rooms": list(shown_of.rooms_of(actor, party.pk)[:MOST]),
        "broadcasts": shown_of.broadcasts_of(actor, party.pk, MOST),
        "denials": shown_of.answers_told(actor, shown_of.denials_of(actor, party.pk, 10)),
        "trial_rooms": shown_of.rooms_for_trial(actor, party.pk)
        if policies.can_decide(actor)
        else [],
    }


def _timeline(actor: Actor, party: Party) -> list[dict[str, Any]]:
    wanted = ledger.Wanted(subject_kind="party", subject_ref=str(party.pk))
    lines = accounts.record_lines(actor, ledger.entry_list(actor, wanted)[: 2 * MOST])
    return [
        {
            "at": one.entry.at,
            "said": acts.sentence_html(
                one.entry.action,
                one.data,
                who=format_html("<b>{}</b>", one.who),
                thing=format_html("{}", one.thing),
            ),
            "clause": one.entry.clause,
            "citation": _cited(one.entry.clause),
        }
        for one in lines
    ]


def _cited(clause_id: str) -> str:
    if clause_id not in law.register():
        return ""
    is_english = (get_language() or "").startswith("en")
    return law.citation(law.clause(clause_id), "en" if is_english else "zh")


@page
@require_POST
def function(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Open, suspend, resume or cancel a party's live-marketing function."""
    policies.require_decide(actor)
    selectors.party_get(actor, party_id)
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")

    def run() -> Party:
        return services.function_act(actor=actor, party_id=party_id, act=act, reason=reason)

    return _back(request, party_id, run, str(DONE.get(act, "")))


@page
@require_POST
def credential(request: HttpRequest, actor: Actor, credential_id: UUID) -> HttpResponse:
    """Approve or refuse a licence or certificate."""
    policies.require_decide(actor)
    found = selectors.credential_get(actor, credential_id)
    said = request.POST.get("decision", "")

    def run() -> Any:
        if said not in ("approve", "refuse"):
            raise Invalid(_("请选择通过或退回。"), field="decision")
        return services.credential_decide(
            actor=actor,
            credential_id=credential_id,
            is_approved=said == "approve",
            reason=request.POST.get("reason", ""),
        )

    done = _("已通过。") if said == "approve" else _("已退回，理由已留痕。")
    return _back(request, found.party_id, run, done)


@page
@require_POST
def mark(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """File a bank account or a device of a party; its hash is kept, the value nowhere."""
    policies.require_decide(actor)
    selectors.party_get(actor, party_id)
    kind, value = request.POST.get("kind", ""), request.POST.get("value", "")

    def run() -> Any:
        return services.mark_give(actor=actor, party_id=party_id, kind=kind, value=value)

    return _back(request, party_id, run, _("已登记，只存摘要；与被禁止者相同的会被拒绝。"))


def _back(request: HttpRequest, party_id: UUID, run: Callable[[], Any], done: str) -> HttpResponse:
    return back(request, reverse("person", args=[party_id]), run, done)


@page
@require_POST
def trial(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    """Ask the gate whether this party would be let on air in a room now; nothing begins."""
    policies.require_decide(actor)
    party = selectors.party_get(actor, party_id)
    try:
        room_id = UUID(request.POST.get("room", ""))
    except ValueError:
        raise Invalid(_("请选择一个直播间。"), field="room") from None
    cast = (str(party.pk),) if Party.Role.MARKETER in party.roles else ()
    wish = gate.Wish(marketers=cast)
    admission = gate.admission_try(actor=actor, room_id=room_id, wish=wish)
    answered = shown_of.answers_told(actor, [admission])[0]
    shown = {"answered": answered, "is_person": bool(cast)}
    return render(request, "rooms/_trial.html", shown)
