"""Who may enter where: every address of the product is declared here, or the build fails.

The tests knock at each of them as everybody; docs/development/endpoints.md is written from this.
What is declared is who gets in at all: whether a room is a streamer's own is asked inside.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

from livecompliance import (
    doors_catalogue,
    doors_complaints,
    doors_judged,
    doors_oversight,
    doors_portal,
    doors_sold,
    doors_supplied,
    doors_tax,
)
from livecompliance.doorways import (
    ADMINISTRATORS,
    AUDIT,
    BEARER,
    OFFICER,
    PROGRAMS,
    SECURITY,
    SIGNED_IN,
    STAFF_AND_STREAMER,
    STREAMER,
    SYSTEM,
    WATCHERS,
    WATCHERS_AND_STREAMER,
    Door,
)
from livecompliance.doorways import EVERYBODY as EVERYBODY
from livecompliance.doorways import ROLES as ROLES

METHODS = ("get", "post", "put", "patch", "delete")
STUDIO_READ = ("rules", "rule", "backtest", "packs", "pack", "terms")
STUDIO_DONE = ("rules", "draft", "act", "backtests", "cancel", "packs", "pack-draft", "terms")

# By the name of the address; what ends with * speaks for all that begin so.
PAGES: dict[str, Door] = {
    **dict.fromkeys(("healthz", "readyz", "set_language"), EVERYBODY),
    "account_*": EVERYBODY,  # allauth asks for itself; tests/attack/test_sign_in.py
    "mfa_*": EVERYBODY,
    "join": BEARER,
    "guardian": BEARER,
    "people-waiting": OFFICER | SYSTEM,
    "minors-register": SECURITY | AUDIT,
    "minor-access-ask": OFFICER | SYSTEM,
    **dict.fromkeys(("minor-access-decide", "minor-access-revoke"), SECURITY),
    **dict.fromkeys(("settings-identity", "identity-set", "identity-try"), SECURITY),
    "settings-stage": ADMINISTRATORS,
    "stage-policy-set": SECURITY,
    "party-judge": OFFICER,
    "data-request-refuse": OFFICER | SYSTEM,
    "data-request-take": OFFICER,
    "data-request-carry-out": OFFICER | SYSTEM,
    **dict.fromkeys(("notice", "notice-shown", "embed-operator"), BEARER),
    **dict.fromkeys(("home", "search", "law", "clause"), SIGNED_IN),
    **dict.fromkeys(("wall", "room", "room-sides", "room-trend", "room-timeline"), WATCHERS),
    **dict.fromkeys(("cards", "card"), WATCHERS),
    **dict.fromkeys(("card-submit", "card-doubt", "card-decide"), OFFICER),
    "unreachables": WATCHERS,
    "unreachable": WATCHERS,
    **dict.fromkeys(("unreachable-note", "unreachable-act"), OFFICER),
    "people": WATCHERS,
    "people-find": OFFICER,
    "people-export": WATCHERS,
    "person": WATCHERS,
    "person-function": OFFICER,
    "person-credential": OFFICER,
    "person-trial": OFFICER,
    "person-mark": OFFICER,
    "gate": WATCHERS | SECURITY,
    "gate-mode": SECURITY,
    **{f"page-measure-{act}": OFFICER for act in ("issue", "preview", "undo", "release", "lift")},
    **dict.fromkeys(("finding-doubt", "finding-dismiss", "finding-restore"), OFFICER),
    "stream-index": STREAMER,
    "stream": WATCHERS_AND_STREAMER,
    "stream-state": WATCHERS_AND_STREAMER,
    "me": STREAMER,
    "me-*": STREAMER,
    **dict.fromkeys(("stage", "stage-review", "stage-picture", "stage-room"), WATCHERS),
    **dict.fromkeys(("stage-decide", "stage-minors-flag", "stage-minors-clear"), OFFICER),
    **dict.fromkeys(("stage-host-assess", "stage-host-withdraw"), OFFICER),
    "settings-tenant": ADMINISTRATORS,
    "origins-set": SECURITY,
    "settings-people": SYSTEM,
    "person-invite": SYSTEM,
    "person-change": SYSTEM,
    "person-shut-out": SYSTEM,
    "invitation-withdraw": SYSTEM,
    **dict.fromkeys(("settings-holds", "hold-place", "hold-lift"), OFFICER | AUDIT),
    "settings-retention": OFFICER | ADMINISTRATORS,
    "session-hold": OFFICER | AUDIT,
    "session-sold": OFFICER,
    "settings-keys": SECURITY,
    "key-create": SECURITY,
    "key-revoke": SECURITY,
    "settings-webhooks": SECURITY,
    "webhook-add": SECURITY,
    "webhook-remove": SECURITY,
    "settings-record": AUDIT,
    "record-export": AUDIT,
    "record-export-job": AUDIT,
    "person-find": SYSTEM,
    "person-contact": SYSTEM,
    "person-shred": SYSTEM,
    "step-up": SIGNED_IN,
    "unmask": SIGNED_IN,  # asks for a second factor, a reason, and who may see that value
    "jobs": SIGNED_IN,
    "job-cancel": SIGNED_IN,
    "job-retry": SIGNED_IN,
    "files": OFFICER | ADMINISTRATORS,
    "file-discard": OFFICER | ADMINISTRATORS,
    "file-restore": OFFICER | ADMINISTRATORS,
    "file-rows": OFFICER | ADMINISTRATORS,
    "file-check": OFFICER | ADMINISTRATORS,
    "file-take": SIGNED_IN,
    "file-download": SIGNED_IN,
    "calendar": SIGNED_IN,
    "clocks": WATCHERS | ADMINISTRATORS,  # a clock may be escalated to them
    "clock": WATCHERS | ADMINISTRATORS,
    **dict.fromkeys(("clock-acts", "clock-pause", "clock-resume", "clock-meet"), OFFICER),
    **dict.fromkeys(("clock-reassign", "clock-escalate"), OFFICER),
    "filings": WATCHERS | ADMINISTRATORS,
    "filing-new": OFFICER,
    "filing-add": OFFICER,
    "filing": WATCHERS | ADMINISTRATORS,
    "filing-change": OFFICER,
    "filing-evaluate": OFFICER,
    "filings-assessments": WATCHERS | ADMINISTRATORS,
    "assessment-begin": OFFICER,
    "assessment-order": OFFICER,
    "signal-report": OFFICER,
    "assessment": WATCHERS | ADMINISTRATORS,
    "assessment-answer": OFFICER,
    "assessment-sign": OFFICER | SECURITY,
    "assessment-submit": OFFICER,
    "assessment-decide": OFFICER,
    "filings-technologies": WATCHERS | ADMINISTRATORS,
    "technology-declare": OFFICER,
    "technology": WATCHERS | ADMINISTRATORS,
    "technology-approve": OFFICER | SECURITY,
    "technology-live": OFFICER,
    "technology-assess": OFFICER,
    "technology-review": OFFICER,
    "technology-retire": OFFICER,
    **dict.fromkeys(("filings-identity", "identity-report"), WATCHERS | ADMINISTRATORS),
    **{f"identity-{act}": OFFICER for act in ("begin", "make", "take", "submit", "correct")},
    "identity-release": SECURITY,
    "filings-staff": WATCHERS | ADMINISTRATORS,
    "staffing-note": OFFICER,
    "filings-standards": WATCHERS | ADMINISTRATORS,
    **dict.fromkeys(("conformity-set", "standard-add", "standards-bring"), OFFICER),
    "filings-impacts": WATCHERS | ADMINISTRATORS,
    "impact-new": OFFICER,
    "impact-add": OFFICER,
    "impact": WATCHERS | ADMINISTRATORS,
    "impact-write": OFFICER,
    "impact-decide": OFFICER | SECURITY,
    **dict.fromkeys(("filings-incidents", "incident"), WATCHERS | ADMINISTRATORS),
    **{f"incident-{act}": OFFICER for act in ("open", "assess", "step", "report", "link")},
    **{f"incident-{act}": OFFICER for act in ("tell", "close")},
    "incidents-export": WATCHERS | ADMINISTRATORS,
    "charter": WATCHERS,
    "charter-draft": OFFICER,
    "charter-text": WATCHERS,
    "charter-edit": OFFICER,
    "charter-mark": OFFICER,
    "charter-publish": OFFICER,
    "charter-withdraw": OFFICER,
    "objection-answer": OFFICER,
    "charter-agreements": WATCHERS,
    "charter-agreement": WATCHERS,
    "agreement-terminate": OFFICER,
    "agreement-check": OFFICER,
    "charter-training": WATCHERS,
    **dict.fromkeys(("charter-agency", "agency-party"), WATCHERS),
    "agency-record": OFFICER,
    "course-new": OFFICER,
    "course": WATCHERS,
    "course-edit": OFFICER,
    **dict.fromkeys(("course-publish", "course-retire", "training-annul"), OFFICER),
    **dict.fromkeys(("inbox", "inbox-bell", "inbox-read", "inbox-preferences"), SIGNED_IN),
    **dict.fromkeys(("inbox-address", "address-confirm"), SIGNED_IN),
    **dict.fromkeys(("letter", "letter-read", "letter-acknowledge"), SIGNED_IN),
    "letters-sent": OFFICER | ADMINISTRATORS,
    "letter-proof": OFFICER | ADMINISTRATORS,
    "contact-set": SECURITY,
    **doors_judged.PAGES,
    **doors_catalogue.PAGES,
    **doors_complaints.PAGES,
    **doors_sold.PAGES,
    **doors_supplied.PAGES,
    **doors_tax.PAGES,
    **doors_oversight.PAGES,
    **doors_portal.PAGES,
    **dict.fromkeys(("review", "review-list", "review-item", "patrol", "review-apart"), WATCHERS),
    **dict.fromkeys(("review-next", "review-beat", "review-leave", "review-pictures"), OFFICER),
    **dict.fromkeys(("review-take", "review-decide", "review-skip", "review-release"), OFFICER),
    **dict.fromkeys(("review-escalate", "review-say", "patrol-start"), OFFICER),
    **dict.fromkeys(("review-quality", "review-settle", "golden-add", "golden-retire"), AUDIT),
    **dict.fromkeys(("studio", "studio-*"), WATCHERS),
    "studio_*": OFFICER,
    **dict.fromkeys(("conduct", "conduct-*"), WATCHERS),
    "conduct_*": OFFICER,
    "public-*": EVERYBODY,
}
# Who may enter finds only what is his own there.
# Of "stage-picture" there is none where the platform keeps the picture.
OWN = frozenset(
    {
        "step-up", "job-cancel", "job-retry", "file-discard", "file-restore", "file-rows",
        "file-check", "file-ticket", "file-fetch", "file-take", "file-download", "letter",
        "letter-read", "letter-acknowledge", "address-confirm", "letter-proof", "stage-picture",
        "verifications-api", "data-requests-api", "party-export-api", "verification-api",
        "liveness-api", "liveness-confirm-api", "consents-api", "consent-revoke-api",
        "guardian-api", "identity-provider-api", "violator-lists-api",
        "studio-cancel-api", "studio-import-api", "product-imports-api", "product-import-api",
        "product-import-cancel-api", "catalogue-import-api", "paper-file-api", *doors_tax.FOR_ONE,
        *doors_complaints.FOR_ONE,
    }
)  # fmt: skip
API: dict[str, Door] = {
    "GET schema": EVERYBODY,
    "GET search-api": SIGNED_IN,
    "GET clocks-api": WATCHERS | ADMINISTRATORS,
    **dict.fromkeys(("GET conduct-lists-api", "GET conduct-jumps-api"), WATCHERS),
    "GET room-conduct-api": WATCHERS,
    **dict.fromkeys(("POST conduct-lists-api", "POST conduct-remove-api"), OFFICER),
    "POST conduct-pictures-api": OFFICER,
    **doors_judged.API,
    **doors_catalogue.API,
    **doors_complaints.API,
    **doors_sold.API,
    **doors_supplied.API,
    **doors_tax.API,
    **doors_oversight.API,
    "GET filings-api": WATCHERS | ADMINISTRATORS,
    "GET assessments-api": WATCHERS | ADMINISTRATORS,
    "GET identity-reports-api": WATCHERS | ADMINISTRATORS,
    **dict.fromkeys(("GET incidents-api", "GET incident-api"), WATCHERS | ADMINISTRATORS),
    "GET standards-api": WATCHERS | ADMINISTRATORS,
    **{f"POST {one}-api": OFFICER for one in ("incidents", "incident-steps", "standards")},
    "GET technologies-api": WATCHERS | ADMINISTRATORS,
    "POST technologies-api": OFFICER,
    "POST signals-api": OFFICER,
    "POST evidence-api": OFFICER | SECURITY,
    "POST files-api": OFFICER | ADMINISTRATORS,
    "POST file-ticket": SIGNED_IN,
    "GET file-fetch": SIGNED_IN,
    "GET charter-texts": SIGNED_IN,
    "GET charter-text-api": SIGNED_IN,
    "POST charter-objections": SIGNED_IN,
    "GET charter-courses": SIGNED_IN,
    "GET agency-api": WATCHERS,
    "GET agency-records-api": WATCHERS_AND_STREAMER,
    "POST agency-records-api": OFFICER,
    "GET party-agreements": WATCHERS_AND_STREAMER,
    "POST party-agreements": STREAMER,
    "GET party-trainings": WATCHERS_AND_STREAMER,
    "POST party-trainings": OFFICER,
    "POST agreement-end": OFFICER | STREAMER,
    "GET parties": SIGNED_IN,
    "POST parties": OFFICER | STREAMER,
    "GET party-api": STAFF_AND_STREAMER,
    "POST party-api": OFFICER | STREAMER,
    "POST party-roles": OFFICER | STREAMER,
    "POST party-function": OFFICER | STREAMER,
    "POST party-close": OFFICER | STREAMER,
    "GET party-documents": STAFF_AND_STREAMER,
    "POST party-documents": OFFICER | STREAMER,
    "GET party-credentials": STAFF_AND_STREAMER,
    "POST party-credentials": OFFICER | STREAMER,
    "POST credential-decide": OFFICER,
    "GET party-card": STAFF_AND_STREAMER,
    "POST party-card": OFFICER | STREAMER,
    "POST card-decide-api": OFFICER,
    "GET unreachables-api": SIGNED_IN,
    "POST unreachables-api": OFFICER,
    "POST unreachable-act-api": OFFICER,
    "GET party-ties": STAFF_AND_STREAMER,
    "POST ties": OFFICER,
    "POST tie-end": OFFICER,
    "GET rooms": SIGNED_IN,
    "POST rooms": OFFICER | SYSTEM,
    "GET room-read": WATCHERS_AND_STREAMER,
    "GET data-requests-api": WATCHERS | ADMINISTRATORS | STREAMER,
    "POST data-requests-api": OFFICER | STREAMER,
    "GET party-export-api": STREAMER,
    "GET verifications-api": WATCHERS_AND_STREAMER,
    "POST verifications-api": OFFICER | STREAMER,
    "GET verification-api": WATCHERS_AND_STREAMER,
    "POST liveness-api": OFFICER | STREAMER,
    "POST liveness-confirm-api": OFFICER | STREAMER,
    "GET consents-api": WATCHERS | ADMINISTRATORS | STREAMER,
    "POST consents-api": STREAMER,
    "POST consent-revoke-api": OFFICER | STREAMER,
    "POST guardian-api": OFFICER | STREAMER,
    "POST session-start": OFFICER,
    "POST gate-try": OFFICER | STREAMER,
    "POST room-operator": OFFICER,
    "POST cast-change": OFFICER,
    "POST ticket-issue": STREAMER,
    "GET session-read": WATCHERS_AND_STREAMER,
    "POST events": PROGRAMS,
    **dict.fromkeys(("POST session-end", "POST session-sales"), OFFICER),
    "GET room-elements": WATCHERS_AND_STREAMER,
    "POST room-elements": OFFICER | STREAMER,
    "GET element-version": WATCHERS_AND_STREAMER,
    "POST element-decide": OFFICER,
    "GET room-place": WATCHERS_AND_STREAMER,
    "POST room-place": OFFICER | STREAMER,
    "GET room-placements": WATCHERS_AND_STREAMER,
    "GET room-hosts": WATCHERS_AND_STREAMER,
    "POST room-hosts": OFFICER | STREAMER,
    "POST host-assess": OFFICER,
    "POST host-withdraw": OFFICER | STREAMER,
    "POST room-minors": OFFICER | STREAMER,
    "GET room-minors-notice": WATCHERS_AND_STREAMER,
    "POST room-minors-notice": OFFICER | STREAMER,
    "POST minors-notice-shown": STREAMER,
    **dict.fromkeys(("POST minor-mode", "POST minor-spending"), PROGRAMS),
    "GET stage-policy-api": WATCHERS | ADMINISTRATORS,
    "POST stage-policy-api": SECURITY,
    **dict.fromkeys(("GET identity-provider-api", "POST identity-provider-api"), SECURITY),
    "POST inspect": OFFICER,
    "GET decision-read": WATCHERS,
    "POST decision-decide": OFFICER,
    "GET room-measures": WATCHERS_AND_STREAMER,
    "POST room-measures": OFFICER,
    "POST measure-acknowledge": STREAMER,
    "POST measure-undo": OFFICER,
    "POST measure-release": OFFICER,
    "POST measure-receipt": PROGRAMS,
    "GET session-notice": WATCHERS_AND_STREAMER,
    "GET operator-tier": WATCHERS_AND_STREAMER,
    "GET room-tier": WATCHERS_AND_STREAMER,
    **{f"GET studio-{one}-api": WATCHERS for one in STUDIO_READ},
    **dict.fromkeys(("POST studio-check-api", "POST studio-export-api"), WATCHERS),
    **{f"POST studio-{one}-api": OFFICER for one in (*STUDIO_DONE, "issue-act", "import")},
    "POST figures": PROGRAMS,
    **dict.fromkeys(("GET review-queue", "GET review-statistics"), WATCHERS),
    **dict.fromkeys(("POST review-claim", "POST review-heartbeat"), OFFICER),
    **dict.fromkeys(("POST review-item-release", "POST review-item-decide"), OFFICER),
    "POST session-notice": STREAMER,
}
SOCKETS: dict[str, Door] = {
    "ws/rooms/<uuid:room_id>/": WATCHERS_AND_STREAMER,
    "ws/console/": WATCHERS,
    "": PROGRAMS,  # nowhere: refuses everybody in the words of a socket
}


class Endpoint(NamedTuple):
    """One address and way to call it; `door` is None when nobody said who may enter."""

    route: str
    method: str
    name: str
    scope: str
    door: Door | None

    @property
    def is_api(self) -> bool:
        return self.route.startswith("/api/")


def endpoints() -> Iterator[Endpoint]:
    """Return every address that is served by HTTP, from the URL configuration."""
    for name, route, view in _addresses(get_resolver().url_patterns, "/"):
        cls: Any = getattr(view, "view_class", None) or getattr(view, "cls", None)
        if not route.startswith("/api/"):
            yield Endpoint(route, "page", name, "", _of_page(name))
            continue
        for method in (each for each in METHODS if hasattr(cls, each)):
            said = method.upper()
            scope = getattr(cls, "scopes", {}).get(said, getattr(cls, "scope", ""))
            yield Endpoint(route, said, name, scope, API.get(f"{said} {name}"))


def _addresses(patterns: Any, prefix: str) -> Iterator[tuple[str, str, Any]]:
    for entry in patterns:
        route = prefix + str(entry.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(entry, URLResolver):
            yield from _addresses(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield str(entry.name), route, entry.callback


def _of_page(name: str) -> Door | None:
    if name in PAGES:
        return PAGES[name]
    families = (f"{name.partition(mark)[0]}{mark}*" for mark in "_-" if mark in name)
    return next((PAGES[one] for one in families if one in PAGES), None)
