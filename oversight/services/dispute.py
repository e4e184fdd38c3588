"""Who was led elsewhere to buy gets the evidence himself, with his receipt."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.models import Complaint
from complaints.services import Offered
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Busy, Forbidden, NotFound
from office import selectors as office
from office.models import File, Job
from office.services import Opened
from office.services.file import place_of
from oversight import selectors
from oversight.models import Package
from oversight.selectors.scope import scope_of
from oversight.services.ordering import Wish, ordered
from oversight.services.taking import taken

MOST_A_DAY = 3


class Enough(Busy):
    """So many packages of one complaint were ordered within a day."""

    code = "enough_packages"


@transaction.atomic
def dispute_order(*, actor: Actor, complaint: Complaint) -> Package:
    """Order the evidence of a dispute for its consumer; one that is being made is the one.

    Raises:
        Forbidden: not the product itself. NotFound: nothing was on air then, or it is gone.
        Enough: he has ordered so many within a day.

    Law: M-dispute-evidence
    """
    if not actor.has("system"):
        raise Forbidden(_("只有产品自身可以凭回执提供证据。"))
    rows = _rows(actor, complaint)
    making = next((one for one in rows if state_of(one) == "making"), None)
    if making is not None:
        return making
    since = clock.now() - timedelta(days=1)
    if sum(one.ordered_at > since for one in rows) >= MOST_A_DAY:
        raise Enough(_("今天已经生成多次，请下载已有的证据包，或明天再试。"), retry_after=86_400)
    sessions = scope_of(actor, "dispute", complaint.pk).sessions
    if not any(one.key_destroyed_at is None for one in sessions):
        raise NotFound(_("没有找到那个时间的直播，或其内容已依法销毁。请补充准确的直播间和时间。"))
    name = _("投诉 %(number)s 的投诉人") % {"number": complaint.number}
    reason = _("跳转到其他平台的交易纠纷")
    return ordered(actor, Wish("dispute", complaint.pk, "consumer", name, reason))


def dispute_offered(*, actor: Actor, complaint: Complaint) -> list[Offered]:
    """Return the packages of a dispute that were ordered with its receipt, the newest first."""
    return [
        Offered(one.pk, state_of(one), one.ordered_at, one.sha256)
        for one in _rows(actor, complaint)
    ]


@transaction.atomic
def dispute_take(*, actor: Actor, package_id: UUID) -> Opened:
    """Open a package for the holder of a receipt; that he took it is recorded.

    Raises:
        NotFound: it is not finished, or its time is over.

    Law: M-dispute-evidence
    """
    row = selectors.package_ordered(actor, package_id)
    if row is None or row.file is None or state_of(row) != "ready":
        raise NotFound(_("没有这个证据包，或它已过保留期。"))
    taken(actor, row)
    return Opened(row.file, office.file_name(row.file), place_of(row.file))


def state_of(row: Package) -> str:
    """Return how a package stands: making, ready, failed or gone."""
    if row.made_at is not None and row.file is not None:
        return "gone" if row.file.state == File.State.GONE else "ready"
    return "making" if row.job is not None and row.job.state in Job.OPEN else "failed"


def _rows(actor: Actor, complaint: Complaint) -> list[Package]:
    return selectors.packages_by_receipt(actor, complaint.pk)
