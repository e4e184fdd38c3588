"""What the stage says to a broadcast: elements, place, virtual hosts, notice. One question."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import clock, gate, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.gate import Asked, Reason, Words
from stage.rules import elements, hosts, minors, places
from stage.rules.terms import Terms, terms_of
from stage.templatetags.stage import ELEMENTS

# Everything in one statement, whatever the cast; the row-level walls stand in each part.
ASK = """
SELECT 'tenant', policy::text FROM accounts_tenant WHERE id = %(tenant)s
UNION ALL
SELECT 'element', json_build_array(e.kind, e.party_id, e.shown_id IS NOT NULL, EXISTS (
         SELECT 1 FROM stage_elementversion v
          WHERE v.tenant_id = e.tenant_id AND v.element_id = e.id AND v.state = 'waiting'))::text
  FROM stage_element e WHERE e.tenant_id = %(tenant)s AND e.room_id = %(room)s
UNION ALL
SELECT 'place', json_build_array(p.kind, p.declared_at)::text
  FROM stage_place p
 WHERE p.tenant_id = %(tenant)s AND p.room_id = %(room)s AND p.ended_at IS NULL
UNION ALL
SELECT 'host', json_build_array(h.id, h.state, h.assessed_until, h.mark_height_percent,
         h.mark_opening_s, h.is_mark_continuous, h.face, f.revoked_at, f.expires_at,
         f.id IS NOT NULL, h.voice, v.revoked_at, v.expires_at, v.id IS NOT NULL, EXISTS (
         SELECT 1 FROM filings_technology t
          WHERE t.tenant_id = h.tenant_id AND t.slug = h.technology
            AND t.state IN ('approved', 'live') AND t.live_on <= %(on)s), h.technology)::text
  FROM stage_virtualhost h
  LEFT JOIN parties_consent f ON f.tenant_id = h.tenant_id AND f.id = h.face_consent_id
  LEFT JOIN parties_consent v ON v.tenant_id = h.tenant_id AND v.id = h.voice_consent_id
 WHERE %(virtual)s AND h.tenant_id = %(tenant)s AND h.room_id = %(room)s
UNION ALL
SELECT 'minors', json_build_array(m.kind, m.notice_sha256)::text
  FROM stage_minorsclass m
 WHERE m.tenant_id = %(tenant)s AND m.room_id = %(room)s AND m.cleared_at IS NULL
"""
PLACES, IMAGE, LIKENESS, MARK = "M-places", "M-virtual-image", "M-likeness", "O117-ai-person"


class Agreed(NamedTuple):
    """A consent, as far as the gate asks."""

    revoked_at: datetime | None
    expires_at: datetime | None


class Host(NamedTuple):
    """A virtual host, as far as the gate asks."""

    id: UUID
    state: str
    until: date | None
    mark: hosts.Mark
    face: tuple[str, Agreed | None]
    voice: tuple[str, Agreed | None]
    is_registered: bool
    technology: str


NAME = "stage"
NOTHING: gate.Seen = {"tenant": [], "element": [], "place": [], "host": [], "minors": []}
Rows = gate.Seen


def _given(actor: Actor, asked: Asked) -> dict[str, Any]:
    return {
        "on": clock.to_date(asked.at),
        "tenant": actor.tenant_id,
        "room": asked.room_id,
        "virtual": asked.is_virtual_image or bool(asked.virtual_hosts),
    }


def _rows(actor: Actor, asked: Asked) -> Rows:
    return {**NOTHING, **gate.seen(actor, asked, NAME)}


def check(actor: Actor, asked: Asked) -> Iterator[Reason]:
    """Say what of the stage speaks against a broadcast.

    Law: M-key-elements, M-places, M-virtual-image, M-minors-notice, O117-prebroadcast-review
    """
    rows = _rows(actor, asked)
    terms = terms_of(rows["tenant"][0] if rows["tenant"] else {})
    yield from _elements(rows, asked, terms)
    yield from _place(rows, asked, terms)
    yield from _hosts(rows, asked)
    yield from _minors(rows)


def _elements(rows: Rows, asked: Asked, terms: Terms) -> Iterator[Reason]:
    standing = [elements.Standing(*row) for row in rows["element"]]
    wanted = elements.required_in(asked.form, terms.required)
    marketers = [str(one) for one in asked.marketers]
    for kind, party, is_waiting in elements.missing(standing, wanted, marketers):
        what = "waiting" if is_waiting else "missing"
        yield Reason(
            f"stage_{kind}_{what}",
            "M-key-elements",
            party=UUID(party) if party else None,
            data={"element": kind},
        )


def _place(rows: Rows, asked: Asked, terms: Terms) -> Iterator[Reason]:
    if not rows["place"]:
        yield Reason("stage_place_missing", PLACES)
        return
    kind, declared = rows["place"][0]
    ground = places.ground_of(kind, terms.restricted)
    if ground:
        yield Reason("stage_place_restricted", PLACES, data={"kind": kind, "ground": ground})
    is_new = asked.session_id is None  # on air the declaration of the start stands until a move
    if is_new and places.is_stale(_instant(declared), asked.at, terms.place_valid_h):
        yield Reason("stage_place_stale", PLACES, data={"hours": terms.place_valid_h})


def _hosts(rows: Rows, asked: Asked) -> Iterator[Reason]:
    if not (asked.is_virtual_image or asked.virtual_hosts):
        return
    known = [_host(row) for row in rows["host"]]
    named = set(asked.virtual_hosts)
    chosen = [one for one in known if one.id in named] if named else _current(known)
    if len(chosen) < len(named) or not chosen:
        yield Reason("stage_host_unknown", IMAGE)
    on = clock.to_date(asked.at)
    for one in chosen:
        yield from _host_reasons(one, asked, on)


def _current(known: list[Host]) -> list[Host]:
    """Return the hosts that a broadcast means which names none: those that were not ended."""
    return [one for one in known if one.state in ("waiting", "ready")]


def _host_reasons(one: Host, asked: Asked, on: date) -> Iterator[Reason]:
    data = {"host": str(one.id)}
    if one.state in ("off", "refused"):
        yield Reason("stage_host_off", IMAGE, data=data)
    elif not hosts.is_assessed(one.state, one.until, on):
        yield Reason("stage_host_unassessed", IMAGE, data=data)
    if not one.is_registered:
        named = data | {"technology": one.technology}
        yield Reason("stage_host_technology", IMAGE, data=named)
    if hosts.mark_faults(one.mark, _clause(on)):
        yield Reason("stage_host_unmarked", MARK, data=data)
    if not hosts.is_agreed(*one.face, asked.at):
        yield Reason("stage_host_no_likeness", LIKENESS, data=data)
    if not hosts.is_agreed(*one.voice, asked.at):
        yield Reason("stage_host_no_voice", LIKENESS, data=data)


def _clause(on: date) -> Any:

    return law.clause(MARK, max(on, law.clause(MARK).effective_from))


def _minors(rows: Rows) -> Iterator[Reason]:
    held = [kind for kind, _digest in rows["minors"]]
    if not held:
        return
    digest = minors.digest_of(minors.words_of(held))
    if any(given != digest for _kind, given in rows["minors"]):
        yield Reason("stage_minors_notice_unset", "M-minors-notice", data={"kinds": sorted(held)})


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _agreed(revoked: str | None, expires: str | None, is_there: bool) -> Agreed | None:
    if not is_there:
        return None
    return Agreed(*(_instant(one) if one else None for one in (revoked, expires)))


def _host(row: list[Any]) -> Host:
    pk, state, until, height, opening, stays, face, *more = row
    return Host(
        UUID(pk),
        state,
        date.fromisoformat(until) if until else None,
        hosts.Mark(height, opening, stays),
        (face, _agreed(*more[:3])),
        (more[3], _agreed(*more[4:7])),
        *more[7:],
    )


def _element_words() -> dict[str, Words]:
    found = {}
    for kind, name in ELEMENTS.items():
        found[f"stage_{kind}_missing"] = Words(
            format_lazy(_("{what}没有经过审核的版本。"), what=name),
            format_lazy(_("提交{what}，审核通过后再开播。"), what=name),
        )
        found[f"stage_{kind}_waiting"] = Words(
            format_lazy(_("{what}还在等待审核。"), what=name),
            _("等待合规专员作出决定，或改交不需要人工审核的内容。"),
        )
    return found


WORDS = {
    **_element_words(),
    "stage_place_missing": Words(_("没有申报直播场所。"), _("开播前申报直播场所。")),
    "stage_place_stale": Words(
        _("直播场所的申报已超过 %(hours)s 小时。"), _("重新申报本场直播的场所。")
    ),
    "stage_place_restricted": Words(
        _("申报的场所涉及国家安全、公共安全或影响他人及社会正常生产生活秩序，不得直播。"),
        _("换到可以直播的场所后重新申报。"),
    ),
    "stage_host_unknown": Words(
        _("使用虚拟形象，但没有登记，或登记的不是这个直播间的虚拟形象。"),
        _("先登记虚拟形象及其技术、标识和授权。"),
    ),
    "stage_host_off": Words(
        _("虚拟形象已停用或未通过评估。"), _("更换虚拟形象，或重新登记后再用。")
    ),
    "stage_host_unassessed": Words(
        _("虚拟形象没有有效的安全评估。"), _("完成安全评估，由合规专员登记结论。")
    ),
    "stage_host_technology": Words(
        _("虚拟形象所用的技术“%(technology)s”没有登记、评估并获批准。"),
        _("请在“许可与备案 · 新技术”中登记、评估并由另一人批准，或改用已批准的技术。"),
    ),
    "stage_host_unmarked": Words(
        _("虚拟形象的人工智能生成标识不符合要求。"),
        _("按要求的大小和时长设置标识，并全程持续显示。"),
    ),
    "stage_host_no_likeness": Words(
        _("虚拟形象使用他人肖像，没有本人有效的同意。"), _("取得本人同意，或更换形象。")
    ),
    "stage_host_no_voice": Words(
        _("虚拟形象使用他人声音，没有本人有效的同意。"), _("取得本人同意，或更换声音。")
    ),
    "stage_minors_notice_unset": Words(
        _("直播间含有可能影响未成年人身心健康的内容，没有设置展示前的提示。"),
        _("读取提示内容，在内容展示前显著展示，并回报已设置。"),
    ),
}

gate.look_register(NAME, gate.Look(ASK, _given))
gate.register(NAME, check, WORDS)
