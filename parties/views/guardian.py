"""The page of a guardian: what he is asked, and the way to take it back. No sign-in; a link."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from livecompliance.kernel import law
from livecompliance.kernel.exceptions import DomainError
from parties import services
from parties.rules.consents import TEXTS

PAGE = "parties/guardian.html"


@never_cache
@sensitive_post_parameters("code")
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    """Show the offer; take the answer, or the revocation."""
    does = request.POST.get("does", "") if request.method == "POST" else ""
    acts: dict[str, Callable[[], services.Standing]] = {
        "accept": lambda: _answer(request, token, accept=True),
        "refuse": lambda: _answer(request, token, accept=False),
        "revoke": lambda: services.guardian_revoke(token=token),
    }
    try:
        standing = acts.get(does, lambda: services.guardian_look(token=token))()
    except DomainError as refusal:
        given = {"refusal": refusal, "cited": _cited()}
        return render(request, PAGE, given, status=refusal.status)
    is_wrong = does in ("accept", "refuse") and standing.state == "open"
    wrong = _("确认码不对，还可以试 %(left)s 次。") % {"left": standing.left}
    text = TEXTS["guardian"]
    is_english = (get_language() or "").startswith("en")
    shown = {
        "standing": standing,
        "text": text.en if is_english else text.zh,
        "version": text.version,
        "wrong": wrong if is_wrong else "",
        "cited": _cited(),
    }
    return render(request, PAGE, shown)


def _cited() -> str:
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    return law.citation(law.clause("M-age"), tongue)


def _answer(request: HttpRequest, token: str, *, accept: bool) -> services.Standing:
    code = request.POST.get("code", "")
    return services.guardian_answer(token=token, code=code, accept=accept)
