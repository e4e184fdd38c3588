"""The gate asks: does a right holder's notice keep this room, or its account, off air?"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.gate import Asked, Reason, Words

NAME, CLAUSE = "complaints.notices", "ECL-ip-measures"
CURE = _("运营者可以提交不存在侵权行为的声明；声明送达权利人后，法定期限内没有起诉的自动恢复")
WORDS = {
    "ip_notice_room": Words(_("直播间因知识产权侵权通知 %(mark)s 停播"), CURE),
    "ip_notice_account": Words(_("账号因知识产权侵权通知 %(mark)s 停止直播服务"), CURE),
}
CLOSED = """
SELECT 'notice', json_build_array(m.target, m.party_id, m.notice_id)::text
  FROM complaints_noticemeasure m
 WHERE m.tenant_id = %(tenant)s AND m.ended_at IS NULL
   AND (m.target = 'room' AND m.room_id = %(room)s::uuid
     OR m.target = 'account' AND m.party_id = %(notice_operator)s::uuid)
"""


def check(actor: Actor, asked: Asked) -> Iterator[Reason]:
    """Say which notices closed the room, or the account of whoever operates it.

    Law: ECL-ip-measures
    """
    for target, party, notice in gate.seen(actor, asked, NAME).get("notice", []):
        of = UUID(party) if party else asked.operator_id
        yield Reason(f"ip_notice_{target}", CLAUSE, of, {"mark": mark(notice)})


def mark(notice_id: str) -> str:
    """Return by what a notice is known in public."""
    return UUID(notice_id).hex[-8:].upper()


def _given(actor: Actor, asked: Asked) -> dict[str, Any]:
    return {
        "tenant": actor.tenant_id,
        "room": asked.room_id,
        "notice_operator": asked.operator_id,
    }


gate.look_register(NAME, gate.Look(CLOSED, _given))
gate.register(NAME, check, WORDS)
