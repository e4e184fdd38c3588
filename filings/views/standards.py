"""The register of standards: what there is, what the platform declares, by what evidence."""

from datetime import date, timedelta
from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from filings import policies, selectors, services
from filings.forms import Field, Form, a_date, an_id, the_date
from filings.rules import standards as rules
from filings.templatetags.filings import WORDS
from filings.views.page import bound, file_field, saved, shown
from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import page
from office.models import Job

TAB = "filings-standards"
Faults = dict[str, DomainError]


@page
@require_GET
def standards(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show how the platform stands to each standard."""
    return _all(request, actor)


@page
@require_POST
def conformity_set(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say how it stands to one."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.conformity_set(
            actor=actor,
            standard=given.get("standard", ""),
            clause=given.get("clause", ""),
            finding=services.Finding(
                state=given.get("state", ""),
                reviewed_on=the_date(given, "reviewed_on"),
                evidence=given.get("evidence", ""),
                file=an_id(given, "file"),
                control=given.get("control", ""),
                review_on=a_date(given, "review_on"),
            ),
        ),
        _("已登记。"),
        lambda _made: reverse(TAB),
        lambda fault: _all(request, actor, {"declare": fault}),
    )


@page
@require_POST
def standard_add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Record a standard, or change what is recorded of its number."""
    policies.require_keep(actor)
    given = request.POST
    texts: dict[str, Any] = {
        one: given.get(one, "") for one in ("code", "title", "kind", "issuer", "note")
    }

    def act() -> object:
        since, until = a_date(given, "since"), a_date(given, "until")
        entry = rules.Entry(**texts)._replace(since=since, until=until)
        return services.standard_record(actor=actor, entry=entry)

    return saved(
        request,
        act,
        _("已登记。"),
        lambda _made: reverse(TAB),
        lambda fault: _all(request, actor, {"add": fault}),
    )


@page
@require_POST
def bring(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take a table in."""
    policies.require_keep(actor)

    def run() -> Job:
        sent = request.FILES.get("file")
        if sent is None or sent.file is None or not sent.name:
            raise Invalid(_("请选择文件。"), field="file")
        table = services.standards_table(
            actor=actor, stream=cast(BinaryIO, sent.file), name=sent.name
        )
        return services.standards_import(actor=actor, file_id=table.pk)

    return saved(
        request,
        run,
        _("已开始导入；未导入的行在“任务”中下载。"),
        lambda _made: reverse(TAB),
        lambda fault: _all(request, actor, {"bring": fault}),
    )


def _all(request: HttpRequest, actor: Actor, faults: Faults | None = None) -> HttpResponse:
    standing, today = selectors.standards_standing(actor), clock.today()
    controls = {one.name: one for one in duties.controls()}
    forms = {
        "declare": _declaring(request, today, controls),
        "add": _adding(),
        "bring": _bringing(),
    }
    more = {
        "standing": standing,
        "controls": controls,
        "seen": sum(bool(one.rows) for one in standing),
        "wanting": sum(row.state == "wanting" for one in standing for row in one.rows),
        "behind": {one.pk for one in selectors.conformity_behind(actor, today)},
        "old": today - timedelta(days=365),
        "forms": {
            name: bound(form, request, (faults or {}).get(name)) for name, form in forms.items()
        },
        "status": 422 if faults else 200,
    }
    return shown(request, actor, "standards", TAB, more)


def _declaring(request: HttpRequest, today: date, controls: dict[str, duties.Control]) -> Form:
    live = [("", _("不关联")), *((name, one.title) for name, one in controls.items())]
    fields = [
        Field("standard", _("标准编号"), value=request.GET.get("standard", "")[:40],
              required=True, most=40),
        Field("clause", _("条款"), most=40, help=_("整部标准可以不填。")),
        Field("state", _("符合情况"), "select", "met", options=WORDS["conformity"].items()),
        Field("evidence", _("依据"), "area", most=500,
              help=_("报告、配置或记录的名称；符合须有依据。")),
        Field("control", _("实时依据"), "select", "", options=live,
              help=_("履责看板上的一项控制，打开即见当前事实。")),
        Field("reviewed_on", _("核查日期"), "date", f"{today}", required=True,
              latest=f"{today}"),
        Field("review_on", _("下次复核"), "date", help=_("到期前提醒全部合规专员。")),
        file_field(),
    ]  # fmt: skip
    return Form(fields, reverse("conformity-set"), _("登记"), "standard")


def _adding() -> Form:
    fields = [
        Field("code", _("标准编号"), required=True, most=40),
        Field("title", _("标准名称"), required=True, most=200),
        Field("kind", _("类别"), "select", "association",
              options=WORDS["standard_kind"].items()),
        Field("issuer", _("发布单位"), most=120),
        Field("since", _("实施日期"), "date"),
        Field("until", _("废止日期"), "date"),
        Field("note", _("备注"), most=300),
    ]  # fmt: skip
    return Form(fields, reverse("standard-add"), _("登记标准"), "added")


def _bringing() -> Form:
    words = _("CSV 或 Excel，首行为列名：编号、名称、类别、发布单位、实施日期、废止日期、备注。")
    fields = [Field("file", _("表格"), "table", help=words)]
    return Form(fields, reverse("standards-bring"), _("导入"), "bring")
