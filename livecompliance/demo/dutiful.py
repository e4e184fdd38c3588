"""The seven mechanisms of a demo platform, and who answers for what."""

from datetime import timedelta
from uuid import UUID

from livecompliance.demo.resolved import ago, then
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from oversight import selectors, services
from oversight.rules.mechanisms import KEYS

DOCUMENTS = {
    "accounts": (
        "账号与直播营销功能管理办法",
        "4.0",
        "实名注册；功能单独开通；注销后保留记录。",
        120,
    ),
    "information": ("信息安全与内容审核制度", "6.2", "先审后播；实时巡查；发现即处置并留存。", 20),
    "conduct": ("直播营销行为规范", "3.1", "首播前培训；违规按阶梯处置；可以申诉。", 200),
    "minors": ("未成年人保护制度", "2.4", "十六周岁以下不得出镜；影响身心健康的内容先提示。", 150),
    "consumers": ("消费者权益保护制度", "5.0", "公布期限；平台外争议协助取证；先行处理。", 90),
    "network": (
        "网络和数据安全管理制度",
        "2.2",
        "等级保护三级；数据分类分级；备份每日校验；事件四小时内报告。",
        60,
    ),
    "personal": ("个人信息保护制度", "3.3", "敏感信息单独同意；加密保存；请求限期办理。", 240),
}
LOOKED_AT = (13, 8, 4, 1)  # days ago, so that past days of the board can be seen
OWNED = ("M/5", "M/8", "M/9", "M/15", "M/16", "O117/9", "O117/14")


def charge(actor: Actor, officer_id: UUID, second_id: UUID) -> None:
    """Write the seven down, and say who answers for some articles. Once."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    today = clock.today()
    with acting(officer):
        if selectors.mechanism_versions(officer, officer.tenant_id, KEYS[0]).exists():
            return
        for kind in KEYS:
            document, version, measures, days = DOCUMENTS[kind]
            services.mechanism_record(
                actor=officer,
                version=services.Version(
                    kind=kind,
                    document=document,
                    document_version=version,
                    in_force_on=today - timedelta(days=days),
                    review_on=today + timedelta(days=days),
                    owner_id=officer_id,
                    measures=measures,
                ),
            )
        for at, article in enumerate(OWNED):
            owner = second_id if at % 2 else officer_id
            due = today + timedelta(days=6 + 11 * at)
            charging = services.Charging(owner_id=owner, due_on=due)
            services.charge_set(actor=officer, article=article, charging=charging)
        for days in LOOKED_AT:
            with then(ago(days=days)):
                services.duties_look(actor=officer)
        services.duties_look(actor=officer)
