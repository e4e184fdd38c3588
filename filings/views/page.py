"""What every page here shares: tabs, members to choose from, and what a button does."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import selectors as accounts
from accounts.models import Role
from filings import policies
from filings.forms import Field, Form, Option
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Forbidden, NotFound

SECTION = "filings"
TABS = [
    ("filings", gettext_lazy("许可与备案")),
    ("filings-assessments", gettext_lazy("安全评估")),
    ("filings-technologies", gettext_lazy("新技术")),
    ("filings-identity", gettext_lazy("身份信息报送")),
    ("filings-staff", gettext_lazy("人员配备")),
    ("filings-standards", gettext_lazy("标准")),
    ("filings-impacts", gettext_lazy("个人信息影响评估")),
    ("filings-incidents", pgettext_lazy("many", "安全事件")),
]
Again = Callable[[Form | None], HttpResponse]


def shown(
    request: HttpRequest, actor: Actor, template: str, tab: str, more: dict[str, Any]
) -> HttpResponse:
    """Render a page under its tab; 422 where a form came back."""
    context: dict[str, Any] = {
        "section": SECTION,
        "tabs": TABS,
        "tab": tab,
        "can_keep": policies.can_keep(actor),
        "can_approve": policies.can_approve(actor),
        "status": 200,
    }
    context.update(more)
    return render(request, f"filings/{template}.html", context, status=context["status"])


def saved(
    request: HttpRequest,
    act: Callable[[], Any],
    done: str,
    to: Callable[[Any], str],
    again: Callable[[DomainError], HttpResponse],
) -> HttpResponse:
    """Do something and go on; where it is refused show the same page with what was typed.

    Who may not is refused before what he typed is read; what is not there is refused as a whole.
    """
    try:
        result = act()
    except (Forbidden, NotFound):
        raise
    except DomainError as fault:
        return again(fault)
    messages.success(request, done)
    return redirect(to(result))


def pressed(request: HttpRequest, act: Callable[[], Any], done: str, to: str) -> HttpResponse:
    """Do what a button without fields does, and go back, with the refusal in words if there is."""
    try:
        act()
    except (Forbidden, NotFound):
        raise
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, done)
    return redirect(to)


def bound(form: Form, request: HttpRequest, fault: DomainError | None) -> Form:
    """Return a form, filled in with what was typed where it came back."""
    return form.refused(request.POST, fault) if fault is not None else form


def link(name: str, pk: object) -> str:
    return reverse(name, args=[pk])


def members(actor: Actor) -> list[Option]:
    """Return whom something may be given to."""
    active = accounts.membership_list(actor).filter(is_active=True)
    return [
        (str(one.user_id), str(one.user))
        for one in active
        if set(one.roles) & {Role.OFFICER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    ]


def owner_field(actor: Actor, value: object = "") -> Field:
    options = [("", _("未指定：提醒全部合规专员")), *members(actor)]
    return Field("owner", _("负责人"), "select", str(value or ""), options=options)


def file_field(name: str = "file", label: str = "") -> Field:
    words = _("PDF、PNG 或 JPEG，最大 20 MB；加密保存，打开会留痕。")
    return Field(name, label or _("证明材料"), "file", "", help=words)
