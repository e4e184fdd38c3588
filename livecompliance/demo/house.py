"""The platform's own house in the demo: licences, assessments, technologies, people, incidents."""

from datetime import date, timedelta
from uuid import UUID

from accounts import services as people
from filings import selectors, services
from filings.models import Assessment
from filings.rules import catalogue
from filings.rules.standards import Entry
from filings.services import Facts, Finding
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor

HOURS = (212, 236, 251, 240, 298, 322, 305, 364)  # of the last eight weeks
POINT = "制度、岗位与日志均已核对，抽查三场直播与台账一致。"
WEEK = timedelta(days=7)
CONTACT = "客服与投诉电话 400-000-0117（每天 9:00–21:00）\n投诉邮箱 tousu@platform.example"


def furnish(actor: Actor, officer_id: UUID, security_id: UUID) -> None:
    """Write down what a platform has by the day it shows itself; once."""
    if selectors.technology_list(actor).exists():
        return
    people.public_contact_set(actor=actor, contact=CONTACT)
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    security = Actor(actor.tenant_ids, user_id=security_id, roles=frozenset({"security_admin"}))
    _technologies(officer, security)
    _licences(officer)
    _assessments(officer)
    _standards(officer)
    _association(officer)
    _people(officer)
    _privacy(officer, security)
    _identities(officer)


def _in(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _technologies(officer: Actor, security: Actor) -> None:
    host = services.Declared(
        slug="virtual-host",
        kind="virtual_image",
        name="虚拟主播“云端小星”",
        description="数字人口型驱动与语音合成，夜间场次使用；全程显示人工智能标识。",
        owner_id=officer.user_id,
    )
    technology = services.technology_declare(actor=officer, declared=host)
    if technology.assessment is not None:
        _sign(officer, technology.assessment)
    services.technology_approve(
        actor=security, technology_id=technology.pk, live_on=_in(0), review_on=_in(90)
    )
    services.technology_go_live(actor=officer, technology_id=technology.pk)
    for slug, kind, name, effect in (
        ("vote", "function", "直播间投票", "function"),
        ("live-captions", "generative", "实时字幕生成", "none"),
    ):
        said = services.Declared(slug=slug, kind=kind, name=name, effect=effect)
        services.technology_declare(actor=officer, declared=said)


def _sign(officer: Actor, assessment: Assessment) -> None:
    answers = {key: {"finding": "met", "note": POINT} for key in catalogue.contents()}
    services.assessment_answer(actor=officer, assessment_id=assessment.pk, answers=answers)
    signature = services.Signature(result="passed", conclusion="措施与风险相适应，风险可控。")
    services.assessment_sign(actor=officer, assessment_id=assessment.pk, signature=signature)


def _licences(officer: Actor) -> None:
    owner = officer.user_id
    held = {
        "icp": Facts(state="held", number="演示ICP备20260001号", valid_from=_in(-300)),
        "edi": Facts(
            state="held",
            number="演示B2-20260017",
            valid_from=_in(-1785),
            valid_until=_in(38),
            owner_id=owner,
        ),
        "culture": Facts(
            state="held",
            number="演示网文〔2025〕0042号",
            valid_from=_in(-400),
            valid_until=_in(695),
            owner_id=owner,
        ),
        "audiovisual": Facts(state="not_needed", reason="只经营商品直播，不属于视听节目服务"),
        "level": Facts(
            state="held",
            title="直播业务系统（三级）",
            number="演示-31-00012",
            valid_from=_in(-290),
            owner_id=owner,
        ),
        "algorithm": Facts(
            state="preparing", title="直播间推荐排序", began_on=_in(-4), owner_id=owner
        ),
    }
    for kind, facts in held.items():
        services.filing_register(actor=officer, kind=kind, facts=facts)


def _assessments(officer: Actor) -> None:
    past = services.assessment_begin(
        actor=officer, trigger="service", subject="直播带货服务上线", owner_id=officer.user_id
    )
    _sign(officer, past)
    services.assessment_submit(
        actor=officer, assessment_id=past.pk, to="市网信办、市公安局网安支队", on=_in(0)
    )
    for value in (1_200_000, 1_310_000, 1_870_000):
        services.signal_report(actor=officer, kind="users", value=value)


def _standards(officer: Actor) -> None:
    for code, clause, state, evidence in (
        ("GB/T 22239-2019", "8.1.4", "met", "三级测评报告（2026-03）"),
        ("GB/T 22239-2019", "8.1.5", "partly", "异地备份演练排在十二月"),
        ("GB/T 35273-2020", "6.3", "met", "敏感信息逐人加密，原始人脸不留存"),
        ("GB 45438-2025", "", "met", "虚拟主播全程叠加标识，帧标签抽查"),
    ):
        finding = Finding(state=state, reviewed_on=_in(-12), evidence=evidence, review_on=_in(180))
        services.conformity_set(actor=officer, standard=code, clause=clause, finding=finding)


def _association(officer: Actor) -> None:
    """Record an invented association's standard, shown live by the board."""
    entry = Entry("T/YHZB 001-2026", "直播电商合规管理指南", "association", "云海直播行业协会")
    services.standard_record(actor=officer, entry=entry)
    finding = Finding(state="met", reviewed_on=_in(-3), control="sanctions.reported")
    services.conformity_set(actor=officer, standard=entry.code, finding=finding)


def _people(officer: Actor) -> None:
    for back, hours in zip(range(len(HOURS), 0, -1), HOURS, strict=True):
        services.staffing_take(
            actor=officer, on=clock.today() - back * WEEK, measured_s=hours * 3600, extra=3
        )
    services.staffing_note(actor=officer, extra=3, note="外包夜班三人")


def _privacy(officer: Actor, security: Actor) -> None:
    face = services.Draft(
        title="开播前人脸核验",
        grounds=("sensitive",),
        categories=("face",),
        processing="开播前由核验服务比对真人与证件照，只留结果与摘要。",
        necessity="办法第八条要求直播前核验真实身份，密码与短信不足以证明本人在场。",
        risks="人脸信息不可更换，一旦外泄影响长久。",
        measures="单独同意；原始图像用后即删；结果逐人加密；提供人工核验。",
    )
    impact = services.impact_write(actor=officer, draft=face)
    services.impact_decide(actor=security, impact_id=impact.pk, decision="change")
    minor = services.Draft(title="监护人同意材料", grounds=("sensitive",), categories=("minor",))
    services.impact_write(actor=officer, draft=minor)
    leak = services.incident_open(
        actor=officer,
        found=services.Found(
            kind="personal",
            title="导出表格误发合作方",
            nature="leak",
            categories=("contact",),
            discovered_at=clock.now() - timedelta(hours=2),
            backdated="夜班发现后先联系对方删除，随即登记。",
            persons=18,
            owner_id=officer.user_id,
        ),
    )
    services.incident_step(
        actor=officer, incident_id=leak.pk, kind="contained", note="对方已删除并书面确认。"
    )
    services.incident_open(
        actor=officer,
        found=services.Found(
            kind="cyber",
            title="开播接口被异常调用，部分直播间中断",
            level="larger",
            discovered_at=clock.now() - timedelta(minutes=25),
            facts={"systems": "开播接口与推流网关", "effect": "四个直播间中断约十分钟"},
            owner_id=officer.user_id,
        ),
    )
    services.incident_open(
        actor=officer,
        found=services.Found(
            kind="flaw", title="季度演练：付款页面漏洞", discovered_at=clock.now(), is_drill=True
        ),
    )


def _identities(officer: Actor) -> None:
    """Have both reports of the last period made; the worker writes them while people look on."""
    for kind in ("market", "tax"):
        report = services.identity_report_begin(actor=officer, kind=kind)
        services.identity_report_make(actor=officer, report_id=report.pk)
