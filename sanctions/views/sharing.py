"""The blacklist between platforms: whether we share, whom it matched here, what came of looking."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.stepup import stepped_up
from accounts.views.answers import back
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from sanctions import policies, selectors, services
from sanctions.selectors import words
from sanctions.views.sanctions import HERE

MOST, TO = 200, "sanction-sharing"
TONES = {"open": "act", "seen": "", "retracted": "ok"}


@page
@require_GET
def sharing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show whether the platform shares, and the matches of its own people."""
    policies.require_see_sharing(actor)
    standing = selectors.sharing_of(actor)
    sees = policies.can_see(actor)
    rows = selectors.match_list(actor)[:MOST] if sees else []
    shown = {
        "section": HERE if sees else "",
        "tab": "sharing",
        "sees": sees,
        "sharing": standing,
        "mode": words.MODES[standing.mode if standing else ""],
        "modes": words.MODES.items(),
        "lines": [
            {
                "row": one,
                "by": words.KNOWN_BY[one.by],
                "state": words.MATCHES[one.state],
                "tone": TONES[one.state],
                "until": words.day(one.until),
                "since": words.day(one.since),
                "clause": words.cited(one.clause),
            }
            for one in rows
        ],
        "can_set": actor.has("security_admin"),
        "can_decide": policies.can_decide(actor),
        "appeals": selectors.appeals_open(actor) if sees else 0,
    }
    return render(request, "sanctions/sharing.html", shown)


@page
@require_POST
@stepped_up("sharing", after=policies.require_security)
def choose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Agree to share, change what a match does, or leave."""
    policies.require_security(actor)
    mode = request.POST.get("mode", "")
    done = _("已加入名单共享。") if mode else _("已退出名单共享，所有匹配随之撤回。")
    return back(request, TO, lambda: services.sharing_set(actor=actor, mode=mode), done)


@page
@require_POST
def see(request: HttpRequest, actor: Actor, match_id: UUID) -> HttpResponse:
    """Say what came of looking at a match."""
    policies.require_person(actor)
    selectors.match_get(actor, match_id)
    note = request.POST.get("note", "")

    def act() -> None:
        services.match_see(actor=actor, match_id=match_id, note=note)

    return back(request, TO, act, _("核查结果已记录。"))
