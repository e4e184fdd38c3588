"""Every page and every button, against those who must not have it. New pages are in at once."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import URLResolver, get_resolver

from accounts import services as accounts
from accounts.models import ApiKey, Hold, Invitation, Membership, WebhookEndpoint
from charter.models import Agreement, Course, Training, Version
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.clock import today
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from moderation.models import Dismissal, Measure
from office import services as office
from office.models import ClockEvent, Job, Letter
from parties.models import Card, MinorAccess, Unreachable
from review.models import Golden, Item
from sanctions.models import Appeal, LadderPolicy, Sanction
from studio.models import Backtest, Issue, Term
from studio.models import Version as RuleVersion
from studio.services.backtest import SHARDS as STUDIO_JOBS
from tests import builders
from tests.attack.conftest import party_ids, signed_in
from tests.catalog import conftest as catalogue
from tests.catalog import suppliers
from tests.charter import world as charter
from tests.complaints import conftest as complaints
from tests.conduct import conftest as conduct
from tests.moderation.sockets import warn
from tests.oversight import conftest as oversight
from tests.oversight import keeping as kept
from tests.oversight import reports
from tests.proof import stepped_up
from tests.review.conftest import things as review
from tests.sanctions.conftest import things as sanctioned
from tests.stage import builders as stage
from tests.studio.conftest import things as studio
from tests.tax import world as taxes
from tests.tiers.conftest import things as tiers
from tiers.models import Assignment, Standing, TierPolicy

pytestmark = pytest.mark.django_db
OURS = ("moderation.", "accounts.", "office.", "charter.", "filings.", "tiers.", "rooms.", "stage.",
        "parties.", "review.", "studio.", "sanctions.", "conduct.", "catalog.",
        "complaints.", "tax.", "oversight.", "portal.")  # fmt: skip
OPEN = {"notice", "notice-shown", "embed-operator", "join", "guardian"}
FOREIGN = (("officer", "viewer", "system_admin"), ("security_admin",), ("audit_admin", "streamer"))
TERM = office.Policy(amount=8, unit="hour", pauses=("waiting",))
DECIDING = {
    "tier-set",
    "tier-release",
    "tier-policy-draft",
    "tier-policy-edit",
    "tier-policy-publish",
    "tier-policy-discard",
    "assignment-add",
    *(f"conduct_{act}" for act in ("add", "export", "import", "look", "remove", "ask", "model")),
    "conduct_picture",
    *suppliers.BUTTONS,
    "my_supplies_give",
    "conduct_trace",
    "session-sold",
    *("studio_act", "studio_backtest", "studio_cancel"),
    *(f"studio_{act}" for act in ("new", "edit", "preview", "pack_new", "pack_draft")),
    *("studio_terms_add", "studio_term_remove"),
    *("studio_issue_act", "assignment-end"),
    *(f"goods_{act}" for act in ("import", "recheck", "decide", "decide_several", "undo", "take")),
    *(f"offers_{act}" for act in ("propose", "approve", "refuse", "withdraw")),
    *(f"catalogue_{act}" for act in ("begin", "edit", "tried", "remove", "act")),
    *(f"stage-{act}" for act in ("decide", "minors-flag", "minors-clear")),
    *(f"stage-host-{act}" for act in ("assess", "withdraw")),
    *(f"clock-{act}" for act in ("acts", "pause", "resume", "reassign", "meet", "escalate")),
    *(f"page-measure-{act}" for act in ("issue", "preview", "undo", "release", "lift")),
    *(f"finding-{act}" for act in ("doubt", "dismiss", "restore")),
    *("card-submit", "card-doubt", "card-decide", "unreachable-note", "unreachable-act"),
    "people-find",
    *(f"person-{act}" for act in ("function", "credential", "trial", "mark")),
    "sanction-new",
    "sanction-step",
    "match-see",
    *("sanction-review", "sanction-lift", "sanction-keep", "notice-served"),
    *("appeal-paper", "appeal-reply", "appeal-decide"),
    *(f"ladder-{act}" for act in ("draft", "edit", "publish", "discard")),
    *complaints.BUTTONS,
    "objection-answer",
    *taxes.BUTTONS,
    *(f"evidence_{act}" for act in ("order", "again", "take", "cancel", "resume")),
    *oversight.BUTTONS,
    *reports.BUTTONS,
    *(f"portal-{act}" for act in ("case", "match", "package", "check")),
    *("portal-inspection-file", "portal-inspection-rule"),
}
PEOPLE = {"settings-people", "person-invite", "person-change", "person-shut-out",
          "invitation-withdraw", "person-find", "person-contact", "person-shred",
          "grant-give", "grant-end"}  # fmt: skip
SECURITY = {"stage-policy-set", "identity-set", "settings-keys", "key-create", "key-revoke",
            "settings-webhooks", "webhook-add", "webhook-remove", "origins-set",
            "gate-mode", "sharing-choose", *kept.SECURITY}  # fmt: skip
AUDIT = {"record-export", "record-export-job"}
HOLDING = {"hold-place", "hold-lift", "session-hold", "complaint-hold"}
WRITING = {*(f"charter-{act}" for act in ("draft", "edit", "mark", "publish", "withdraw")),
           *(f"course-{act}" for act in ("new", "edit", "publish", "retire")), "agency-record",
           *(f"agreement-{act}" for act in ("terminate", "check")), "training-annul"}  # fmt: skip


def pages(patterns=None, prefix="/"):
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from pages(entry.url_patterns, route)
        elif entry.callback.__module__.startswith(OURS) and not route.startswith("/api/"):
            yield entry.name, route


PAGES = dict(pages())


class Ids(dict):
    def __missing__(self, name: str) -> str:
        return str(uuid7()) if name.endswith("_id") else "M-truthful"


def path_of(name: str, ids: Ids) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids[found[1]], PAGES[name])


@pytest.fixture
def theirs(harbour, lin, chun, tea_room, tea_session) -> Ids:
    """The ids of Harbour's things, one of each kind."""
    builders.observing(harbour)
    system = system_actor(harbour.pk)
    with acting(system):
        key, _secret = accounts.key_create(actor=system, name="key", scopes=["inspect"])
        hook, _secret = accounts.endpoint_add(actor=system, url="https://hooks.example/")
        offer, _token = accounts.member_invite(actor=system, login="mei", roles=["officer"])
    auditor = builders.person(harbour, "audit", "audit_admin")
    with acting(auditor), transaction.atomic():
        given = {"form": "csv", "given": {}}
        job = office.job_start(actor=auditor, kind="record_export", arguments=given)
        why = accounts.Why("来函 2026-118 号", today() + timedelta(days=30))
        hold = accounts.hold_place(actor=system, user_id=chun.user_id, why=why)
    measure_id = str(warn(lin, tea_session).pk)
    with acting(system), transaction.atomic():
        letter = Letter.objects.get(recipient_id=chun.user_id)
        clock = office.clock_start(
            actor=system, subject=("room", tea_room.pk), kind="answer", policy=TERM
        )
    mine = charter.everything(harbour, chun.user_id)
    return Ids(
        clock_id=str(clock.pk),
        room_id=str(tea_room.pk),
        session_id=str(tea_session.pk),
        measure_id=measure_id,
        letter_id=str(letter.pk),
        finding_id=str(builders.finding(tea_session).pk),
        **review(harbour, tea_session),
        user_id=str(chun.user_id),
        key_id=str(key.pk),
        endpoint_id=str(hook.pk),
        invitation_id=str(offer.pk),
        token="x" * 43,
        ticket="x" * 43,
        job_id=str(job.pk),
        proposal_id=str(stage.submit(lin, tea_room, "cover").pk),
        host_id=str(stage.host(lin, tea_room, is_assessed=False, name="小星").pk),
        class_id=str(stage.flag(lin, tea_room).pk),
        place_id=str(stage.place(lin, tea_room).pk),
        hold_id=str(hold.pk),
        **mine,
        **party_ids(harbour, mine["party_id"]),
        **{name: str(pk) for name, pk in builders.house(lin).items()},
        **tiers(lin, mine["party_id"]),
        **studio(lin),
        **catalogue.goods_of(lin, tea_room),
        **(conduct.things(lin, tea_session) | suppliers.things(lin) | catalogue.things(lin)),
        **taxes.things(lin),
        act="retire",
        **(oversight.THINGS | oversight.things(lin) | reports.things(lin) | kept.things(lin)),
        **complaints.things(lin),
        **sanctioned(lin, mine["party_id"]),
    )


def untouched(harbour, theirs: Ids) -> bool:
    """Tell whether nothing of Harbour's was changed by anybody."""
    with acting(system_actor(harbour.pk)), transaction.atomic():
        return (
            ApiKey.objects.filter(revoked_at=None).count() == 1
            and WebhookEndpoint.objects.filter(is_active=True).count() == 1
            and Invitation.objects.filter(withdrawn_at=None).count() == 1
            and Membership.objects.get(user_id=theirs["user_id"]).roles == ["streamer"]
            and Membership.objects.get(user_id=theirs["user_id"]).is_active
            and Hold.objects.filter(lifted_at=None).count() == 1
            and Measure.objects.count() == 1
            and not Dismissal.objects.exists()
            and Agreement.objects.filter(ended_at=None).count() == 1
            and Version.objects.count() == Course.objects.count() == 1
            and Training.objects.filter(state="passed").count() == 1
            and ClockEvent.objects.filter(clock_id=theirs["clock_id"]).count() == 1
            and builders.is_house_untouched(theirs)
            and Assignment.objects.filter(ends_at=None).count() == 1
            and TierPolicy.objects.filter(state="draft").count() == 1
            and Standing.objects.filter(tier="first").count() == 1
            and Job.objects.filter(cancel_asked_at=None).count() == 1 + STUDIO_JOBS
            and RuleVersion.objects.get().state == "draft"
            and Issue.objects.get().state == "draft"
            and Term.objects.filter(until=None).count() == 1
            and Backtest.objects.get().state == "running"
            and conduct.is_untouched()
            and complaints.is_untouched()
            and catalogue.is_untouched()
            and catalogue.is_offer_untouched()
            and suppliers.is_untouched()
            and Sanction.objects.filter(state="in_force").count() == 1
            and Appeal.objects.filter(state="open").count() == 1
            and LadderPolicy.objects.filter(state="draft").count() == 1
            and Card.objects.get().state == "waiting"
            and MinorAccess.objects.get().state == "waiting"
            and Unreachable.objects.get().state == "noted"
            and Golden.objects.filter(is_active=True).count() == 1
            and (oversight.is_untouched() and kept.is_untouched())
            and reports.is_untouched(theirs)
            and not Item.objects.exclude(state="open", held_by=None).exists()
        )


SHOWN = b'{"client":"a","large":false}'
FORM = {
    "kind": "warning",
    "clause": "M-truthful",
    "reason": "请更正",
    "roles": "officer",
    "login": "eve",
    "name": "mine",
    "scopes": "inspect",
    "url": "https://evil.example/",
    "origins": "https://evil.example",
    "undo_window_s": "1",
    "form": "csv",
    "mobile": "13800001234",
    "purpose": "unmask",
    "what": "accounts.contact.mobile",
    "to": "officer",
}


def test_no_button_works_without_its_token(harbour, theirs):
    everything = builders.person(harbour, "all", "officer", "security_admin", "streamer")
    browser = signed_in(everything, enforce_csrf_checks=True)

    for name in set(PAGES) - {"notice-shown", "portal-outside-ended"}:  # programs, with a proof
        assert browser.post(path_of(name, theirs), FORM).status_code == 403, name
    assert untouched(harbour, theirs)


@pytest.mark.parametrize("roles", FOREIGN)
def test_another_tenants_things_do_not_exist(harbour, elsewhere, theirs, roles):
    browser = signed_in(builders.person(elsewhere, "eve", *roles), raise_request_exception=False)
    for name in sorted(name for name, route in PAGES.items() if "_id>" in route):
        if name in OPEN or name.startswith("portal-outside"):  # issuers are of no tenant
            continue
        for ask in (browser.get, browser.post):
            answers = [ask(path_of(name, ids), FORM) for ids in (theirs, Ids())]
            assert answers[0].status_code == answers[1].status_code, name
            assert answers[0].status_code in {302, 403, 404, 405}, name
            assert strip(answers[0]) == strip(answers[1]), name

    assert untouched(harbour, theirs)


def strip(answer) -> str:
    """Return an answer without what is random in it."""
    return re.sub(r'(nonce-|nonce="|Token": ")[\w+/=-]+', "", answer.content.decode())


def test_another_tenants_banner_does_not_exist(client, elsewhere, tea_room, tea_session):
    for query in ("?tenant=elsewhere", "?tenant=nobody", ""):
        assert client.get(f"/embed/rooms/{tea_room.pk}/notice{query}").status_code == 404
        path = f"/embed/rooms/{tea_room.pk}/shown{query}"
        assert client.generic("POST", path, SHOWN).status_code == 404
        assert client.post(path, FORM).status_code in {404, 422}


def test_a_suspended_tenants_banner_and_sign_in_say_nothing(client, harbour, tea_room, tea_session):
    system = system_actor(harbour.pk)
    with acting(system):
        accounts.tenant_suspend(actor=system, reason="欠费")

    assert client.get(f"/embed/rooms/{tea_room.pk}/notice?tenant=harbour").status_code == 404
    shown = client.generic("POST", f"/embed/rooms/{tea_room.pk}/shown?tenant=harbour", SHOWN)
    assert shown.status_code == 404
    assert "Harbour" not in client.get("/accounts/login/?platform=harbour").content.decode()


def test_proofs_of_display_are_not_taken_without_bound(client, monkeypatch, tea_room, tea_session):
    monkeypatch.setattr("moderation.views.embed.MOST_A_MINUTE", 3)
    cache.clear()
    path = f"/embed/rooms/{tea_room.pk}/shown?tenant=harbour"

    answers = [
        client.generic(
            "POST",
            path,
            b'{"client":"%d","large":false}' % number,
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(8)
    ]

    assert answers[:2] == [204, 204]
    assert 429 in answers  # also when a minute ended in between


EVIL = ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
        "http:///evil.example", "https:evil.example", " //evil.example"]  # fmt: skip


@pytest.mark.parametrize("target", EVIL)
def test_no_redirect_leads_out(lin, target):
    browser = signed_in(lin)
    answers = [
        browser.post("/i18n/setlang/", {"language": "en", "next": target}),
        browser.post("/i18n/setlang/", {"language": "en"}, headers={"Referer": target}),
        browser.get("/accounts/login/", {"next": target}),
        stepped_up(lin, "export").get("/step-up", {"purpose": "export", "next": target}),
        browser.post("/accounts/logout/", {"next": target}),
    ]

    for answer in answers:
        place = answer.get("Location", "/")
        assert place.startswith("/"), place
        assert not re.match(r"/[\\/\s]", place), place


@pytest.mark.parametrize("host", ["evil.example", "harbour.example.evil.example", "a b", "[::1"])
def test_another_host_is_refused(client, settings, host):
    settings.ALLOWED_HOSTS = ["harbour.example"]

    assert client.get("/accounts/login/", headers={"Host": host}).status_code == 400
    assert client.get("/accounts/login/", headers={"Host": "harbour.example"}).status_code == 200


def test_every_answer_says_what_a_browser_may_do_with_it(harbour, theirs):
    browser = signed_in(builders.person(harbour, "all", "officer", "system_admin", "streamer"))
    for name in PAGES:
        query = "?tenant=harbour" if name in OPEN else ""
        answer = browser.get(path_of(name, theirs) + query)

        policy = answer["Content-Security-Policy"]
        for word in ("object-src 'none'", "base-uri 'none'", "form-action 'self'"):
            assert word in policy, name
        assert "frame-ancestors" in policy, name
        assert "unsafe" not in policy, name
        assert "*" not in policy, name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Referrer-Policy"] == "same-origin", name
