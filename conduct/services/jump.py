"""Write down where rooms send their viewers: every link and code of a broadcast, once."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest

from conduct import selectors
from conduct.models import Jump
from livecompliance.kernel import crypto
from livecompliance.kernel.ids import uuid7
from moderation import rules
from moderation import selectors as moderation
from moderation import services as inspection
from moderation.engine import jumps
from moderation.engine.events import KINDS
from rooms import wire
from rooms.models import Session

MOST = 500  # different addresses of one broadcast that are written down


class Shown(NamedTuple):
    """One address in one event of a batch."""

    at: int
    jump: jumps.Jump
    digest: str


def jumps_watch(seen: inspection.Seen) -> Iterable[inspection.Hit]:
    """Write down every link and code of a judged batch; what to think of them rules have said.

    Law: M-link-safety
    """
    shown = list(_shown(seen))
    if shown:
        _keep(seen, shown)
    return ()


def _shown(seen: inspection.Seen) -> Iterator[Shown]:
    for at, event in enumerate(seen.batch.events):
        if isinstance(event, wire.Link | wire.Qr):
            target = event.url if isinstance(event, wire.Link) else event.content
            jump = jumps.read_jump(target, seen.engine.targets)
            yield Shown(at, jump, selectors.target_digest(seen.session, jump.target))


def _keep(seen: inspection.Seen, shown: list[Shown]) -> None:
    session, actor = seen.session, seen.actor
    known = selectors.jump_digests(actor, session)
    key = moderation.words_key(session)
    made: dict[str, Jump] = {}
    for one in shown:
        event = seen.batch.events[one.at]
        at = rules.instant_of(event.at if isinstance(event.at, int) else 0)
        if one.digest in known:
            Jump.objects.of(actor).filter(session=session, digest=one.digest).update(
                times=F("times") + 1, last_at=Greatest("last_at", at)
            )
        elif one.digest in made:
            made[one.digest].times += 1
            made[one.digest].last_at = max(at, made[one.digest].last_at)
        elif len(known) + len(made) < MOST:
            row = Jump(
                id=uuid7(),
                tenant_id=session.tenant_id,
                session=session,
                room_id=session.room_id,
                kind=KINDS[type(event)],
                digest=one.digest,
                scheme=one.jump.scheme[:32],
                host=one.jump.host[:253],
                flags=sorted(one.jump.flags),
                listed_id=_listed(session, one.jump.listed),
                suggestion=seen.batch.results[one.at].suggestion,
                event_key=str(event.id)[:80],
                segment_seq=seen.batch.places[one.at][0],
                first_at=at,
                last_at=at,
            )
            plain = one.jump.target.encode("utf-8", "replace")
            row.target_sealed = crypto.seal(key, plain, selectors.target_bound(row))
            made[one.digest] = row
    Jump.objects.bulk_create(made.values(), ignore_conflicts=True)


def _listed(session: Session, named: str) -> UUID | None:
    """Return which entry of the tenant's own lists speaks of it; those of packs have no row."""
    try:
        return UUID(named)
    except ValueError:
        return None
