"""Settings of a tenant: its numbers, its people, its keys, where it takes delivery, its record."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import policies, selectors, services
from accounts.models import ADMINISTRATORS, Scope
from accounts.services.tenant import NUMBERS
from accounts.templatetags import settings as naming
from ledger import selectors as record
from ledger.models import Entry
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Forbidden
from livecompliance.kernel.pages import page

RECORD_PAGE = 50


def _told(request: HttpRequest, act: Callable[[], Any], done: str) -> Any:
    """Do something and say on the next page how it went."""
    try:
        result = act()
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return None
    messages.success(request, done)
    return result


@page
def tenant(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the platform and its own numbers; the security administrator may change them."""
    if not actor.has(*ADMINISTRATORS):
        raise Forbidden(_("只有管理员可以查看设置。"))
    if request.method == "POST":
        changes = {name: _whole(request.POST.get(name, "")) for name in NUMBERS}
        _told(
            request,
            lambda: services.tenant_policy_set(actor=actor, changes=changes),
            _("策略已保存，立即生效。"),
        )
        return redirect("settings-tenant")
    return _tenant(request, actor, sorted(selectors.embed_origins(actor)))


def _tenant(request: HttpRequest, actor: Actor, origins: list[str]) -> HttpResponse:
    found = selectors.tenant_get(actor)
    shown = {
        "section": "settings-tenant",
        "owner": found,
        "numbers": [_number(name, found.policy) for name in NUMBERS],
        "origins": "\n".join(origins),
        "can_change": policies.can_manage_security(actor),
    }
    return render(request, "accounts/tenant.html", shown)


@page
@require_POST
def origins_set(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say on which pages of its own the platform embeds what is shown live."""
    policies.require_manage_security(actor)
    origins = request.POST.get("origins", "").split()
    kept = _told(
        request,
        lambda: services.embed_origins_set(actor=actor, origins=origins),
        _("嵌入来源已保存。"),
    )
    return redirect("settings-tenant") if kept else _tenant(request, actor, origins)


def _number(name: str, policy: dict[str, Any]) -> dict[str, Any]:
    least, most, default, unit = NUMBERS[name]
    label, help_text = naming.NUMBERS[name]
    return {
        "name": name,
        "label": label,
        "help": help_text,
        "least": least,
        "most": most,
        "default": default,
        "unit": unit,
        "value": policy.get(name, default),
    }


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise BadRequest("not a whole number")
    return int(text)


@page
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who belongs to the tenant and who is invited."""
    policies.require_manage_people(actor)
    return _people(request, actor)


def _people(request: HttpRequest, actor: Actor, token: str = "") -> HttpResponse:
    shown = {
        "section": "settings-people",
        "members": selectors.membership_list(actor),
        "invitations": selectors.invitation_list(actor),
        "roles": naming.ROLES.items(),
        "link": request.build_absolute_uri(f"/join/{token}") if token else "",
        "myself": actor.user_id,
    }
    return render(request, "accounts/people.html", shown)


@page
@require_POST
def person_invite(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Invite somebody; the link is shown once."""
    login, roles = request.POST.get("login", "").strip(), request.POST.getlist("roles")
    made = _told(
        request,
        lambda: services.member_invite(actor=actor, login=login, roles=roles),
        _("邀请已生成，请把链接交给本人。"),
    )
    return _people(request, actor, made[1]) if made else redirect("settings-people")


@page
@require_POST
def person_change(request: HttpRequest, actor: Actor, user_id: UUID) -> HttpResponse:
    """Change what somebody is."""
    roles = request.POST.getlist("roles")
    _told(
        request,
        lambda: services.member_roles_set(actor=actor, user_id=user_id, roles=roles),
        _("角色已更改。"),
    )
    return redirect("settings-people")


@page
@require_POST
def person_shut_out(request: HttpRequest, actor: Actor, user_id: UUID) -> HttpResponse:
    """Shut somebody out, at once."""
    _told(
        request,
        lambda: services.member_deactivate(actor=actor, user_id=user_id),
        _("成员已停用，立即不能登录。"),
    )
    return redirect("settings-people")


@page
@require_POST
def invitation_withdraw(request: HttpRequest, actor: Actor, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    _told(
        request,
        lambda: services.invitation_withdraw(actor=actor, invitation_id=invitation_id),
        _("邀请已撤回。"),
    )
    return redirect("settings-people")


@page
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the API keys."""
    policies.require_manage_security(actor)
    return _keys(request, actor)


def _keys(request: HttpRequest, actor: Actor, secret: str = "") -> HttpResponse:
    shown = {
        "section": "settings-keys",
        "keys": selectors.key_list(actor),
        "scopes": naming.SCOPES.items(),
        "secret": secret,
    }
    return render(request, "accounts/keys.html", shown)


@page
@require_POST
def key_create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a key; it is shown once."""
    name = request.POST.get("name", "")
    scopes = [one for one in request.POST.getlist("scopes") if one in Scope.values]
    made = _told(
        request,
        lambda: services.key_create(actor=actor, name=name, scopes=scopes),
        _("密钥已生成。"),
    )
    return _keys(request, actor, made[1]) if made else redirect("settings-keys")


@page
@require_POST
def key_revoke(request: HttpRequest, actor: Actor, key_id: UUID) -> HttpResponse:
    """Revoke a key."""
    _told(
        request,
        lambda: services.key_revoke(actor=actor, key_id=key_id),
        _("密钥已吊销，立即失效。"),
    )
    return redirect("settings-keys")


@page
def webhooks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show where measures are delivered to."""
    policies.require_manage_security(actor)
    return _webhooks(request, actor)


def _webhooks(request: HttpRequest, actor: Actor, secret: str = "") -> HttpResponse:
    shown = {
        "section": "settings-webhooks",
        "endpoints": selectors.endpoint_list(actor),
        "secret": secret,
    }
    return render(request, "accounts/webhooks.html", shown)


@page
@require_POST
def webhook_add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Add an address; its signing secret is shown once."""
    url = request.POST.get("url", "").strip()
    made = _told(
        request,
        lambda: services.endpoint_add(actor=actor, url=url),
        _("回调地址已添加。"),
    )
    return _webhooks(request, actor, made[1]) if made else redirect("settings-webhooks")


@page
@require_POST
def webhook_remove(request: HttpRequest, actor: Actor, endpoint_id: UUID) -> HttpResponse:
    """Stop delivering to an address."""
    _told(
        request,
        lambda: services.endpoint_remove(actor=actor, endpoint_id=endpoint_id),
        _("回调地址已移除。"),
    )
    return redirect("settings-webhooks")


@page
def record_view(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the record to whoever audits."""
    policies.require_read_record(actor)
    wanted = record.Wanted(
        **{name: request.GET.get(name, "").strip()[:80] for name in record.Wanted._fields}
    )
    found = record.entry_list(actor, wanted)
    before = _uuid(request.GET.get("before", ""))
    if before:
        found = found.filter(pk__lt=before)
    entries = list(found[: RECORD_PAGE + 1])
    query = request.GET.copy()
    query.pop("before", None)
    shown = {
        "entries": _entries(actor, entries[:RECORD_PAGE]),
        "next": entries[RECORD_PAGE - 1].pk if len(entries) > RECORD_PAGE else None,
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
        for name, value in record.data_of(entry).items()
        if value not in ("", None, [], {})
    }


@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who was invited choose a password."""
    shown: dict[str, Any] = {"token": token}
    if request.method == "POST":
        try:
            services.invitation_accept(
                token=token,
                password=request.POST.get("password", ""),
                display_name=request.POST.get("display_name", "").strip(),
            )
        except DomainError as refusal:
            shown |= {"refusal": refusal, "display_name": request.POST.get("display_name", "")}
            return render(request, "accounts/join.html", shown, status=refusal.status)
        messages.success(request, _("账号已开通，请登录。"))
        return redirect("account_login")
    return render(request, "accounts/join.html", shown)
