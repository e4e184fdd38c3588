"""A number of the platform's size, or a spread that was not held, is reported: trigger 3 or 4."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from filings import policies, selectors
from filings.models import Assessment, Signal
from filings.rules import decisions
from filings.services import terms
from filings.services.assessment import assessment_open
from filings.services.text import chosen, plain
from filings.templatetags.filings import word
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid

RISE_PERCENT, RISE_SETTING = 50, "scale_rise_percent"
MOST = 10**13
KIND = Signal.Kind


@transaction.atomic
def signal_report(
    *, actor: Actor, kind: str, value: int = 0, note: str = "", on_day: date | None = None
) -> Signal:
    """Take a report; open the safety assessment that it makes due.

    A number is compared to the last one that made an assessment due, or else to the first; what
    counts as a significant rise is the platform's own policy, as the law names no number. A
    spread makes one due whatever its size.

    Returns:
        The report; `assessment` is what it made due, or what is being made already of a spread.

    Raises:
        Forbidden: only officers, the platform's programs and the product itself may.
        Invalid: no such kind, a number out of bounds, a day ahead, or a spread without words.

    Law: SAP-scale, SAP-spread
    """
    policies.require_report(actor)
    chosen(kind, KIND.values, "kind")
    today = clock.today()
    if not 0 <= value <= MOST:
        raise Invalid(_("指标数值超出范围。"), field="value")
    if on_day is not None and on_day > today:
        raise Invalid(_("日期不能晚于今天。"), field="on_day")
    signal = Signal(
        tenant_id=actor.tenant_id,
        kind=kind,
        value=value,
        note=plain(note, "note", most=200, least=4 if kind == KIND.SPREAD else 0),
        on_day=on_day or today,
        reported_at=clock.now(),
        actor_kind=actor.kind,
        actor_ref=actor.reference,
    )
    signal.assessment = _due(actor, signal)
    signal.save(force_insert=True)
    data = {"kind": kind, "value": value, "due": signal.assessment is not None}
    record.entry_append(
        actor=actor,
        action="filings.signal_reported",
        subject=("signal", signal.pk),
        clause="SAP-spread" if kind == KIND.SPREAD else "SAP-scale",
        data=data,
    )
    return signal


def _due(actor: Actor, signal: Signal) -> Assessment | None:
    if signal.kind == KIND.SPREAD:
        standing = selectors.assessment_open(actor, "spread")
        return standing or assessment_open(
            actor=actor, trigger="spread", subject=_("违法有害信息扩散"), detail=signal.note
        )
    before = selectors.signal_baseline(actor, signal.kind)
    percent = terms.own(actor, RISE_SETTING, RISE_PERCENT)
    if before is None or not decisions.has_risen(before.value, signal.value, percent):
        return None
    if selectors.assessment_open(actor, "scale") is not None:
        return None
    said = {
        "name": word(signal.kind, "signal"),
        "before": f"{before.value:,}",
        "now": f"{signal.value:,}",
    }
    subject = _("%(name)s由 %(before)s 升至 %(now)s") % said
    return assessment_open(actor=actor, trigger="scale", subject=subject)
