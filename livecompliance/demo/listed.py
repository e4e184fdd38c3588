"""Whom authorities list as serious violators, in the demo: invented names and numbers."""

from datetime import timedelta
from uuid import UUID

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from oversight.rules.violators import Listed
from oversight.selectors import violator as asks
from oversight.services import violator as services

SAMR, CAC = "市场监督管理严重违法失信名单", "互联网严重失信名单"
ENTRIES = (
    ("91330109MA2DEMQ045", "杭州云栈选品科技有限公司", "组织虚假交易，拒不履行处罚决定", 40, 1055),
    ("91310115MA1DEMQ29X", "上海晴岚直播文化传媒有限公司", "多次发布虚假广告，情节严重", 200, 895),
    ("92330106MA2FRNT25Q", "杭州市老街面馆", "经营场所无法联系，未按期改正", 15, 350),
)


def list_violators(actor: Actor, officer_id: UUID) -> None:
    """Enter three, one of whom is registered here and is only warned of. Once."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    today = clock.today()
    with acting(officer):
        if asks.lists_of(officer).exists():
            return
        for at, (code, name, basis, ago, left) in enumerate(ENTRIES):
            is_here = at == len(ENTRIES) - 1
            services.violator_add(
                actor=officer,
                listed=Listed(
                    authority="浙江省互联网信息办公室" if is_here else "国家市场监督管理总局",
                    uscc=code,
                    name=name,
                    basis=basis,
                    number=f"〔2026〕{31 + 17 * at} 号",
                    since=today - timedelta(days=ago),
                    until=today + timedelta(days=left),
                ),
                name=CAC if is_here else SAMR,
                effect="warn" if is_here else "deny",
            )
