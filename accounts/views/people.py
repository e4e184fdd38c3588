"""Who belongs to the platform, and who is invited."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import policies, selectors, services
from accounts.stepup import stepped_up
from accounts.templatetags import settings as naming
from accounts.views.answers import back, shown_once
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page

HERE = "settings-people"


@page
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who belongs to the tenant and who is invited."""
    policies.require_manage_people(actor)
    return _people(request, actor)


@page
@require_POST
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who has a mobile number; it is posted, so that it stands in no address and no log."""
    policies.require_manage_people(actor)
    mobile = request.POST.get("mobile", "")
    try:
        found = services.contact_find(actor=actor, mobile=mobile)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(HERE)
    return _people(request, actor, only=found)


def _people(
    request: HttpRequest, actor: Actor, token: str = "", only: set[UUID] | None = None
) -> HttpResponse:
    members = selectors.membership_list(actor)
    listed = list(members if only is None else members.filter(user_id__in=only))
    contacts = services.contact_shown(actor=actor, user_ids=[one.user_id for one in listed])
    shown = {
        "section": HERE,
        "members": [(one, contacts.get(one.user_id)) for one in listed],
        "is_found": only is not None,
        "invitations": selectors.invitation_list(actor),
        "roles": naming.ROLES.items(),
        "link": request.build_absolute_uri(f"/join/{token}") if token else "",
        "myself": actor.user_id,
    }
    return render(request, "accounts/people.html", shown)


@page
@require_POST
@sensitive_post_parameters("address")
def invite(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Invite somebody; the link is shown once."""
    login, roles = request.POST.get("login", "").strip(), request.POST.getlist("roles")
    address = request.POST.get("address", "")
    join_url = request.build_absolute_uri("/join/")
    return shown_once(
        request,
        HERE,
        lambda: services.member_invite(
            actor=actor, login=login, roles=roles, address=address, join_url=join_url
        ),
        _("邀请已生成，请把链接交给本人。"),
        lambda token: _people(request, actor, token),
    )


@page
@require_POST
def change(request: HttpRequest, actor: Actor, user_id: UUID) -> HttpResponse:
    """Change what somebody is."""
    roles = request.POST.getlist("roles")
    return back(
        request,
        HERE,
        lambda: services.member_roles_set(actor=actor, user_id=user_id, roles=roles),
        _("角色已更改。"),
    )


@page
@require_POST
def shut_out(request: HttpRequest, actor: Actor, user_id: UUID) -> HttpResponse:
    """Shut somebody out, at once."""
    return back(
        request,
        HERE,
        lambda: services.member_deactivate(actor=actor, user_id=user_id),
        _("成员已停用，立即不能登录。"),
    )


@page
@require_POST
@sensitive_post_parameters("mobile")
def contact(request: HttpRequest, actor: Actor, user_id: UUID) -> HttpResponse:
    """Keep how somebody is reached."""
    mobile = request.POST.get("mobile", "")
    return back(
        request,
        HERE,
        lambda: services.contact_set(actor=actor, user_id=user_id, mobile=mobile),
        _("手机号已加密保存。"),
    )


@page
@require_POST
@stepped_up("shred", after=policies.require_manage_people)
def shred(request: HttpRequest, actor: Actor, user_id: UUID) -> HttpResponse:
    """Destroy the personal data of somebody who has left, and list what remains."""
    left = services.person_shred(actor=actor, user_id=user_id)
    return render(request, "accounts/shredded.html", {"section": HERE, "left": left})


@page
@require_POST
def withdraw(request: HttpRequest, actor: Actor, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    return back(
        request,
        HERE,
        lambda: services.invitation_withdraw(actor=actor, invitation_id=invitation_id),
        _("邀请已撤回。"),
    )


@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who was invited choose a password."""
    shown: dict[str, Any] = {"token": token}
    if request.method != "POST":
        return render(request, "accounts/join.html", shown)
    name = request.POST.get("display_name", "").strip()
    try:
        services.invitation_accept(
            token=token, password=request.POST.get("password", ""), display_name=name
        )
    except DomainError as refusal:
        shown |= {"refusal": refusal, "display_name": name}
        return render(request, "accounts/join.html", shown, status=refusal.status)
    messages.success(request, _("账号已开通，请登录。"))
    return redirect("account_login")
