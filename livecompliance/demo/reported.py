"""The authorities of a demo platform, and reports in every state: each goes into a folder."""

from uuid import UUID

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from oversight import selectors, services
from oversight.models import Dispatch

PLACE = "海滨省海滨市望海区"
OFFICES = (
    (
        "海滨市望海区市场监督管理局",
        "market",
        "county",
        PLACE,
        "folder",
        "samr-wanghai",
        "网络交易监管科",
    ),
    (
        "海滨省市场监督管理局",
        "market",
        "province",
        "海滨省",
        "folder",
        "samr-haibin",
        "网络交易监管处",
    ),
    (
        "海滨市互联网信息办公室",
        "cyberspace",
        "city",
        "海滨省海滨市",
        "folder",
        "cac-haibin",
        "内容管理科",
    ),
    ("海滨省互联网信息办公室", "cyberspace", "province", "海滨省", "folder", "cac-province", ""),
    ("海滨市公安局网络安全保卫支队", "police", "city", "海滨省海滨市", "hand", "", "值班室"),
    ("国家税务总局海滨市望海区税务局", "tax", "county", PLACE, "hand", "", "第一税务所"),
)
OWN = "近七日巡查发现三间直播间反复使用“全网最低价”等用语，均已警示并留存记录，现报告情况并请指导。"


def report(actor: Actor, officer_id: UUID) -> None:
    """Record the authorities, approve some of what was drafted, and send it. Once."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with acting(officer):
        if selectors.domicile_of(officer):
            return
        services.domicile_set(actor=officer, place=PLACE)
        for name, body, level, region, carrier, endpoint, contact in OFFICES:
            services.authority_set(
                actor=officer,
                office=services.Office(
                    name=name,
                    body=body,
                    level=level,
                    region=region,
                    carrier=carrier,
                    endpoint=endpoint,
                    contact=contact,
                ),
            )
        services.dispatch_draft(
            actor=officer,
            draft=services.Draft(
                key="demo",
                origin=Dispatch.Origin.HAND,
                matter="market",
                title="绝对化用语集中出现",
                text=OWN,
            ),
        )
        waiting = list(selectors.dispatch_list(officer, "open").order_by("id"))
        for row in waiting[: max(len(waiting) - 3, 0)]:
            is_running = row.clause == "NIR-report-4h"  # its hours are to be seen running
            if row.kind == "report" and row.authority and not row.is_two and not is_running:
                services.dispatch_approve(actor=officer, dispatch_id=row.pk)
    product = system_actor(officer.tenant_id)
    with acting(product):
        services.dispatches_send(actor=product, most=50)
    with acting(officer):
        sent = list(selectors.dispatch_list(officer, "sent").filter(kind="report")[:3])
        for at, row in enumerate(sent):
            number = f"收字〔2026〕{118 + at} 号"
            services.dispatch_receipt(
                actor=officer, dispatch_id=row.pk, receipt=number, at=clock.now()
            )
        if sent:
            services.dispatch_feedback(
                actor=officer,
                dispatch_id=sent[0].pk,
                text="已收悉，请继续保存有关记录，三十日内将派员核查。",
                at=clock.now(),
            )
