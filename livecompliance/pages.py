"""What every page shares: navigation, language, theme; and how a refusal looks on a page."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import selectors, stepup
from accounts.models import Role, Tenant
from complaints import policies as complaints
from complaints import selectors as complaint_selectors
from complaints.selectors import inbox as complained
from livecompliance import api_errors
from livecompliance.kernel import search, tenancy
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import DomainError
from office import policies as office
from office import selectors as letters
from rooms import policies as rooms

THEMES = {"light", "dark"}
WATCHERS = frozenset({Role.OFFICER, Role.VIEWER, Role.AUDIT_ADMIN})
REGULATOR = frozenset({"regulator"})
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
STAFF = WATCHERS | ADMINISTRATORS
MEMBERS = frozenset(Role.values)
ROLES: dict[str, Any] = {
    Role.SYSTEM_ADMIN: _("系统管理员"),
    Role.SECURITY_ADMIN: _("安全管理员"),
    Role.AUDIT_ADMIN: _("审计管理员"),
    Role.OFFICER: _("合规专员"),
    Role.VIEWER: _("只读人员"),
    Role.STREAMER: _("主播"),
    Role.MERCHANT: _("商家"),
    "regulator": _("监管人员"),
}
Next = Callable[[HttpRequest], HttpResponse]


class Link(NamedTuple):
    """One entry of the navigation; `roles` may follow it."""

    name: str
    label: Any
    icon: str
    roles: frozenset[str]
    count: Any = None  # what waits there


class Group(NamedTuple):
    """Pages of one kind, behind one entry of the rail; they unfold while one of them is shown."""

    label: Any
    icon: str
    links: list[Link]

    @property
    def names(self) -> list[str]:
        """Return what its pages are called."""
        return [link.name for link in self.links]

    @property
    def count(self) -> Any:
        """Return what waits on one of its pages."""
        return next((link.count for link in self.links if link.count is not None), None)


class Phone(NamedTuple):
    """The navigation of a phone: what stands in its bar, and the rest by its groups."""

    first: list[Link]
    more: list[Link]
    groups: list[Group]


NAVIGATION = [
    Link("portal", _("监管门户"), "layout-grid", REGULATOR),
    Link("portal-verify", _("核验证据包"), "shield-check", REGULATOR),
    Link("duties", _("履责看板"), "shield-check", WATCHERS | ADMINISTRATORS),
    Link("wall", _("直播墙"), "layout-grid", WATCHERS),
    Link("review", _("审核队列"), "gavel", WATCHERS),
    Link("patrol", _("巡查"), "eye", WATCHERS),
    Link("complaints", _("投诉处理"), "message-circle", WATCHERS),
    Link("me", _("开播准备"), "user-check", frozenset({Role.STREAMER})),
    Link("stream-index", _("我的直播间"), "video", frozenset({Role.STREAMER})),
    Link("my-sanctions", _("处罚与申诉"), "gavel", frozenset({Role.STREAMER})),
    Link("ip-notices", _("知识产权通知"), "shield-check", frozenset({Role.STREAMER})),
    Link(
        "my-supplies",
        _("商品与资质"),
        "building-store",
        frozenset({Role.MERCHANT, Role.STREAMER}),
    ),
    Link(
        "my-complaints",
        _("消费者要求"),
        "message-circle",
        frozenset({Role.MERCHANT, Role.STREAMER}),
    ),
    Link("my-tax", _("我的涉税"), "file-text", frozenset({Role.MERCHANT, Role.STREAMER})),
    Link("people", _("人员与直播间"), "users", WATCHERS),
    Link("studio", _("规则工坊"), "scale", WATCHERS),
    Link("conduct", _("直播行为"), "link", WATCHERS),
    Link("goods", _("商品"), "shopping-bag", WATCHERS),
    Link("suppliers", _("供应与广告"), "building-store", WATCHERS),
    Link("tax", _("涉税"), "file-text", frozenset({Role.OFFICER, Role.AUDIT_ADMIN})),
    Link("outbox", _("向主管部门报告"), "send", WATCHERS),
    Link(
        "evidence",
        pgettext_lazy("many", "证据包"),
        "shield-check",
        frozenset({Role.OFFICER, Role.AUDIT_ADMIN}),
    ),
    Link(
        "statements",
        _("理由说明"),
        "scale",
        frozenset({Role.OFFICER, Role.AUDIT_ADMIN}),
    ),
    Link("reports", _("透明度报告"), "chart-line", WATCHERS),
    Link(
        "inspections",
        _("监督检查"),
        "flag",
        frozenset({Role.OFFICER, Role.AUDIT_ADMIN}),
    ),
    Link("violators", _("严重违法名单"), "ban", WATCHERS),
    Link("jobs", _("任务"), "list-details", STAFF),
    Link("files", _("文件"), "file-text", STAFF - {Role.VIEWER}),
    Link("inbox", _("消息"), "message", MEMBERS),
    Link("law", _("法规条款"), "book", WATCHERS | ADMINISTRATORS | {Role.STREAMER}),
    Link("clocks", _("时限"), "clock", WATCHERS | ADMINISTRATORS),
]
SETTINGS = [
    Link("settings-tenant", _("平台与策略"), "building-store", ADMINISTRATORS),
    Link("settings-people", _("成员与邀请"), "users", frozenset({Role.SYSTEM_ADMIN})),
    Link("settings-keys", _("API 密钥"), "key", frozenset({Role.SECURITY_ADMIN})),
    Link("settings-identity", _("身份核验服务"), "user-check", frozenset({Role.SECURITY_ADMIN})),
    Link("settings-stage", _("开播要素策略"), "photo", ADMINISTRATORS),
    Link("settings-webhooks", _("回调地址"), "send", frozenset({Role.SECURITY_ADMIN})),
    Link(
        "settings-witnesses",
        _("见证方"),
        "eye",
        frozenset({Role.OFFICER, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}),
    ),
    Link("settings-record", _("操作记录"), "history", frozenset({Role.AUDIT_ADMIN})),
    Link(
        "people-waiting",
        _("人员待处理"),
        "user-check",
        frozenset({Role.OFFICER, Role.SYSTEM_ADMIN}),
    ),
    Link(
        "minors-register",
        _("未成年人信息"),
        "shield-exclamation",
        frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}),
    ),
    Link("tiers", _("分级与专人"), "star", WATCHERS),
    Link("sanctions", _("处罚与申诉"), "gavel", WATCHERS),
    Link("complaint-terms", _("投诉处理期限"), "clock", WATCHERS),
    Link("complaint-figures", _("投诉处理情况"), "chart-line", WATCHERS),
    Link("settings-holds", _("依法留存"), "lock", frozenset({Role.OFFICER, Role.AUDIT_ADMIN})),
    Link(
        "settings-retention", _("保存期限"), "history", frozenset({Role.OFFICER}) | ADMINISTRATORS
    ),
    Link("recordings", _("直播录像"), "video", WATCHERS),
    Link("retention", _("保存与销毁"), "trash", frozenset({Role.OFFICER}) | ADMINISTRATORS),
    Link("filings", _("许可与备案"), "shield-check", STAFF),
    Link("charter", _("规则与协议"), "file-text", WATCHERS),
    Link("catalogue", _("商品负面目录"), "ban", WATCHERS),
    Link("stage", _("开播要素"), "photo", WATCHERS),
    Link("review-quality", _("审核质量"), "scale", frozenset({Role.AUDIT_ADMIN})),
    Link("calendar", _("工作日历"), "calendar", ADMINISTRATORS),
    Link("looks", _("监管查看"), "eye", ADMINISTRATORS | {Role.OFFICER}),
]

GROUPS = [  # what stands in none is an entry of its own; of the settings, the last one has it
    (_("审核"), "gavel", ("review", "patrol", "conduct", "studio", "review-quality")),
    (
        _("人员与直播间"), "users",
        ("people", "people-waiting", "tiers", "stage", "sanctions", "minors-register"),
    ),
    (_("商品"), "shopping-bag", ("goods", "suppliers", "catalogue")),
    (_("投诉"), "message-circle", ("complaints", "complaint-terms", "complaint-figures")),
    (
        _("报送与证据"), "send",
        ("outbox", "inspections", "incidents", "tax", "evidence", "recordings", "violators",
         "statements", "reports", "looks"),
    ),
    (_("制度与法规"), "book", ("law", "charter", "filings", "standards", "clocks", "calendar")),
    (_("设置"), "settings", ("jobs", "files", "settings-holds", "retention")),
]  # fmt: skip
GROUPED = frozenset({*WATCHERS, *ADMINISTRATORS})  # who has so many pages that they are grouped


ON_THE_PHONE = (  # what stands in the bar of a phone, the first three that somebody may open
    "duties", "wall", "stream-index", "inbox", "clocks",
    "settings-people", "settings-keys", "settings-record",
)  # fmt: skip
IN_THE_BAR = 5  # with the search, and either one more or what opens the rest


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the frame around every page."""
    actor: Actor | None = getattr(request, "actor", None)
    theme = request.COOKIES.get("lc_theme", "")
    links = [*_counted(actor, _open_to(actor, NAVIGATION)), *_open_to(actor, SETTINGS)]
    entries = rail(links) if actor is not None and actor.has(*GROUPED) else links
    return {
        "actor": actor,
        "tenant": SimpleLazyObject(partial(_tenant, actor)),
        "branding": SimpleLazyObject(partial(_branding, request.GET.get("platform", ""))),
        "role_label": SimpleLazyObject(partial(_role, actor)),
        "rail": entries,
        "phone": phone_bar(links),
        "can_receive": actor is not None and office.can_receive(actor),
        "hears": actor is not None and rooms.can_watch(actor) and not actor.has("regulator"),
        "finds": actor is not None and not actor.has("regulator"),
        "theme": theme if theme in THEMES else "",
        "in_english": (get_language() or "").startswith("en"),
        "live_origin": settings.LIVE_ORIGIN,
        "live_port": settings.LIVE_PORT,
    }


def _open_to(actor: Actor | None, links: list[Link]) -> list[Link]:
    return [link for link in links if actor is not None and actor.has(*link.roles)]


def rail(links: list[Link]) -> list[Link | Group]:
    """Return what stands in the rail: single pages, and groups where their first page would stand.

    A group of one page is that page. Settings that no group names stand in the last group.
    """
    places = {name: place for place, (_label, _icon, names) in enumerate(GROUPS) for name in names}
    last = len(GROUPS) - 1
    places = {link.name: last for link in SETTINGS} | places
    found: dict[int, list[Link]] = {}
    for link in links:
        if link.name in places:
            found.setdefault(places[link.name], []).append(link)
    single = [link for link in links if link.name not in places]
    groups = [_group(place, found[place]) for place in sorted(found)]
    return [*single, *groups]


def _group(place: int, links: list[Link]) -> Link | Group:
    label, icon, names = GROUPS[place]
    ranks = {name: rank for rank, name in enumerate(names)}
    links = sorted(links, key=lambda link: ranks.get(link.name, len(ranks)))
    return Group(label, icon, links) if len(links) > 1 else links[0]


def phone_bar(links: list[Link]) -> Phone:
    """Return what stands in the bar of a phone, and what in the sheet that it opens.

    Beside the links stand the search and one's own account, which goes to the sheet
    if there is one.
    """
    if len(links) + 2 <= IN_THE_BAR:
        return Phone(links, [], [])
    ranks = {name: rank for rank, name in enumerate(ON_THE_PHONE)}
    ranked = sorted(links, key=lambda link: ranks.get(link.name, len(ranks)))
    first = ranked[: IN_THE_BAR - 2]
    more = [link for link in links if link not in first]
    return Phone(first, more, _sheet(more))


def _sheet(more: list[Link]) -> list[Group]:
    """Return the sheet of a phone: single pages first, without a head, then the groups."""
    entries = rail(more)
    single = [one for one in entries if isinstance(one, Link)]
    groups = [one for one in entries if isinstance(one, Group)]
    return [Group("", "", single), *groups] if single else groups


def pages_found(actor: Actor, wanted: str, most: int) -> list[search.Found]:
    """Return the pages of the console that a person may open, by their name in either language."""
    if actor.kind != "user":
        return []
    said = search.folded(wanted)
    links = [*_open_to(actor, NAVIGATION), *_open_to(actor, SETTINGS)]
    named = [(link, _names(link)) for link in links]
    return [
        search.Found("page", link.name, str(link.label), "", reverse(link.name))
        for link, names in named
        if any(said in search.folded(name) for name in names)
    ]


def _names(link: Link) -> list[str]:
    found = []
    for language in ("zh-hans", "en"):
        with override(language):
            found.append(str(link.label))
    return found


search.register("page", _("页面"), pages_found, place=0, start=pages_found)


def _counted(actor: Actor | None, links: list[Link]) -> list[Link]:
    counts = {
        "inbox": SimpleLazyObject(partial(_unread, actor)),
        "complaints": SimpleLazyObject(partial(_complaints, actor)),
        "my-complaints": SimpleLazyObject(partial(_asked, actor)),
    }
    return [link._replace(count=counts.get(link.name)) for link in links]


def _unread(actor: Actor | None) -> int:
    if actor is None:
        return 0
    with transaction.atomic():  # as below
        return letters.unread_count(actor)


def _complaints(actor: Actor | None) -> int:
    if actor is None or not complaints.can_see(actor):
        return 0
    with transaction.atomic():  # as below
        return complained.inbox_open(actor)


def _asked(actor: Actor | None) -> int:
    if actor is None:
        return 0
    with transaction.atomic():  # as below
        return complaint_selectors.referrals_waiting(actor)


def _tenant(actor: Actor | None) -> Tenant | None:
    if actor is None or len(actor.tenant_ids) != 1 or actor.has("regulator"):
        return None  # a page of the portal says itself which platform it is of
    with transaction.atomic():  # a TemplateResponse is rendered after the view's transaction
        return selectors.tenant_get(actor)


def _branding(slug: str) -> Tenant | None:
    """Return the tenant whose sign-in page was asked for by its slug, before anybody acts."""
    with transaction.atomic():
        tenant_id = selectors.tenant_find(slug) if slug else None
    if tenant_id is None:
        return None
    actor = system_actor(tenant_id)
    with tenancy.acting(actor), transaction.atomic():
        tenant = selectors.tenant_get(actor)
    return tenant if tenant.state == Tenant.State.ACTIVE else None


def _role(actor: Actor | None) -> str:
    held = sorted(actor.roles) if actor is not None else []
    return " · ".join(str(ROLES[role]) for role in held if role in ROLES)


class Refusals:
    """Show refusals as pages to people and as problem documents to programs."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return api_errors.plain(error)
        if isinstance(error, OperationalError | InterfaceError):
            return render(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        if not isinstance(error, DomainError):
            return None
        if isinstance(error, stepup.StepUpRequired):
            return stepup.ask(request, error)
        if error.status == HTTPStatus.UNAUTHORIZED:
            return redirect(settings.LOGIN_URL)
        fragment = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
        template = "components/_refusal.html" if fragment else "refusal.html"
        return render(request, template, {"error": error}, status=error.status)
