"""Licences and filings: every kind there is, one whole, one new."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from filings import policies, selectors, services
from filings.forms import Field, Form, a_date, an_id, the_date
from filings.models import Filing
from filings.rules import catalogue
from filings.rules.catalogue import Kind
from filings.templatetags.filings import WORDS, said
from filings.views.page import bound, file_field, link, owner_field, saved, shown
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from office import selectors as office

TAB = "filings"


@page
@require_GET
def filings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show every kind of licence and filing, what is held and for how long."""
    return shown(request, actor, "filings", TAB, {"board": selectors.board(actor)})


@page
@require_GET
def filing_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for what is known of a licence or filing of one kind."""
    policies.require_keep(actor)
    return _new(request, actor, request.GET.get("kind", ""))


@page
@require_POST
def filing_add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write down a licence or filing."""
    policies.require_keep(actor)
    kind = request.POST.get("kind", "")
    return saved(
        request,
        lambda: services.filing_register(actor=actor, kind=kind, facts=_facts(request.POST)),
        _("已登记，到期前会提醒负责人。"),
        lambda made: link("filing", made.pk),
        lambda fault: _new(request, actor, kind, fault),
    )


@page
@require_GET
def filing(request: HttpRequest, actor: Actor, filing_id: UUID) -> HttpResponse:
    """Show one licence or filing with its terms."""
    return _one(request, actor, filing_id)


@page
@require_POST
def filing_change(request: HttpRequest, actor: Actor, filing_id: UUID) -> HttpResponse:
    """Change what is known of it."""
    policies.require_keep(actor)
    return saved(
        request,
        lambda: services.filing_change(
            actor=actor, filing_id=filing_id, facts=_facts(request.POST)
        ),
        _("已保存。"),
        lambda made: link("filing", made.pk),
        lambda fault: _one(request, actor, filing_id, change=fault),
    )


@page
@require_POST
def filing_evaluate(request: HttpRequest, actor: Actor, filing_id: UUID) -> HttpResponse:
    """Say on which day it was evaluated."""
    policies.require_keep(actor)
    return saved(
        request,
        lambda: services.filing_evaluate(
            actor=actor, filing_id=filing_id, on=the_date(request.POST, "on")
        ),
        _("已登记测评，下一次的期限已重新起算。"),
        lambda made: link("filing", made.pk),
        lambda fault: _one(request, actor, filing_id, evaluate=fault),
    )


def _facts(given: QueryDict) -> services.Facts:
    return services.Facts(
        state=given.get("state", ""),
        title=given.get("title", ""),
        number=given.get("number", ""),
        issuer=given.get("issuer", ""),
        began_on=a_date(given, "began_on"),
        valid_from=a_date(given, "valid_from"),
        valid_until=a_date(given, "valid_until"),
        evidence=an_id(given, "file"),
        reason=given.get("reason", ""),
        owner_id=an_id(given, "owner"),
    )


def _new(
    request: HttpRequest, actor: Actor, key: str, fault: DomainError | None = None
) -> HttpResponse:
    kind = catalogue.kinds().get(key) or catalogue.kinds()["other"]
    fresh = Filing(kind=kind.key, state=Filing.State.HELD, issuer=said(kind.issuer))
    form = bound(_form(actor, fresh, kind, reverse("filing-add")), request, fault)
    more = {"kind": kind, "form": form, "status": 422 if fault else 200}
    return shown(request, actor, "filing_new", TAB, more)


def _one(
    request: HttpRequest,
    actor: Actor,
    filing_id: UUID,
    change: DomainError | None = None,
    evaluate: DomainError | None = None,
) -> HttpResponse:
    found = selectors.filing_get(actor, filing_id)
    kind = catalogue.kinds()[found.kind]
    change_form = _form(actor, found, kind, link("filing-change", found.pk))
    more = {
        "filing": found,
        "kind": kind,
        "clocks": office.countdowns(actor, ("filing", str(found.pk))),
        "change": bound(change_form, request, change),
        "evaluate": bound(_evaluation(found), request, evaluate) if kind.review else None,
        "status": 422 if change or evaluate else 200,
    }
    return shown(request, actor, "filing", TAB, more)


def _form(actor: Actor, filing: Filing, kind: Kind, action: str) -> Form:
    day = "%Y-%m-%d"
    fields = [
        Field("kind", "", "hidden", kind.key),
        Field("state", _("状态"), "select", filing.state, options=WORDS["filing"].items()),
        Field("number", _("证号或备案号"), value=filing.number, most=80),
        Field("issuer", _("发证或备案机关"), value=filing.issuer, most=120),
        Field("valid_from", _("生效日"), "date", _day(filing.valid_from, day)),
    ]
    if kind.expires != "never":
        words = _("没有有效期的可以不填。") if kind.expires == "maybe" else ""
        until = _day(filing.valid_until, day)
        fields.append(Field("valid_until", _("到期日"), "date", until, help=words))
    if kind.begins is not None:
        words = _("备案期限从这一天起算，不能晚于今天。")
        began = _day(filing.began_on, day)
        fields.append(Field("began_on", said(kind.begins), "date", began, help=words,
                            latest=f"{clock.today()}"))  # fmt: skip
    if kind.many:
        fields.insert(1, Field("title", _("名称"), value=filing.title, most=120,
                               help=_("同一种可以有多项，写明是哪一项。")))  # fmt: skip
    fields += [
        owner_field(actor, filing.owner_id),
        Field("reason", _("说明"), value=filing.reason,
              help=_("未获批准、注销或不适用时须写明原因。")),
        file_field(),
    ]  # fmt: skip
    return Form(fields, action, _("保存"), "filing")


def _evaluation(filing: Filing) -> Form:
    today = f"{clock.today()}"
    fields = [Field("on", _("测评完成日期"), "date", today, required=True, latest=today)]
    return Form(fields, link("filing-evaluate", filing.pk), _("登记测评"), "evaluate")


def _day(value: object, form: str) -> str:
    return f"{value:{form}}" if value else ""
