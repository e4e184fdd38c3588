"""Whom an incident concerns is told; what it concerns is linked, and held."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import policies, selectors
from filings.events import IncidentLinked
from filings.models import Incident, IncidentLink, IncidentStep
from filings.rules import catalogue
from filings.rules import incidents as rules
from filings.services import terms
from filings.services.incident import IncidentUnfinished, opened
from filings.services.incident_note import note, step_add
from filings.services.text import chosen, plain
from filings.templatetags.filings import word
from livecompliance.kernel import events
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import services as office


class IsDrill(Conflict):
    """An exercise: nobody is written to."""

    code = "incident_is_drill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the persons concerned are told, beyond what the incident says itself."""

    measures: str
    advice: str
    contact: str


@transaction.atomic
def incident_persons_tell(
    *, actor: Actor, incident_id: UUID, people: Collection[UUID], notice: Notice
) -> IncidentStep:
    """Write to the members who are concerned: what, why, what harm, what was and can be done.

    Whoever was told of this incident is not told again.

    Raises:
        Forbidden: only officers may.
        NotFound: no such incident, or somebody is no member, of the tenant.
        IncidentClosed: it is closed. IsDrill: it is an exercise.
        IncidentUnfinished: nobody has assessed cause and harm yet.
        Invalid: nobody to tell, or words are missing.

    Law: PIPL-breach-notice
    """
    policies.require_keep(actor)
    row = opened(actor, incident_id)
    if row.is_drill:
        raise IsDrill(_("这是演练，不会通知任何人；可登记“未通知个人并说明理由”。"))
    if "assessed" not in selectors.steps_done(actor, row):
        words = _("请先评估原因和可能的危害，再通知个人。")
        raise IncidentUnfinished(words, law="PIPL-breach-notice")
    if not people:
        raise Invalid(_("请选择要通知的成员。"), field="people")
    sent = office.message_send(
        actor=actor,
        to=people,
        topic="leak" if row.kind == rules.PERSONAL else "incident_told",
        context=_context(row, notice),
        is_legal=True,
        about=office.About(terms.INCIDENT, str(row.pk)),
    )
    said = plain(notice.measures, "measures", most=2000, least=4)
    return step_add(actor, row, "persons", None, said, told=len(sent))


@transaction.atomic
def incident_link(*, actor: Actor, incident_id: UUID, kind: str, ref: UUID) -> IncidentLink:
    """Say that an incident concerns a broadcast, a room or a finding; its evidence is held.

    The same twice is once. An exercise holds nothing.

    Raises:
        Forbidden: only officers may.
        NotFound: no such incident, or no such thing, in the tenant.
        IncidentClosed: it is closed. Invalid: nothing of a kind that can be linked.

    Law: CSL-illegal-content
    """
    policies.require_keep(actor)
    row = opened(actor, incident_id)
    chosen(kind, IncidentLink.Kind.values, "kind")
    found = selectors.link_list(actor, row).filter(kind=kind, ref=ref).first()
    if found is not None:
        return found
    link = IncidentLink.objects.create(
        tenant_id=actor.tenant_id, incident=row, kind=kind, ref=ref, by_id=actor.user_id
    )
    note(actor, row, "filings.incident_linked", {"kind": kind, "ref": str(ref)})
    events.publish(IncidentLinked(actor, row.pk, kind, ref, row.is_drill))
    return link


def _context(row: Incident, notice: Notice) -> dict[str, object]:
    said: dict[str, object] = {
        "nature": _natures(row),
        "cause": row.cause,
        "harm": row.harm,
        "measures": plain(notice.measures, "measures", most=2000, least=4),
        "advice": plain(notice.advice, "advice", most=2000, least=4),
        "contact": notice.contact.strip()[:200] or _nobody(),
        "at": row.discovered_at.isoformat(),
    }
    if row.kind != rules.PERSONAL:
        return said
    known = [catalogue.categories()[one] for one in row.categories]
    kinds = {"zh": "、".join(one.zh for one in known), "en": ", ".join(one.en for one in known)}
    return said | {"kinds": kinds}


def _nobody() -> str:
    raise Invalid(_("请填写联系方式。"), field="contact")


def _natures(row: Incident) -> dict[str, str]:
    if row.kind != rules.PERSONAL:
        kind = rules.kinds()[row.kind]
        return {"zh": kind.zh, "en": kind.en}
    words = {}
    for tongue, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            words[tongue] = word(row.nature, "nature")
    return words
