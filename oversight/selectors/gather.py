"""What a package says of the things that it is about, as far as its recipient may see it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone, translation

from accounts import selectors as accounts
from catalog import selectors as catalog
from complaints import selectors as complaints
from conduct import selectors as conduct
from livecompliance.kernel import clock, law, personal
from livecompliance.kernel.actors import Actor
from moderation import selectors as moderation
from moderation.selectors.family import family_name
from oversight.rules.recipients import Sight
from oversight.selectors.scope import Scope
from parties import selectors as parties
from rooms import selectors as rooms
from rooms.models import Session
from sanctions import selectors as sanctions

Doc = list[dict[str, Any]]
GENERAL = ("M-cooperate", "O117-evidence-3y")
MOST_LINKS = 500


def gather(actor: Actor, scope: Scope, sight: Sight) -> dict[str, Doc]:
    """Return the documents of a package by name; what the recipient may not see is left out."""
    made: dict[str, Callable[[], Doc]] = {
        "broadcasts": lambda: [_broadcast(actor, one, sight) for one in scope.sessions],
        "findings": lambda: _findings(actor, scope, sight),
        "measures": lambda: _measures(scope, sight),
        "decisions": lambda: [_decision(actor, one, sight) for one in scope.sanctions],
        "complaints": lambda: [_complaint(actor, one, sight) for one in scope.complaints],
        "offers": lambda: [_pin(one) for it in scope.sessions for one in _pins(actor, it)],
        "links": lambda: [one for it in scope.sessions for one in _links(actor, it)],
        "notices": lambda: [_notice(actor, one) for one in scope.sessions],
        "person": lambda: _person(scope, sight),
        "files": lambda: [one for it in scope.complaints for one in _files(actor, it, sight)],
    }
    return {name: make() for name, make in made.items() if name in sight.parts}


def instant(at: datetime | None) -> str:
    """Return an instant as it stands in a package: local time with its offset; "" for none."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def in_both(say: Callable[[], object]) -> dict[str, str]:
    """Return what something is called, in both languages."""
    said = {}
    for tongue, name in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(name):
            words = str(say())
            said[tongue] = words and translation.gettext(words)
    return said


def _broadcast(actor: Actor, session: Session, sight: Sight) -> dict[str, Any]:
    head, room = rooms.head_of(actor, session), session.room
    cast = rooms.cast_list(actor, session.pk) if "cast" in sight.parts else []
    gate = (
        rooms.admission_list(actor, room).filter(session=session) if "gate" in sight.parts else ()
    )
    return {
        "session": str(session.pk),
        "room": str(room.pk),
        "title": room.title,
        "operator": room.operator_name or (room.operator.public_name if room.operator else ""),
        "form": session.form,
        "started_at": instant(session.started_at),
        "ended_at": instant(session.ended_at),
        "segments": head.segments,
        "events": head.events,
        "chain": head.chain.hex(),
        "destroyed_at": instant(session.key_destroyed_at),
        "is_virtual_image": session.is_virtual_image,
        "cast": [
            {"stage_name": one.stage_name, "is_host": one.is_host,
             "joined_at": instant(one.joined_at), "left_at": instant(one.left_at)}
            for one in cast
        ],
        "gate": [
            {"kind": one.kind, "is_allowed": one.is_allowed, "is_enforced": one.is_enforced,
             "reasons": one.reasons, "asked_at": instant(one.asked_at)}
            for one in gate
        ],
    }  # fmt: skip


def _findings(actor: Actor, scope: Scope, sight: Sight) -> Doc:
    by_session: dict[UUID, list[Any]] = {}
    for one in scope.findings:
        by_session.setdefault(one.session_id, []).append(one)
    quoted: dict[UUID, Any] = {}
    for found in by_session.values():
        with_words = [one for one in found if one.excerpt]
        quoted |= moderation.excerpts_of(found[0].session, with_words)
    dismissed = moderation.dismissals_of(actor, [one.pk for one in scope.findings])
    return [
        _finding(one, quoted.get(one.pk, {}), dismissed.get(one.pk), sight)
        for one in scope.findings
    ]


def _finding(one: Any, quoted: dict[str, Any], dismissal: Any, sight: Sight) -> dict[str, Any]:
    is_shown = one.speaker in sight.roles
    words = str(quoted.get("text", "")) if is_shown else ""
    if not sight.personal and personal.names_somebody(words):
        words = personal.without(words)
    return {
        "id": str(one.pk),
        "session": str(one.session_id),
        "segment": one.segment_seq,
        "position": one.position,
        "at": instant(one.at),
        "speaker": one.speaker,
        "event": one.event_type,
        "code": one.code,
        "name": in_both(lambda: family_name(one.code)),
        "clause": one.clause,
        "rule": one.rule,
        "rule_version": one.rule_version,
        "severity": one.severity,
        "words": words,
        "words_withheld": not is_shown,
        "dismissed": None
        if dismissal is None
        else {"at": instant(dismissal.created_at), "reason": dismissal.reason,
              "by": staff(dismissal.dismissed_by, sight)},
    }  # fmt: skip


def _measures(scope: Scope, sight: Sight) -> Doc:
    return [
        {
            "id": str(one.pk),
            "session": str(one.session_id),
            "kind": one.kind,
            "name": in_both(one.get_kind_display),
            "level": one.level,
            "origin": one.origin,
            "by": staff(one.decided_by, sight),
            "clause": one.clause,
            "reason": {"zh": one.reason_zh, "en": one.reason_en},
            "advice": {"zh": one.advice_zh, "en": one.advice_en},
            "findings": [str(each) for each in one.findings],
            "minutes": one.minutes,
            "taken_at": instant(one.created_at),
            "released_at": instant(one.released_at),
            "delivered_at": instant(one.delivered_at),
            "acknowledged_at": instant(one.acknowledged_at),
            "executed_at": instant(one.executed_at),
            "withdrawn_at": instant(one.withdrawn_at),
            "lifted_reason": one.lifted_reason,
        }
        for one in scope.measures
    ]


def _decision(actor: Actor, one: Any, sight: Sight) -> dict[str, Any]:
    appeal = sanctions.appeal_of(actor, one)
    return {
        "id": str(one.pk),
        "number": one.number,
        "about": one.party.public_name,
        "rung": one.rung,
        "name": in_both(one.get_rung_display),
        "state": in_both(one.get_state_display),
        "basis": one.basis,
        "clause": one.clause,
        "facts": one.facts,
        "proportionality": one.proportionality,
        "offence": one.offence,
        "days": one.days,
        "findings": [str(each) for each in one.findings],
        "proposed_at": instant(one.proposed_at),
        "proposed_by": staff(one.proposed_by, sight),
        "starts_at": instant(one.starts_at),
        "ends_at": instant(one.ends_at),
        "ended_at": instant(one.ended_at),
        "end_reason": one.end_reason,
        "appeal": appeal.state if appeal else "",
    }


def _complaint(actor: Actor, one: Any, sight: Sight) -> dict[str, Any]:
    said = complaints.messages_of(actor, one)
    texts = complaints.texts_of(actor, one, said)
    is_told = "notes" in sight.parts
    return {
        "number": one.number,
        "kind": in_both(one.get_kind_display),
        "state": in_both(one.get_state_display),
        "outcome": in_both(one.get_outcome_display) if one.outcome else {"zh": "", "en": ""},
        "filed_at": instant(one.filed_at),
        "happened_at": instant(one.happened_at),
        "answered_at": instant(one.answered_at),
        "words": complaints.words_of(actor, one),
        "who": complaints.who_of(actor, one, in_clear=sight.names),
        "said": [
            {"side": message.side, "at": instant(message.at), "text": texts.get(message.pk, "")}
            for message in said
            if is_told or not message.is_internal
        ],
        "trade": [
            {
                "kind": in_both(each.row.get_kind_display),
                "at": instant(each.row.at),
                "text": each.text,
                "amount_fen": each.amount_fen,
            }
            for each in complaints.trade_of(actor, one)
        ],
    }


def _files(actor: Actor, one: Any, sight: Sight) -> Doc:
    """Return the files of a complaint: all, or what one side handed in or was shown, masked."""
    to = "" if sight.files == "all" else sight.files
    return [
        {
            "complaint": one.number,
            "side": each.side,
            "kind": each.kind,
            "size": each.size,
            "form": each.form,
            "handed_in_at": instant(each.at),
            "file": "",
            "kept": str(each.file),
        }
        for each in complaints.files_seen(actor, one, to)
    ]


def _pins(actor: Actor, session: Session) -> Iterable[Any]:
    return catalog.pins_of(actor, session.pk)


def _pin(one: Any) -> dict[str, Any]:
    return {
        "session": str(one.session_id),
        "product": one.product.external_id,
        "title": one.product.title,
        "price_fen": one.price_fen,
        "seller": one.seller.title if one.seller else "",
        "digest": one.digest,
        "catalogue": one.catalogue,
        "pinned_at": instant(one.pinned_at),
    }


def _links(actor: Actor, session: Session) -> Doc:
    wanted = conduct.Wanted(room_id=session.room_id)
    found = list(conduct.jump_list(actor, wanted).filter(session=session)[:MOST_LINKS])
    landings = conduct.landings_of(actor, [one.pk for one in found])
    return [_link(one, landings.get(one.pk, [])) for one in found]


def _link(one: Any, landings: list[Any]) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "session": str(one.session_id),
        "kind": one.kind,
        "target": conduct.target_of(one),
        "host": one.host,
        "flags": one.flags,
        "event": one.event_key,
        "segment": one.segment_seq,
        "first_at": instant(one.first_at),
        "last_at": instant(one.last_at),
        "times": one.times,
        "landings": [
            {"id": str(each.pk), "state": each.state, "fetched_at": instant(each.fetched_at),
             "status": each.status, "host": each.host, "asks": each.asks, "hops": each.hops,
             "sha256": each.sha256, "size": each.size,
             "file": str(each.file_id) if each.file_id else "",
             "said": conduct.said_on(one, each)._asdict()}
            for each in landings
        ],
    }  # fmt: skip


def _notice(actor: Actor, session: Session) -> dict[str, Any]:
    notice = moderation.notice_get(actor, session.pk)
    return {
        "session": str(session.pk),
        "text": {"zh": notice.text["zh"], "en": notice.text["en"]},
        "clients": moderation.notice_displays(actor, session.pk),
        "raised_at": instant(notice.raised_at),
    }


def _person(scope: Scope, sight: Sight) -> Doc:
    one = scope.party
    if one is None:
        return []
    return [
        {
            "id": str(one.pk),
            "name": one.public_name
            if sight.names
            else parties.shown_name(one.kind, one.public_name),
            "kind": one.kind,
            "roles": one.roles,
            "state": in_both(one.get_state_display),
            "function": in_both(one.get_function_display),
        }
    ]


def staff(user: Any, sight: Sight) -> str:
    """Return who of the platform decided, where the recipient may know it."""
    if user is None:
        return ""
    return user.display_name if sight.staff else "***"


# The law.


def law_of(wanted: Iterable[tuple[str, date]]) -> Doc:
    """Return clauses as they stood on the days of the acts, with their texts, each version once."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for clause_id, on in [*wanted, *((one, clock.today()) for one in GENERAL)]:
        try:
            at = law.clause(clause_id, on)
        except LookupError:
            continue
        found.setdefault((at.id, at.effective_from.isoformat()), _clause(at))
    return [found[key] for key in sorted(found)]


def _clause(at: law.Clause) -> dict[str, Any]:
    named = law.instrument(at.instrument)
    return {
        "id": at.id,
        "instrument": {"zh": named.zh, "en": named.en},
        "citation": {"zh": law.citation(at, "zh"), "en": law.citation(at, "en")},
        "text": at.text,
        "reference": at.reference,
        "effective_from": at.effective_from.isoformat(),
        "effective_to": at.effective_to.isoformat() if at.effective_to else "",
        "source": law.source(at.source),
        "confidence": at.confidence,
    }


def clauses_in(docs: dict[str, Doc]) -> list[tuple[str, date]]:
    """Return which clauses documents name, each with the day of its act."""
    found = []
    for name, day in (("findings", "at"), ("measures", "taken_at"), ("decisions", "proposed_at")):
        found += [
            (one["clause"], datetime.fromisoformat(one[day]).date())
            for one in docs.get(name, [])
            if one["clause"]
        ]
    return found


def platform_of(actor: Actor) -> dict[str, str]:
    """Return whose package it is."""
    tenant = accounts.tenant_get(actor)
    return {"id": str(tenant.pk), "slug": tenant.slug, "name": tenant.name}
