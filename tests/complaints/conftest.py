"""What the tests of complaints share: somebody of the public, officers, a complaint filed."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from PIL import Image

from complaints import services
from complaints.models import (
    Cluster,
    Complaint,
    ComplaintFigures,
    ComplaintTerms,
    Notice,
    NoticeMeasure,
    Referral,
    SharedFile,
)
from complaints.rules import challenge
from complaints.rules.periods import quarters_over
from complaints.rules.terms import shipped
from livecompliance import doors_complaints
from livecompliance.kernel import clock, limits
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from parties.models import Party
from tests import builders

STATEMENT = "主播说茶叶能降血压，我母亲信了，停了药。"
BUTTONS = {
    *(f"complaint-terms-{one}" for one in ("draft", "edit", "publish", "discard")),
    *(f"complaint_{one}" for one in doors_complaints.DEEDS),
    *("complaint-cluster-dismiss", "complaint-find"),
    *(f"particulars_{one}" for one in doors_complaints.PARTICULARS_DEEDS),
    *(f"complaint-figures-{one}" for one in ("draft", "publish", "discard")),
}
BUTTONS |= {f"notice_{one}" for one in doors_complaints.NOTICE_DEEDS}
PARTICULARS = services.Particulars(
    right="trademark",
    capacity="holder",
    wanted=("unlink", "stop"),
    proof="商标注册证第 00000001 号，注册人云栖茶业。",
    evidence="公证购买的商品照片与注册商标相同。",
)
CONTACT = {"name": "周小禾", "phone": "13800001234"}


def filing(kind: str = "conduct", **fields: Any) -> services.Filing:
    """Return a complaint that lacks nothing."""
    given: dict[str, Any] = {"statement": STATEMENT} | CONTACT
    if kind == "dispute":
        given["happened_at"] = clock.now() - timedelta(days=2)
    return services.Filing(kind=kind, **given | fields)


def public_of(tenant: Any) -> Actor:
    """Return whoever looks at a platform's public pages."""
    return Actor(tenant_ids=frozenset({tenant.pk}), roles=frozenset({"public"}))


def file(actor: Actor, kind: str = "conduct", form: bytes = b"", **fields: Any) -> services.Filed:
    """File a complaint as anybody."""
    with acting(actor):
        return services.complaint_file(
            actor=actor, filing=filing(kind, **fields), form=form or uuid7().bytes
        )


def do(name: str, actor: Actor, /, **given: Any) -> Any:
    """Call a service as somebody."""
    with acting(actor):
        return getattr(services, name)(actor=actor, **given)


def answer(actor: Actor, row: Complaint, outcome: str = "upheld", **fields: Any) -> Complaint:
    """Answer a complaint."""
    said = services.Answer(outcome, "核实属实，已下架并警示主播。", **fields)
    return do("complaint_answer", actor, complaint_id=row.pk, answer=said)


def again(row: Any) -> Any:
    """Return a row as it is now."""
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        return type(row).objects.get(pk=row.pk)


def clocks(row: Complaint) -> dict[str, Any]:
    """Return the clocks of a complaint by the names of their terms."""
    actor = system_actor(row.tenant_id)
    with acting(actor), transaction.atomic():
        found = list(office.clock_list(actor, ("complaint", row.pk)))
    return {one.kind.removeprefix("complaint_"): one for one in found}


def terms(**changes: Any) -> dict[str, Any]:
    """Return terms as the body of a version, changed: `goods_act=(3, "day")`."""
    body = shipped().kept()
    body["clusters"] |= changes.pop("clusters", {})
    for name, (amount, unit) in changes.items():
        kind, _, term = name.partition("_")
        body["kinds"][kind][term] = {"amount": amount, "unit": unit}
    return body


def published(writer: Actor, publisher: Actor, **changes: Any) -> ComplaintTerms:
    """Publish terms that hold from today on."""
    draft = services.Draft(terms(**changes), clock.today(), "按客服人数调整")
    row = do("terms_draft", writer, draft=draft)
    return do("terms_publish", publisher, terms_id=row.pk)


def things(officer: Actor) -> dict[str, str]:
    """File a notice of infringement, which is a complaint, and draft terms; return their ids."""
    passer = Actor(tenant_ids=officer.tenant_ids, roles=frozenset({"public"}))
    with acting(passer):
        made = services.notice_file(
            actor=passer, filing=filing("property"), particulars=PARTICULARS, form=uuid7().bytes
        )
    draft = do("terms_draft", officer, draft=services.Draft(terms(), clock.today(), "试行"))
    return {
        "complaint_id": str(made.complaint.pk),
        "terms_id": str(draft.pk),
        **shared(officer, made),
        "content_id": str(content_of(made.complaint).pk),
        "cluster_id": str(cluster_made(officer).pk),
        "referral_id": str(referred(officer, made.complaint).pk),
        "figures_id": str(do("figures_draft", officer, period=last_quarter(), note="试行").pk),
    }


def shared(officer: Actor, made: services.Filed) -> dict[str, str]:
    """Hand a picture in with a complaint, and keep that its operator may see it."""
    passer = Actor(tenant_ids=officer.tenant_ids, roles=frozenset({"public"}))
    stream = BytesIO()
    Image.new("RGB", (8, 6), "teal").save(stream, "PNG")
    stream.seek(0)
    with acting(passer):
        one = services.attachment_add(
            actor=passer, receipt=made.receipt, stream=stream, name="a.png"
        )
    with acting(system_actor(officer.tenant_id)), transaction.atomic():
        kept = SharedFile.objects.create(
            tenant_id=one.tenant_id, complaint=one.complaint, attachment=one, side=one.side,
            to="operator", form="whole", file=one.file, kind=one.kind, size=one.size,
            by_id=officer.user_id,
        )  # fmt: skip
    return {"attachment_id": str(one.pk), "shared_id": str(kept.pk)}


def content_of(row: Complaint) -> NoticeMeasure:
    """Keep that a cover was taken down on account of a notice."""
    product = system_actor(row.tenant_id)
    of = builders.room(product, "封面")
    with acting(product), transaction.atomic():
        notice = Notice.objects.get(complaint_id=row.pk)
        return NoticeMeasure.objects.create(
            tenant_id=row.tenant_id, notice=notice, target="cover", room=of
        )


def last_quarter() -> str:
    return quarters_over(clock.today(), 1)[0]


def cluster_made(officer: Actor) -> Cluster:
    """Keep a cluster of complaints about a new room, as the product would."""
    of = builders.room(officer, "集中")
    weight: dict[str, Any] = {"thirds": 9, "people": 3, "anonymous": 0, "least": 3}
    with acting(system_actor(officer.tenant_id)), transaction.atomic():
        return Cluster.objects.create(
            tenant_id=officer.tenant_id,
            scope="room",
            room=of,
            until=clock.now() + timedelta(days=7),
            **weight,
        )


def referred(officer: Actor, row: Complaint) -> Referral:
    """Ask the operator of a room about a complaint."""
    product = system_actor(row.tenant_id)
    with acting(product), transaction.atomic():
        party = Party.objects.create(
            tenant_id=row.tenant_id, roles=["operator"], kind="company", public_name="春茶店"
        )
        row = Complaint.objects.get(pk=row.pk)
        row.respondent = party
        row.save(update_fields=["respondent"])
    return do("referral_make", officer, complaint_id=row.pk, ask=services.Ask(ASKED))


ASKED = "顾客收到的茶叶与直播时说的不符，要求退货退款。"
NOTICE = {
    "statement": "直播间卖的茶叶罐用了我们注册的图形商标。",
    "right": "trademark",
    "capacity": "holder",
    "wanted": ["remove"],
    "proof": "商标注册证第 12345 号",
    "evidence": "商品图与注册商标对比",
    "name": "周小禾",
    "phone": "13800001234",
}
FILING = {"about": "conduct", "statement": STATEMENT}
REPLY = {"finding": "upheld", "text": "核实属实，已更正。"}
NOBODYS = {"number": "0" * 10, "code": "0" * 16}
WRITES: dict[str, tuple[Any, set[str]]] = {
    **{
        f"complaints/receipts/{one}": (NOBODYS | {"text": "补充。"}, set())
        for one in ("say", "contest")
    },
    **dict.fromkeys(
        ("complaints/receipts/withdraw", "complaints/receipts/settle"), (NOBODYS, set())
    ),
    "complaints/receipts/particulars": (NOBODYS, set()),
    "complaints/receipts/particulars-read": (NOBODYS | {"version": 1}, set()),
    "complaints/<uuid:complaint_id>/trade-records": (
        {
            "external_id": "P-1",
            "record": "payment",
            "at": "2026-11-28T20:16:05+08:00",
            "text": "已付款",
        },
        {"officer"},
    ),
    "complaints/receipts/sued": (NOBODYS | {"where": "杭州互联网法院"}, set()),
    "complaints/notices": (NOTICE, {"officer"}),
    "complaints/<uuid:complaint_id>/attachments": (b"not a file", {"officer"}),
    "complaints/<uuid:complaint_id>/notice/declare": (
        {"text": "我们有授权。", "evidence": "授权书编号 A-2026-17"},
        {"officer"},
    ),
    "complaints/notices/contents/<uuid:content_id>/done": ({}, {"officer"}),
    "complaints": (FILING, {"officer"}),
    "complaints/follow": ({"number": "0" * 10, "code": "0" * 16}, set()),
    "complaints/<uuid:complaint_id>/acknowledge": ({}, {"officer"}),
    "complaints/<uuid:complaint_id>/answer": (REPLY, {"officer"}),
    "complaints/<uuid:complaint_id>/refer": ({"text": ASKED}, {"officer"}),
    "complaints/referrals/<uuid:referral_id>/answer": (
        {"reply": "agrees", "reason": "同意退货退款。"},
        {"officer"},
    ),
}


def right(officer: Actor) -> dict[str, Any]:
    """File a complaint; return what is right of operations, by their names."""
    made = file(Actor(tenant_ids=officer.tenant_ids, roles=frozenset({"public"}))).receipt
    nothing = dict.fromkeys(("room", "session", "offer", "finding", "happened_at"))
    plain = dict.fromkeys(("external_id", "wish", "place", "order_ref", "name", "phone"), "")
    return {
        "complaint_file": FILING | nothing | plain | {"email": ""},
        "complaint_follow": {"number": made.number, "code": made.secret},
        "complaint_answer": REPLY | {"at": None},
        "complaint_refer": {"text": ASKED, "to": "operator"},
        "complaint_referral_answer": {"reply": "agrees", "reason": "同意退货。", "at": None},
    }


def is_untouched() -> bool:
    """Tell whether what `things` made stands as it was."""
    return (
        Complaint.objects.get().state == "received"
        and Referral.objects.get().state == "waiting"
        and Notice.objects.get().state == "received"
        and NoticeMeasure.objects.get().done_at is None
        and SharedFile.objects.get().ended_at is None
        and ComplaintTerms.objects.get().state == "draft"
        and Cluster.objects.get().ended_at is None
        and ComplaintFigures.objects.get().state == "draft"
    )


@pytest.fixture
def fresh(monkeypatch) -> None:
    """Nobody has asked yet, and the work is small."""
    monkeypatch.setattr(challenge, "MOST", 50)
    cache.clear()
    limits._tallies.clear()


@pytest.fixture
def guest(harbour) -> Client:
    """A browser of somebody of the public."""
    return Client(raise_request_exception=False)


@pytest.fixture
def passer(harbour) -> Actor:
    """Somebody of the public on Harbour's pages."""
    return public_of(harbour)


@pytest.fixture
def mei(harbour) -> Actor:
    """Mei is Harbour's second officer."""
    return builders.person(harbour, "mei", "officer")


@pytest.fixture
def filed(passer) -> services.Filed:
    return file(passer)


@pytest.fixture
def row(filed) -> Complaint:
    return filed.complaint


@pytest.fixture
def later(monkeypatch) -> Callable[..., None]:
    """Move the clock on: `later(days=31)`."""
    really, moved = clock.now, [timedelta()]

    def move(**by: float) -> None:
        moved[0] += timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: really() + moved[0])

    return move
