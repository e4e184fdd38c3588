"""The door of the portal: signing in, and saying under which case one works."""

from datetime import date
from typing import Any

from allauth.account.views import LoginView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.stepup import own_path
from livecompliance.kernel.exceptions import DomainError, Invalid
from portal import services
from portal.services import outside
from portal.views.frame import Looker, portal_page


class SignIn(LoginView):  # type: ignore[misc]
    """Password, then the second factor: allauth asks for it, and settings force it."""

    template_name = "portal/sign_in.html"
    success_url = reverse_lazy("portal")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the issuers at whose door one may go in, and the one that somebody just left."""
        found = outside.issuers()
        left = self.request.GET.get("out", "")
        own = {"issuers": found, "left": next((x for x in found if str(x.pk) == left), None)}
        return {**super().get_context_data(**kwargs), **own}


sign_in: Any = SignIn.as_view()


@require_POST
@portal_page("")
def case(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Say under which case one works from now on, and until when its looks are sealed."""
    given = request.POST
    try:
        made = services.case_set(
            request.session, given.get("number", ""), _day(given.get("sealed_until", ""))
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        said = _("之后的查看都记在案号“%(number)s”之下。") % {"number": made.number}
        messages.success(request, said if made.number else _("已不在任何案号之下。"))
    return redirect(own_path(request, given.get("next", "")))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("请选择封存的截止日期。"), field="sealed_until") from None
