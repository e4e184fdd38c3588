"""The pages of a policy with versions: write a draft, change it, publish it, throw it away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.views.answers import told
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from office.models import PolicyVersion

Row = TypeVar("Row", bound=PolicyVersion)
Values = dict[str, str]
Page = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Desk(Generic[Row]):
    """What an app says of its policy, and its pages get for it.

    Args:
        one, every: names of the addresses of a version and of the list.
        require: refuses whoever may not write.
        get: one version that the actor may see.
        begun: the values of the form for a new draft: what holds now.
        values: the values of the form for a draft that is there.
        keep: keeps what was sent, a new draft or another wording of one.
        fault: one thing that is wrong, in words.
        form: shows the form with values and what is wrong with them.
        publish, discard: the services.
        kept, published, discarded: what the next page says.
    """

    one: str
    every: str
    require: Callable[[Actor], object]
    get: Callable[[Actor, UUID], Row]
    begun: Callable[[Actor], Values]
    values: Callable[[Row], Values]
    keep: Callable[[Actor, Values, UUID | None], Row]
    fault: Callable[[Mapping[str, str]], str]
    form: Callable[[HttpRequest, Values, Row | None, list[str]], HttpResponse]
    publish: Callable[[Actor, UUID], Row]
    discard: Callable[[Actor, UUID], Row]
    kept: Any
    published: Any
    discarded: Any

    def pages(self) -> tuple[Page, Page, Page, Page]:
        """Return the pages that draft a version, change it, publish it and throw it away.

        The last three want the version's id, under whatever name the address gives it.
        """

        @page
        def draft(request: HttpRequest, actor: Actor) -> HttpResponse:
            return self._draft(request, actor)

        @page
        def edit(request: HttpRequest, actor: Actor, /, **at: UUID) -> HttpResponse:
            return self._edit(request, actor, *at.values())

        @page
        @require_POST
        def publish(request: HttpRequest, actor: Actor, /, **at: UUID) -> HttpResponse:
            return self._put(request, actor, *at.values())

        @page
        @require_POST
        def discard(request: HttpRequest, actor: Actor, /, **at: UUID) -> HttpResponse:
            return self._drop(request, actor, *at.values())

        return draft, edit, publish, discard

    def _draft(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        """Begin a draft from what holds; keep it."""
        self.require(actor)
        if request.method == "POST":
            return self._keep(request, actor, None)
        return self.form(request, self.begun(actor), None, [])

    def _edit(self, request: HttpRequest, actor: Actor, version_id: UUID) -> HttpResponse:
        """Change a draft."""
        self.require(actor)
        row = self.get(actor, version_id)
        if request.method == "POST":
            return self._keep(request, actor, row)
        if row.state != PolicyVersion.State.DRAFT:
            return redirect(self.one, version_id)
        return self.form(request, self.values(row), row, [])

    def _keep(self, request: HttpRequest, actor: Actor, row: Row | None) -> HttpResponse:
        values = {name: str(value) for name, value in request.POST.items()}
        try:
            kept = self.keep(actor, values, row.pk if row else None)
        except DomainError as refusal:
            found = [self.fault(one) for one in refusal.extra.get("faults", ())]
            return self.form(request, values, row, [refusal.message, *found])
        messages.success(request, self.kept)
        return redirect(self.one, kept.pk)

    def _put(self, request: HttpRequest, actor: Actor, version_id: UUID) -> HttpResponse:
        """Publish what another officer wrote."""
        self._asked(actor, version_id)
        told(request, lambda: self.publish(actor, version_id), self.published)
        return redirect(self.one, version_id)

    def _drop(self, request: HttpRequest, actor: Actor, version_id: UUID) -> HttpResponse:
        """Throw a draft away."""
        self._asked(actor, version_id)
        is_gone = told(request, lambda: self.discard(actor, version_id), self.discarded)
        return redirect(self.every) if is_gone else redirect(self.one, version_id)

    def _asked(self, actor: Actor, version_id: UUID) -> None:
        self.require(actor)
        self.get(actor, version_id)
