"""Every write of the API by every kind of person, and from a page that is not ours."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from charter.rules.texts import canonical, digest
from ledger.models import Entry
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.models import Decision
from moderation.rules import Order
from parties.rules.consents import TEXTS
from tests import builders
from tests.architecture.test_api_matrix import ENDPOINTS
from tests.architecture.world import filled
from tests.attack.conftest import NDJSON, party_ids, signed_in
from tests.catalog import conftest as catalogue
from tests.catalog import suppliers
from tests.catalog.conftest import goods_of
from tests.charter import world as charter
from tests.complaints import conftest as complaints
from tests.conduct.conftest import things as conduct_of
from tests.conduct.test_pictures import FINE, code, picture
from tests.moderation.sockets import warn
from tests.oversight import conftest as oversight
from tests.oversight import keeping, reports
from tests.review.conftest import waiting
from tests.sanctions.conftest import appealed, sanctioned
from tests.stage import builders as stage
from tests.studio.conftest import things as studio
from tests.tax import filed

pytestmark = pytest.mark.django_db
ORDER = Order(kind="warning", clause="M-truthful", reason={"zh": "请更正。"})
MEASURE = {"kind": "warning", "clause": "M-truthful", "reason": {"zh": "请更正"}}
LINE = b'{"id":"1","type":"comment"}'
ROLES = ("officer", "viewer", "system_admin", "security_admin", "audit_admin", "streamer", "other")
SIGNED = {
    "kind": "platform_operator",
    "sha256": digest(canonical(charter.BODY)),
    "name": "秦小舟",
    "ip": "203.0.113.9",
}
TAKEN = {
    "course": "first",
    "started_at": f"{charter.days(-0.5)}",
    "finished_at": f"{charter.days(-0.4)}",
}
SOLD = {"completed_on": "<today>"}
LOOKED = {"kind": "supervision", "done_on": "<today>"}
AGREED = {"kind": "face", "text_version": TEXTS["face"].version}
GUARDIAN = {
    "name": "林大山",
    "document": "resident_id",
    "number": "110101198005050075",
    "relation": "father",
}
EVIDENCE = {
    "thing": "complaint", "ref": "01900000-0000-7000-8000-000000000000", "recipient": "court",
    "name": "海滨市人民法院", "reason": "案件审理",
}  # fmt: skip
TITLE = {"kind": "title", "text": "春茶上新", "is_declared": True}
FIGURE = {"name": "小云", "technology": "digital-human", "mark_height_percent": 6,
          "mark_opening_s": 3, "is_mark_continuous": True}  # fmt: skip
PASSED = {"is_passed": True, "assessment": "SA-2026-7"}
SELLER = {"form": "page", "shown": ["name", "address", "contact"], "is_continuous": True}
PAGE = {
    "session": "<session_id>",
    "order": "o-1",
    "sha256": "0" * 64,
    "ordered_at": "2026-11-01T20:00:00+08:00",
}
SHOWN = {"client": "a", "sha256": "0" * 64}
RULE = {"when": 'hit("F-MED")', "family": "F-MED"}
PERIOD = {"since": "2026-06-01T00:00:00+08:00", "until": "2026-07-01T00:00:00+08:00"}
REPORTED = {"operator": "tea", "dimension": "followers", "on": "2026-01-01", "value": 1}
SUPPLIER = {"title": "山野茶业", "code": "91310115MA1K3BTP2B"}
ADVERT = {
    "room_id": "<room_id>",
    "kind": "paid",
    "reference": "boost-9",
    "content": "山野茶专场",
    "starts_at": "2026-12-01T20:00:00+08:00",
    "ends_at": "2026-12-01T22:00:00+08:00",
    "party_id": "<party_id>",
}
PAPERS = {"since": "2026-12-01", "until": "2026-12-01", "items": [{"product": "sku-1"}]}
RECALL = {"kind": "recall", "brand": "山野", "published_by": "某局", "published_on": "2026-08-01"}
# Of every write: a body that is right, and who may send it. All others must not.
SANCTION = {
    "party": "<party_id>",
    "key": "attack-0001",
    "code": "abuse",
    "subject": "person",
    "rung": "warning",
    "facts": "直播中辱骂他人两次。",
    "proportionality": "首次，情节轻微，予以警示。",
}
WRITES: dict[str, tuple[Any, set[str]]] = {
    "files": ({}, {"officer", "system_admin", "security_admin", "audit_admin"}),
    "files/<uuid:file_id>/tickets": ({}, set()),
    "packages/verify": ({}, {"officer", "audit_admin"}),
    **oversight.WRITES,
    "evidence-packages": (EVIDENCE, set()),
    "evidence-packages/<uuid:evidence_id>/tickets": ({}, set()),
    "parties": (
        {"kind": "natural", "roles": ["marketer"], "public_name": "小满", "name": "林小满"},
        {"officer", "streamer", "other"},
    ),
    "parties/<uuid:party_id>": ({"occupation": "教师"}, {"officer", "streamer"}),
    "parties/<uuid:party_id>/roles": ({"role": "operator"}, {"officer", "streamer"}),
    "parties/<uuid:party_id>/function": ({"act": "open"}, {"officer", "streamer"}),
    "parties/<uuid:party_id>/documents": (
        {"kind": "passport", "number": "E12345678", "born_on": "1990-01-01"},
        {"officer", "streamer"},
    ),
    "parties/<uuid:party_id>/marks": (
        {"mark_kind": "bank", "value": "6222020200112233"},
        {"officer", "streamer"},
    ),
    "parties/<uuid:party_id>/credentials": (
        {"kind": "licence", "name": "食品经营许可证"},
        {"officer", "streamer"},
    ),
    "parties/<uuid:party_id>/card": ({"address": "杭州市滨江区某路 1 号"}, {"officer", "streamer"}),
    "cards/<uuid:card_id>/decide": (
        {"is_approved": False, "reason": "地址不符"},
        {"officer"},
    ),
    "unreachable": (
        {
            "party_id": "<party_id>",
            "authority": "杭州市市场监督管理局",
            "document_number": "杭市监〔2026〕118 号",
            "received_on": "2026-03-02",
        },
        {"officer"},
    ),
    "unreachable/<uuid:case_id>/act": ({"act": "remind"}, {"officer"}),
    "parties/<uuid:party_id>/close": ({"reason": "本人申请"}, {"officer", "streamer"}),
    "credentials/<uuid:credential_id>/decide": ({"is_approved": True}, {"officer"}),
    "ties": (
        {"kind": "agency_operator", "first_id": "<agency_id>", "second_id": "<party_id>"},
        {"officer"},
    ),
    "ties/<uuid:tie_id>/end": ({}, {"officer"}),
    "rooms": ({"title": "茶"}, {"officer", "system_admin"}),
    "rooms/<uuid:room_id>/sessions": ({}, {"officer"}),
    "rooms/<uuid:room_id>/gate": ({}, {"officer", "streamer"}),
    "rooms/<uuid:room_id>/operator": ({}, {"officer"}),
    "sessions/<uuid:session_id>/cast": ({}, {"officer"}),
    "sessions/<uuid:session_id>/end": ({}, {"officer"}),
    "sessions/<uuid:session_id>/sales-completed": (SOLD, {"officer"}),
    "sessions/<uuid:session_id>/recordings": ({"items": []}, {"officer"}),
    "sessions/<str:session_id>/events": (LINE, set()),
    "rooms/<uuid:room_id>/tickets": ({}, {"streamer"}),
    "rooms/<uuid:room_id>/elements": (TITLE, {"officer", "streamer"}),
    "elements/<uuid:proposal_id>/decide": ({"state": "approved"}, {"officer"}),
    "rooms/<uuid:room_id>/place": ({"kind": "shop"}, {"officer", "streamer"}),
    "rooms/<uuid:room_id>/virtual-hosts": (FIGURE, {"officer", "streamer"}),
    "virtual-hosts/<uuid:host_id>/assess": (PASSED, {"officer"}),
    "virtual-hosts/<uuid:host_id>/withdraw": ({"reason": "换形象"}, {"officer", "streamer"}),
    "rooms/<uuid:room_id>/minors": ({"kinds": ["values"]}, {"officer", "streamer"}),
    "rooms/<uuid:room_id>/minors-notice": ({"sha256": "0" * 64}, {"officer", "streamer"}),
    "sessions/<uuid:session_id>/minors-notice/shown": (SHOWN, {"streamer"}),
    "stage-policy": ({"elements": ["title"], "places": []}, {"security_admin"}),
    "identity-provider": ({"kind": "sandbox"}, set()),  # after a step-up
    "minors/mode": ({"account": "a", "is_on": True}, set()),
    "minors/spending": ({"account": "a", "amount_fen": 1, "reference": "r"}, set()),
    "inspect": ({"id": "1", "type": "title", "text": "茶"}, {"officer"}),
    "decisions/<uuid:decision_id>/decide": ({"state": "pass", "reason": "可以"}, {"officer"}),
    "rooms/<uuid:room_id>/measures": (MEASURE, {"officer"}),
    "measures/<uuid:measure_id>/acknowledge": ({}, {"streamer"}),
    "measures/<uuid:measure_id>/undo": ({}, {"officer"}),
    "measures/<uuid:measure_id>/release": ({}, {"officer"}),
    "measures/<uuid:measure_id>/receipt": ({"executed": True}, set()),
    "sessions/<uuid:session_id>/notice": ({"client": "a"}, {"streamer"}),
    "charter/texts/<uuid:version_id>/objections": ({"text": "第三段有歧义。"}, {*ROLES}),
    "parties/<uuid:party_id>/agreements": (SIGNED, {"streamer"}),
    "parties/<uuid:party_id>/agency-records": (LOOKED, {"officer"}),
    "parties/<uuid:party_id>/trainings": (TAKEN, {"officer"}),
    "parties/<uuid:party_id>/verifications": ({"kind": "two_element"}, {"officer", "streamer"}),
    "parties/<uuid:party_id>/requests": ({"kind": "export"}, {"officer", "streamer"}),
    "parties/<uuid:party_id>/liveness": ({}, {"officer", "streamer"}),
    "parties/<uuid:party_id>/consents": (AGREED, {"streamer"}),
    "parties/<uuid:party_id>/guardian": (GUARDIAN, {"officer", "streamer"}),
    "verifications/<uuid:verification_id>/confirm": ({"code": "1", "token": "a"}, set()),
    "consents/<uuid:consent_id>/revoke": ({"reason": "不再同意"}, set()),
    "agreements/<uuid:agreement_id>/end": ({"reason": "不再合作"}, {"officer", "streamer"}),
    "filings/technologies": ({"slug": "host", "kind": "voice", "name": "语音合成"}, {"officer"}),
    "filings/signals": ({"kind": "users", "value": 10}, {"officer"}),
    "filings/standards": ({"code": "T/A 1", "title": "指南", "kind": "local"}, {"officer"}),
    "filings/incidents": (builders.INCIDENT, {"officer"}),
    "filings/incidents/<uuid:incident_id>/steps": (
        {"kind": "contained", "note": "已断开网络"},
        {"officer"},
    ),
    "filings/evidence": ({}, {"officer", "security_admin"}),
    "conduct/lists": ({"kind": "host", "value": "evil.example"}, {"officer"}),
    "conduct/pictures": ({}, {"officer"}),
    "conduct/lists/<uuid:target_id>/remove": ({"reason": "已整改"}, {"officer"}),
    **catalogue.WRITES,
    "products": ({"items": [{"title": "茶", "external_id": "sku-7"}]}, {"officer"}),
    "product-imports": ({"file": str(uuid7())}, set()),  # of his own shelf
    "product-imports/<uuid:import_id>/cancel": ({}, set()),  # of somebody else
    "outbox": (reports.DRAFTED, {"officer"}),
    **filed.WRITES,
    "suppliers": (SUPPLIER, {"officer"}),
    "suppliers/<uuid:supplier_id>": (SUPPLIER | {"title": "换个名字"}, {"officer"}),
    "suppliers/<uuid:supplier_id>/papers": ({"kind": "liquor-trading-record"}, {"officer"}),
    "papers/<uuid:paper_id>/file": ({"file_id": "0" * 32}, set()),  # of his own shelf
    "adverts": (ADVERT, {"officer"}),
    "adverts/<uuid:advert_id>/end": ({}, {"officer"}),
    "endorsements": (
        {"party_id": "<party_id>", "product": "sku-9", "used_on": "2026-01-02"},
        {"officer"},
    ),
    "sessions/<uuid:session_id>/advertisement": ({}, {"officer"}),
    "claims:check": ({"items": [{"text": "好茶"}]}, {"officer", "viewer", "audit_admin"}),
    "claim-evidence": ({"exemption": "usage_tip", "words": "最佳食用日期"}, {"officer"}),
    "prices": (b"{}", {"officer"}),
    "prices:check": ({"prizes_fen": [100]}, {"officer", "viewer", "audit_admin"}),
    "papers:check": (PAPERS, {"officer", "viewer", "audit_admin"}),
    "recalls": (RECALL, {"officer"}),
    "products/<uuid:product_id>/decide": (
        {"is_allowed": True, "reason": "只喷水的玩具", "revision": 1},
        {"officer"},
    ),
    "rooms/<uuid:room_id>/offers": ({"product": "sku-4"}, {"officer", "streamer"}),
    "offers/<uuid:offer_id>/decide": (
        {"is_allowed": False, "reason": "价格与备案不符"},
        {"officer"},
    ),
    "offers/<uuid:offer_id>/withdraw": ({}, {"officer", "streamer"}),
    "offers/<uuid:offer_id>/snapshots": (PAGE, set()),
    "sessions/<uuid:session_id>/seller-display": (SELLER, {"officer", "streamer"}),
    "products:check": ({"items": [{"title": "茶"}]}, {"officer"}),
    "studio/check": ({"when": "true"}, {"officer", "viewer", "audit_admin"}),
    "studio/rules": (RULE | {"name": "另一条规则"}, {"officer"}),
    "studio/versions/<uuid:rule_version_id>/backtests": (PERIOD, {"officer"}),
    "studio/backtests/<uuid:backtest_id>/cancel": ({}, set()),  # of another officer
    "studio/versions/<uuid:rule_version_id>/act": (
        {"act": "discard", "revision": 1},
        {"officer"},
    ),
    "studio/rules/<uuid:rule_id>/draft": (RULE, {"officer"}),
    "studio/packs": ({"name": "另一个词库", "pack_kind": "lexicon"}, {"officer"}),
    "studio/issues/<uuid:pack_issue_id>/exports": (
        {"table": "csv"},
        {"officer", "viewer", "audit_admin"},
    ),
    "studio/issues/<uuid:pack_issue_id>/terms": (
        {"terms": [{"term": "紫檀鲸鱼", "family": "F-MED"}]},
        {"officer"},
    ),
    "studio/issues/<uuid:pack_issue_id>/act": ({"act": "discard", "revision": 2}, {"officer"}),
    "studio/issues/<uuid:pack_issue_id>/imports": ({"file": str(uuid7())}, {"officer"}),
    "studio/packs/<uuid:pack_id>/draft": ({}, {"officer"}),
    "figures": ({"figures": [REPORTED]}, set()),
    **complaints.WRITES,
    "sanctions": (SANCTION, {"officer"}),
    "sanctions/<uuid:sanction_id>/appeal": ({"grounds": "标准有文号。"}, {"streamer"}),
    "sanctions/<uuid:sanction_id>/served": ({"way": "paper"}, {"officer"}),
    "sanctions/<uuid:sanction_id>/keep": ({"reason": "同类违规仍有两次。"}, {"officer"}),
    "sanctions/appeals/<uuid:appeal_id>/messages": ({"text": "补充。"}, {"officer", "streamer"}),
    "sanctions/appeals/<uuid:appeal_id>/decide": (
        {"ruling": "upheld", "text": "复核录像，维持。"},
        {"officer"},
    ),
    "review/claim": ({}, {"officer"}),
    "review/heartbeat": ({"items": [str(uuid7())]}, {"officer"}),
    "review/items/<uuid:item_id>/release": ({}, {"officer"}),
    "review/items/<uuid:item_id>/decide": (
        {"version": 1, "outcome": "stand", "reason": "属实"},
        {"officer"},
    ),
}
NAMED = {"Content-Disposition": "attachment; filename=a.ndjson"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PROOF = {"Content-Disposition": "attachment; filename=a.pdf"}


@pytest.fixture
def ids(api, harbour, lin, chun, tea_room, tea_session) -> dict[str, str]:
    builders.observing(harbour)
    title = {"id": "1", "type": "title", "text": "全国第一"}
    with acting(lin):
        held = services.measure_issue(actor=lin, session_id=tea_session.pk, order=ORDER)
    over = builders.session(chun, builders.room(chun, "已下播"))
    builders.end(over)
    mine = charter.everything(harbour, chun.user_id)
    return party_ids(harbour, mine["party_id"]) | {
        "room_id": str(tea_room.pk),
        "file_id": str(uuid7()),
        **mine,
        "sanction_id": sanctioned(lin, mine["party_id"]),
        **conduct_of(lin, tea_session),
        **suppliers.things(lin),
        **complaints.things(lin),
        **catalogue.things(lin),
        **filed.first_of(filed.things(lin)),
        "appeal_id": appealed(lin, mine["party_id"]),
        **oversight.things(lin),
        "incident_id": str(builders.house(lin)["incident_id"]),
        "session_id": str(tea_session.pk),
        "verification_id": str(uuid7()),
        "import_id": str(uuid7()),
        **goods_of(lin, tea_room),
        **studio(lin),
        "consent_id": str(uuid7()),
        "evidence_id": str(uuid7()),
        "held": str(held.pk),
        "over": str(over.pk),
        "measure_id": str(warn(lin, tea_session).pk),
        "item_id": str(waiting(tea_session).pk),
        "proposal_id": str(stage.submit(lin, tea_room, "cover").pk),
        "host_id": str(stage.host(lin, tea_room, name="小星", is_assessed=False).pk),
        "decision_id": api("post", "/api/v1/inspect", title).json()["results"][0]["decision"],
    }


def path_of(route: str, ids: dict[str, str]) -> str:
    if route.endswith(("/undo", "/release")):
        ids = ids | {"measure_id": ids["held"]}
    if route.endswith("/sales-completed"):
        ids = ids | {"session_id": ids["over"]}
    for name, value in ids.items():
        route = route.replace(f"<uuid:{name}>", value).replace(f"<str:{name}>", value)
    return f"/api/v1/{route}"


def post(browser: Client, route: str, ids: dict[str, str]) -> Any:
    body = filled(WRITES[route][0], ids)
    if route.endswith("/recordings"):
        body = keeping.recorded()  # of a broadcast that has just begun
    kind = NDJSON if isinstance(body, bytes) else "application/json"
    if route.endswith(("/evidence", "/attachments")):
        return browser.post(path_of(route, ids), PDF, content_type=kind, headers=PROOF)
    if route == "conduct/pictures":
        return browser.post(path_of(route, ids), picture(code(FINE)), content_type="image/png")
    return browser.post(path_of(route, ids), body, content_type=kind, headers=NAMED)


def test_every_write_of_the_api_is_in_the_table():
    served = {route.removeprefix("api/v1/") for route, method in ENDPOINTS if method != "get"}

    assert served == set(WRITES)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_not_write_is_refused_and_nothing_happens(harbour, chun, ids, role):
    actor = chun if role == "streamer" else builders.person(harbour, "eve", *actual(role))
    browser = signed_in(actor, raise_request_exception=False)
    with acting(actor), transaction.atomic():
        before = Entry.objects.count()

    for route in [route for route, (_body, who) in WRITES.items() if role not in who]:
        answer = post(browser, route, ids)
        assert answer.status_code in {403, 404}, (route, answer.content)
        assert answer["Content-Type"].startswith("application/problem+json")

    with acting(actor), transaction.atomic():
        assert Entry.objects.count() == before
        assert Decision.objects.get(pk=ids["decision_id"]).state == "review"


@pytest.mark.parametrize("role", ["officer", "streamer", "system_admin"])
def test_who_may_write_is_not(harbour, chun, ids, role):
    """Without this, a door that is shut for everybody would pass for a wall."""
    actor = chun if role == "streamer" else builders.person(harbour, "eve", *actual(role))
    browser = signed_in(actor, raise_request_exception=False)
    mine = [route for route, (_body, who) in WRITES.items() if role in who]

    for route in sorted(mine, key=lambda route: route.endswith("/end")):
        answer = post(browser, route, ids)
        assert answer.status_code in {200, 201, 202, 409}, (route, answer.content)


def actual(role: str) -> tuple[str, ...]:
    """Return a person's roles: `other` is a streamer of another room."""
    return ("streamer",) if role == "other" else (role,)


def test_a_page_that_is_not_ours_writes_nothing_with_a_visitors_cookie(harbour, chun, ids):
    both = builders.person(harbour, "both", "officer", "streamer")
    browser = signed_in(both, enforce_csrf_checks=True)

    for route in WRITES:
        answer = post(browser, route, ids)
        assert answer.status_code == 403, route
        assert answer["Content-Type"].startswith("application/problem+json")
