"""What must be right before anything is: the people, papers and words that requests ask for."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from filings import services as filings
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from parties import services
from parties.models import Card, Party, Unreachable
from parties.rules.consents import TEXTS
from tests.charter import world
from tests.oversight import keeping
from tests.parties import people

Known = dict[str, list[str]]
Right = dict[str, dict[str, Any]]


def parties_of(owner: Any, himself: Actor) -> tuple[Known, Right]:
    """Make a minor who markets and operates, his agency, and papers of every kind.

    Returns:
        Ids by the name that addresses have for them, and bodies by operation.
    """
    actor = system_actor(owner.pk)
    people.sandbox(owner)
    grown = clock.today() + timedelta(days=200)
    one = people.party(owner, "marketer", "operator", minor_until=grown, user_id=himself.user_id)
    agency = people.party(owner, "agency", kind="company", document="")
    consents = [people.consent(one, kind) for kind in ("face", "identity")]
    credential = people.credential(one, "work", state="waiting")
    tie = people.tie(agency, one)
    verified = people.verify(one)
    text = world.published(owner, "platform_operator")
    coming = world.published(owner, "platform_operator", 8, world.BODY + "\n另有补充。")
    agreement, course = world.accepted(text, one), world.course(owner)
    with acting(actor), transaction.atomic():
        live = services.liveness_start(actor=actor, party_id=one.pk)
    second = people.party(owner, "marketer")
    began = clock.now() - timedelta(hours=5)
    known = {
        "party_id": one,
        "operator_id": one,
        "tie_id": tie,
        "credential_id": credential,
        "consent_id": consents[0],
        "agreement_id": agreement,
        "version_id": coming,
    }
    known |= front_of(owner, one)
    ids = {name: [str(row.pk)] for name, row in known.items()}
    ids["verification_id"] = [str(live.verification.pk), str(verified.pk)]
    return ids, {
        "agreement_accept": {
            "kind": text.kind,
            "sha256": text.sha256,
            "ip": "203.0.113.9",
            "counterpart_id": None,
            "accepted_at": None,
        },
        "recording_report": keeping.recorded(),
        "sales_complete": {"completed_on": f"{clock.today()}"},
        "mark_give": {"mark_kind": "device", "value": "3f2a-77c1-demo-0001"},
        "agency_record": {
            "kind": "supervision",
            "done_on": f"{clock.today()}",
            "next_due_on": None,
            "broadcast_on": None,
        },
        "notice_serve": {"way": "platform", "at": None},
        "appeal_say": {"text": "补充一份检测报告。"},
        "appeal_decide": {"ruling": "upheld", "text": "复核录像，决定维持。"},
        "appeal_file": {"grounds": "当时说的是另一款商品，请复核录像。"},
        "card_decide": {"is_approved": False, "reason": "请补充经营地址。"},
        "charter_objection_make": {"party_id": str(one.pk)},
        "consent_give": {"kind": "identity", "text_version": TEXTS["identity"].version},
        "credential_decide": {"is_approved": True, "reason": ""},
        "credential_give": {"kind": "work", "valid_from": None, "valid_until": None, "files": []},
        "document_give": {
            "kind": "resident_id",
            "number": people.resident_id(date(1985, 1, 2), 77),
            "valid_until": None,
            "files": [],
        },
        "figures_report": {
            "figures": [
                {"operator": str(one.pk), "dimension": "followers", "on": f"{clock.today()}"}
            ]
        },
        "guardian_ask": {
            "document": "resident_id",
            "number": people.resident_id(date(1979, 1, 2), 3),
            "relation": "mother",
            "address": "",
            "proof_file": None,
        },
        "liveness_confirm": {"code": live.code, "token": "face-token"},
        "party_change": {"name": "林小满", "mobile": "13800001234"},
        "party_function": {"act": "cancel", "reason": "本人申请"},
        "party_role_add": {"role": "operator"},
        "technology_declare": {"slug": "vote-2", "kind": "function", "effect": "none"},
        "tie_make": {
            "kind": "agency_marketer",
            "first_id": str(agency.pk),
            "second_id": str(second.pk),
        },
        "training_record": {
            "course": course.code,
            "started_at": began.isoformat(),
            "finished_at": (began + timedelta(hours=1)).isoformat(),
            "score_percent": 100,
        },
        "violator_add": {
            "uscc": "92330106MA2FRNT25Q",
            "since": f"{clock.today()}",
            "until": None,
            "number": "",
        },
        "statements_order": {"period": f"{clock.today():%Y-%m}", "form": "ndjson"},
        "violator_lift": {"note": "杭市监信 9"},
        "incident_step": {"kind": "contained", "note": "已停用相关账号", "at": None},
        "inspection_enter": {
            "kind": "routine",
            "matters": ["market"],
            "received_on": f"{clock.today()}",
            **dict.fromkeys(("due_on", "since_on", "until_on", "paper")),
            **{name: [] for name in ("rooms", "sessions", "parties")},
        },
        "unreachable_act": {"act": "remind", "channel": "phone", "outcome": "updated"},
        "unreachable_note": {
            "party_id": str(second.pk),
            "authority": "杭州市市场监督管理局",
            "document_number": "杭市监〔2026〕119 号",
            "received_on": f"{clock.today()}",
        },
        "verification_begin": {"kind": "two_element"},
    }


def front_of(owner: Any, one: Party) -> dict[str, Any]:
    """Let a changed card and a notice that somebody cannot be reached wait for an officer."""
    given = {"tenant_id": owner.pk, "party": one}
    with acting(system_actor(owner.pk)), transaction.atomic():
        card = Card.objects.create(number=1, kind="natural", changed_on=clock.today(), **given)
        case = Unreachable.objects.create(
            authority="杭州市市场监督管理局",
            document_number="杭市监〔2026〕118 号",
            received_on=clock.today(),
            **given,
        )
    return {"card_id": card, "case_id": case}


def ordered(api: Any, session: Any) -> str:
    """Order a package of evidence of a broadcast by a program; return its id."""
    return str(api("post", "/api/v1/evidence-packages", evidence(str(session.pk))).json()["id"])


def evidence(session_id: str) -> dict[str, str]:
    return {
        "thing": "session",
        "ref": session_id,
        "recipient": "authority",
        "name": "滨海区市场监管局",
        "reason": "协查函 17 号",
    }


def kept_of(actor: Actor) -> dict[str, str]:
    """Let an incident be open and a certificate of destruction be there; return their ids."""
    found = filings.Found(
        kind="personal", title="接口越权", nature="leak", categories=("contact",),
        discovered_at=clock.now(),
    )  # fmt: skip
    with acting(actor), transaction.atomic():
        incident = filings.incident_open(actor=actor, found=found)
    return keeping.things(actor) | {"incident_id": str(incident.pk)}
