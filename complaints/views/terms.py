"""Terms for complaints: the versions, a draft, its publication by a second person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.models import Role
from complaints import forms, policies, selectors, services
from complaints.models import ComplaintTerms
from complaints.rules.terms import ROLES, Promise
from complaints.selectors.names import terms_name
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office.selectors import long_of
from office.views.version import Desk

HERE, MOST = "complaint-terms", 100


def _roles() -> list[tuple[str, object]]:
    labels = dict(Role.choices)
    return [(one, gettext_lazy(str(labels[one]))) for one in ROLES]


def _role(code: str) -> object:
    return dict(_roles()).get(code, code)


@page
@require_GET
def every(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the terms in force and every version."""
    policies.require_see(actor)
    held = selectors.terms_in_force(actor)
    shown = {
        "section": HERE,
        "held": held,
        "rows": [(one, terms_name(one)) for one in selectors.terms_list(actor)[:MOST]],
        "table": forms.table_of(held.body),
        "reopen": long_of(held.body.reopen_days, "day"),
        "particulars": forms.particulars_long(held.body),
        "escalate_to": _role(held.body.escalate_to),
        "today": clock.today(),
        "can_handle": policies.can_handle(actor),
    }
    return render(request, "complaints/terms_list.html", shown)


@page
@require_GET
def one(request: HttpRequest, actor: Actor, terms_id: UUID) -> HttpResponse:
    """Show one version."""
    policies.require_see(actor)
    row = selectors.terms_get(actor, terms_id)
    said = Promise.of(row.body)
    shown = {
        "section": HERE,
        "row": row,
        "name": terms_name(row),
        "is_draft": row.state == ComplaintTerms.State.DRAFT,
        "is_own": row.author_id == actor.user_id,
        "can_handle": policies.can_handle(actor),
        "table": forms.table_of(said),
        "reopen": long_of(said.reopen_days, "day"),
        "particulars": forms.particulars_long(said),
        "escalate_to": _role(said.escalate_to),
    }
    return render(request, "complaints/terms.html", shown)


def _begun(actor: Actor) -> dict[str, str]:
    return forms.values_of(selectors.terms_in_force(actor).body, clock.today())


def _values(row: ComplaintTerms) -> dict[str, str]:
    return forms.values_of(Promise.of(row.body), row.effective_from, row.note)


def _keep(actor: Actor, values: dict[str, str], terms_id: UUID | None) -> ComplaintTerms:
    draft = forms.draft_of(values)
    return services.terms_draft(actor=actor, draft=draft, terms_id=terms_id)


def _form(
    request: HttpRequest, values: dict[str, str], row: ComplaintTerms | None, faults: list[str]
) -> HttpResponse:
    shown = {
        "section": HERE,
        "row": row,
        "given": values,
        "rows": forms.rows_of(values),
        "clusters": forms.clusters_of(values),
        "particulars": forms.particulars_of(values),
        "units": [(unit, long_of(2, unit).removeprefix("2 ")) for unit in forms.UNITS],
        "roles": _roles(),
        "faults": faults,
        "today": clock.today(),
    }
    return render(request, "complaints/terms_form.html", shown, status=422 if faults else 200)


DESK = Desk(
    one="complaint-terms-one",
    every="complaint-terms",
    require=policies.require_handle,
    get=selectors.terms_get,
    begun=_begun,
    values=_values,
    keep=_keep,
    fault=forms.fault,
    form=_form,
    publish=lambda actor, at: services.terms_publish(actor=actor, terms_id=at),
    discard=lambda actor, at: services.terms_discard(actor=actor, terms_id=at),
    kept=gettext_lazy("草稿已保存，须由另一名合规专员发布。"),
    published=gettext_lazy("已发布。到生效日起，新的投诉按这一版期限办理。"),
    discarded=gettext_lazy("草稿已作废。"),
)

draft, edit, publish, discard = DESK.pages()
