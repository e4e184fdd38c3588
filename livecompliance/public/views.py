"""A tenant's public pages: what it obeys, and what will be offered here."""

import json
from collections.abc import Hashable
from functools import partial
from http import HTTPStatus
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import (
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
)
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import selectors as accounts
from accounts.models import Tenant
from livecompliance.kernel import clock, public
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from livecompliance.public import catalogue, operators, record, report, rules, transparency

NAMES: dict[str, Any] = {
    "rules": gettext_lazy("平台规则"),
    "catalogue": gettext_lazy("负面清单"),
    "complaint": gettext_lazy("投诉举报"),
    "notices": gettext_lazy("知识产权公示"),
    "transparency": gettext_lazy("投诉处理情况"),
    "report": gettext_lazy("透明度报告"),
    "checkpoint": gettext_lazy("存证检查点"),
    "verify": gettext_lazy("验证证据"),
}
READING = frozenset({"GET"})
HOME = public.Shown("public/home.html", made_of=())
MOST_KEPT = 256  # pages of some ten thousand characters, in each process
_kept: dict[tuple[Hashable, ...], str] = {}
_lock = Lock()
PROMISES: dict[str, Any] = {
    "rules": gettext_lazy("平台依据的法规、公布的处置阈值和时限，以及检查哪些内容。"),
    "catalogue": gettext_lazy("哪些商品和服务不得在直播间销售，依据哪一条，从哪一天起。"),
    "complaint": gettext_lazy("向平台投诉或举报，凭编号查看进度和法定办理期限。"),
    "notices": gettext_lazy("收到的知识产权侵权通知、不侵权声明和处理结果，不含个人信息。"),
    "transparency": gettext_lazy("平台是否按公布的期限受理、处理和答复投诉，每季度一份。"),
    "report": gettext_lazy(
        "平台每期发现了什么、采取了哪些措施和处罚、申诉结果如何，以及自动处理的差错。"
    ),
    "checkpoint": gettext_lazy("操作记录的签名检查点，任何人都可以留存，事后比对记录是否被改动。"),
    "verify": gettext_lazy("上传证据包，核对其中每一份文件、证明和签名。"),
}


def slashed(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Send an address without its slash to the one that has it."""
    query = "?lang=en" if language == "en" else ""
    return HttpResponsePermanentRedirect(f"/p/{slug}/{query}")


def home(request: HttpRequest, language: str, slug: str) -> HttpResponseBase:
    """Show what a tenant's public pages hold."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(sorted(READING))
    return _page(request, language, slug, "home", lambda *_: HOME)


def section(request: HttpRequest, language: str, slug: str, name: str) -> HttpResponseBase:
    """Show one section; what nobody fills yet says so, and how to reach the platform now."""
    if name not in public.SECTIONS:
        raise NotFound(_("没有这个页面。"))
    filled, methods = public.section_of(name) or (_unfilled(name), READING)
    if request.method not in {"HEAD", *methods}:
        return HttpResponseNotAllowed(sorted(methods))
    return _page(request, language, slug, name, filled)


def operator(request: HttpRequest, language: str, slug: str, party_id: UUID) -> HttpResponseBase:
    """Show what an operator must publish of itself."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(sorted(READING))
    return _page(request, language, slug, "operator", partial(operators.operator, party_id))


def _unfilled(name: str) -> public.Section:
    shown = {"promise": PROMISES[name], "title": NAMES[name]}
    return lambda *_: public.Shown("public/soon.html", shown, made_of=())


def _page(
    request: HttpRequest, language: str, slug: str, name: str, make: public.Section
) -> HttpResponseBase:
    tenant_id = accounts.tenant_find(slug)
    if tenant_id is None:
        raise NotFound(_("没有这个平台。"))
    actor = Actor(tenant_ids=frozenset({tenant_id}), roles=frozenset({"public"}))
    with acting(actor), transaction.atomic():
        tenant = accounts.tenant_get(actor)
        if tenant.state == Tenant.State.CLOSED:
            raise NotFound(_("没有这个平台。"))
        if tenant.state == Tenant.State.SUSPENDED:
            suspended = public.Shown(
                "public/suspended.html", max_age_s=0, status=HTTPStatus.SERVICE_UNAVAILABLE
            )
            return _rendered(request, language, tenant, name, suspended)
        made = make(request, actor)
        if isinstance(made, public.Shown):
            return _rendered(request, language, tenant, name, made)
        return made


def _rendered(
    request: HttpRequest, language: str, tenant: Tenant, here: str, shown: public.Shown
) -> HttpResponse:
    key = _key(request, language, tenant, shown)
    body = _kept.get(key) if key else None
    if body is None:
        body = _made(request, language, tenant, here, shown)
        if key:
            _keep(key, body)
    keeps = shown.max_age_s and request.method in ("GET", "HEAD") and shown.status == HTTPStatus.OK
    cache = f"public, max-age={shown.max_age_s}" if keeps else "no-store"
    return HttpResponse(body, status=shown.status, headers={"Cache-Control": cache})


def _key(
    request: HttpRequest, language: str, tenant: Tenant, shown: public.Shown
) -> tuple[Hashable, ...] | None:
    """Return all that a page is made of, exactly; None for one that is made anew every time."""
    if shown.made_of is None or request.method not in ("GET", "HEAD"):
        return None
    own = json.dumps(tenant.policy, sort_keys=True)
    filled = tuple(map(public.is_filled, public.SECTIONS))
    return (shown.template, request.path, language, clock.today(), tenant.pk, tenant.slug,
            tenant.name, own, filled, *shown.made_of)  # fmt: skip


def _keep(key: tuple[Hashable, ...], body: str) -> None:
    """Keep a page in this process; the oldest goes when there are too many."""
    with _lock:
        if len(_kept) >= MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[key] = body


def _made(
    request: HttpRequest, language: str, tenant: Tenant, here: str, shown: public.Shown
) -> str:
    context = {
        **(shown.context() if callable(shown.context) else shown.context),
        "tenant_name": tenant.name,
        "slug": tenant.slug,
        "english": language == "en",
        "here": here,
        "path": request.path,
        "contact": accounts.public_contact(tenant),
        "sections": [
            {
                "name": one,
                "label": NAMES[one],
                "promise": PROMISES[one],
                "is_filled": public.is_filled(one),
            }
            for one in public.SECTIONS
        ],
    }
    return render_to_string(shown.template, context)


public.register("rules", rules.rules)
public.register("catalogue", catalogue.catalogue)
public.register("transparency", transparency.transparency)
public.register("report", report.report)
public.register("checkpoint", record.checkpoint)
