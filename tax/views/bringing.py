"""Tables of payees, payments and deductions are brought in; one to begin with is given out."""

from collections.abc import Iterable
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.downloads import download_of
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pages import page
from office import selectors as office_asks
from office import services as office
from office.services import tables
from office.views.job import Line
from tax import forms, policies, services
from tax.rules import samples
from tax.selectors import words
from tax.services.bring import KIND


def shelf(actor: Actor) -> list[tuple[UUID, str]]:
    """Return the files on somebody's shelf, by id and name."""
    if actor.user_id is None or not policies.can_bring(actor):
        return []
    return [(one.pk, office_asks.file_name(one)) for one in office_asks.file_shelf(actor)[:50]]


def refused(actor: Actor, going: Iterable[Line]) -> list[list[tuple[str, str]]]:
    """Return the first rows that the last import did not take: column by column, and why."""
    for line in going:
        is_import = line.job.kind == KIND and bool(line.job.result.get("faulty"))
        if is_import and line.file is not None and line.file.state == "ready":
            peek = office.table_peek(actor=actor, file_id=line.file.pk)
            return [list(zip(peek.columns, cells, strict=True)) for _line, cells in peek.rows]
    return []


@page
@require_POST
def bring(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order that a table is brought in: one that comes with the form, or one on the shelf."""
    policies.require_bring(actor)

    def act() -> Any:
        sent, what = request.FILES.get("sent"), request.POST.get("what", "")
        if sent is not None and sent.file is not None and sent.name:
            stream = cast(BinaryIO, sent.file)
            file_id = office.shelf_store(actor=actor, stream=stream, name=sent.name).pk
        else:
            file_id = forms.id_of(request.POST, "file")
        return services.table_bring(actor=actor, what=what, file_id=file_id)

    return back(request, "tax", act, _("已开始导入，有误的行会列在结果文件里。"))


@page
@require_GET
def template(request: HttpRequest, actor: Actor, what: str) -> HttpResponseBase:
    """Give out a table with the right columns and rows that can be brought in as they stand."""
    policies.require_see(actor)
    if what not in samples.TABLES:
        raise NotFound(_("没有这种表格。"))
    in_english = (get_language() or "").startswith("en")
    rows = samples.sample(what, clock.today(), in_english=in_english)
    content = b"".join(tables.write_rows(rows, "csv"))
    name = f"{words.TABLES[what]}.csv"
    return download_of(iter([content]), name=name, kind="text/csv", size=len(content))
