"""What authorities ask of a demo platform: one over, one in work, one soon, one investigation."""

import io
from datetime import date, timedelta
from uuid import UUID

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from oversight.models import Inspection
from oversight.selectors import inspection as asks
from oversight.services import inspection as requests
from oversight.services import inspection_step as steps
from rooms import selectors as rooms

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def ask(actor: Actor, officer_id: UUID) -> None:
    """Enter four letters with what came of them. Once."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with acting(officer):
        if asks.inspection_list(officer).exists():
            return
        _over(officer)
        _in_work(officer)
        _soon(officer)
        _investigation(officer)


def _over(officer: Actor) -> None:
    row = _entered(
        officer,
        "杭州市市场监督管理局",
        "杭市监检〔2026〕64 号",
        title="双十一大促价格承诺抽查",
        asked="请说明大促期间最低价承诺的核查办法，并提供抽查记录。",
        matters=["market"],
        received=12,
        due=3,
    )
    _step(officer, row.pk, "acknowledged")
    _step(officer, row.pk, "taken")
    note = "承诺均按规则留存证据并逐条核对；不实的两条已处置，见附件说明。"
    _step(officer, row.pk, "answered", note=note)
    _step(officer, row.pk, "accepted", document_number="杭市监检〔2026〕71 号")


def _in_work(officer: Actor) -> None:
    row = _entered(
        officer,
        "浙江省互联网信息办公室",
        "浙网办函〔2026〕203 号",
        title="直播内容审核和实时巡查制度执行情况",
        asked="请提供十一月的巡查记录、处置情况和内容管理人员配备情况。",
        matters=["content"],
        received=4,
        due=9,
    )
    _step(officer, row.pk, "acknowledged")
    _step(officer, row.pk, "taken")
    later = clock.today() + timedelta(days=16)
    _step(officer, row.pk, "longer_asked", note="涉及的场次较多，需要逐场核对。", until_on=later)


def _soon(officer: Actor) -> None:
    _entered(
        officer,
        "杭州市滨江区市场监督管理局",
        "滨市监专〔2026〕18 号",
        kind="special",
        title="直播间实际销售者公示专项检查",
        asked="请提供所列直播间账号主页和直播页面的公示情况。",
        matters=["market", "commerce"],
        rooms=_rooms(officer, 1),
        received=1,
        due=1,
    )


def _investigation(officer: Actor) -> None:
    _entered(
        officer,
        "杭州市公安局滨江区分局",
        "杭公滨调〔2026〕7 号",
        kind="investigation",
        title="涉嫌虚假宣传养生产品案",
        asked="请提供所列直播间近三十日直播内容、运营者身份信息和处置记录。",
        matters=["crime"],
        rooms=_rooms(officer, 1),
        since_on=clock.today() - timedelta(days=30),
        paper=requests.Paper(io.BytesIO(PAPER), "调取证据通知书.pdf"),
        received=2,
        due=5,
    )


def _rooms(officer: Actor, most: int) -> list[UUID]:
    found = rooms.room_list(officer).order_by("id")[:most]
    return [one.pk for one in found]


def _entered(
    officer: Actor,
    authority: str,
    number: str,
    *,
    title: str,
    asked: str,
    matters: list[str],
    received: int,
    due: int,
    kind: str = "routine",
    rooms: list[UUID] | None = None,
    since_on: date | None = None,
    paper: requests.Paper | None = None,
) -> Inspection:
    today = clock.today()
    request = requests.Request(
        kind=kind,
        authority=authority,
        document_number=number,
        matters=matters,
        title=title,
        asked=asked,
        due_on=today + timedelta(days=due),
        rooms=rooms or [],
        since_on=since_on,
    )
    return requests.inspection_enter(
        actor=officer,
        request=request,
        received_on=today - timedelta(days=received),
        paper=paper,
        owner_id=officer.user_id,
    )


def _step(officer: Actor, inspection_id: UUID, kind: str, **said: object) -> None:
    given = steps.Said(**said)  # type: ignore[arg-type]
    steps.inspection_step(actor=officer, inspection_id=inspection_id, kind=kind, said=given)
