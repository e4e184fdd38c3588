"""The readable side of a package: one page in both languages without a script, and a PDF of it."""

import hashlib
import importlib
import json
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ledger import notes
from livecompliance.kernel import acts, crypto, personal
from livecompliance.kernel.actors import Actor
from moderation.selectors.labels import KINDS
from oversight.rules.recipients import Sight
from oversight.selectors.clip import STATES
from oversight.selectors.gather import Doc, in_both, instant
from oversight.selectors.scope import Scope
from oversight.selectors.words import ABOUTS, RECIPIENTS, SEEN
from rooms import selectors as rooms
from rooms import wire

log = logging.getLogger(__name__)
MOST_ACTS, MOST_ROWS, MOST_FILES, MOST_LINES = 300, 400, 400, 600
MOST_PAGES, LEAST_ROWS = 50, 10
STYLE = "<!-- style -->"
URL = re.compile(r"url\(|@import", re.IGNORECASE)
PROMISED = (wire.Speech, wire.ScreenText, wire.Goods, wire.Link, wire.Qr, wire.Correction)
SIDES: dict[str, Any] = {
    "complainant": _("投诉人"),
    "platform": _("平台"),
    "operator": _("被投诉的运营者"),
}
FORMS: dict[str, Any] = {
    "video": _("视频"), "audio": _("音频"), "graphic": _("图文"), "mixed": _("多种结合"),
}  # fmt: skip
LEVELS: dict[str, Any] = {"low": _("低"), "medium": _("中"), "high": _("高")}


class Shown(NamedTuple):
    """What the page is made from."""

    actor: Actor
    told: Mapping[str, Any]
    docs: Mapping[str, Doc]
    acts: list[bytes]
    key: str
    events: int
    payload: Mapping[str, Any]


def promises(actor: Actor, scope: Scope, sight: Sight) -> Doc:
    """Return what the room's people said, showed and sold around the instant that is asked about.

    Law: M-dispute-evidence
    """
    if scope.around is None or "promises" not in sight.parts:
        return []
    found: Doc = []
    for session in scope.sessions:
        try:
            for one in rooms.segment_list_since(actor, session, 0, scope.around[0]):
                if one.received_at > scope.around[1] or len(found) >= MOST_LINES:
                    break
                found += _said(one, str(session.pk), sight)
        except crypto.KeyLost:
            continue
    return found[:MOST_LINES]


def _said(segment: rooms.Recorded, session: str, sight: Sight) -> Doc:
    found = []
    for position, event in enumerate(segment.events):
        role = wire.role_of(event)
        words = " · ".join(dict.fromkeys(words for _field, words in wire.texts_of(event)))
        is_named = not sight.personal and personal.names_somebody(words)
        if not isinstance(event, PROMISED) or role == "viewer" or role not in sight.roles:
            continue
        found.append({
            "session": session, "segment": segment.seq, "position": position,
            "at": _at(event, segment.received_at), "kind": event.__struct_config__.tag,
            "speaker": role, "words": "" if is_named else words,
            "price_fen": getattr(event, "price_fen", None),
        })  # fmt: skip
    return found


def _at(event: wire.Event, received_at: datetime) -> str:
    return instant(event.at if isinstance(event.at, datetime) else received_at)


def page(shown: Shown) -> bytes:
    """Return the page, whole in itself."""
    return _page(shown, MOST_ROWS, is_paper=False).encode()


def _page(shown: Shown, most: int, *, is_paper: bool) -> str:
    with translation.override("zh-hans"):
        html = render_to_string("oversight/package.html", _context(shown, most, is_paper=is_paper))
    return html.replace(STYLE, f"<style>{_style()}</style>")


def _context(shown: Shown, most: int, *, is_paper: bool) -> dict[str, Any]:
    told, docs = shown.told, shown.docs
    named = {one["session"]: one["title"] for one in docs.get("broadcasts", [])}
    name, public = notes.public_of(shown.key)
    files = [] if is_paper else list(shown.payload.items())[:MOST_FILES]
    return {
        "told": told,
        "about": ABOUTS[told["about"].partition(":")[0]],
        "about_ref": told["about"].partition(":")[2],
        "recipient": RECIPIENTS[told["recipient"]],
        "seen": SEEN[told["recipient"]],
        "mark": range(60 if not is_paper else 18),
        "docs": {key: value[:most] for key, value in docs.items()},
        "left_out": {key: len(value) - most for key, value in docs.items() if len(value) > most},
        "events": shown.events,
        "segments": sum(one["segments"] for one in docs.get("broadcasts", [])),
        "entries": _acts(shown, most),
        "key": shown.key,
        "key_name": name,
        "key_sha256": hashlib.sha256(public).hexdigest(),
        "files": files,
        "files_more": 0 if is_paper else len(shown.payload) - len(files),
        "rooms": named,
        "kinds": _named(KINDS),
        "sides": _named(SIDES),
        "forms": _named(FORMS),
        "levels": _named(LEVELS),
        "clip_states": _named(STATES),
        "is_paper": is_paper,
    }


def _named(words: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {key: in_both(value.__str__) for key, value in words.items()}


def _acts(shown: Shown, most: int) -> list[dict[str, Any]]:
    """Return entries of the record as sentences, in both languages."""
    bodies = [json.loads(one) for one in shown.acts[:most]]
    wanted = {("user", one["actor"]["ref"]) for one in bodies}
    names = acts.things(shown.actor, wanted) if shown.told["sight"]["staff"] else {}
    return [
        {
            "at": instant(datetime.fromisoformat(one["at"])),
            "says": in_both(partial(_sentence, one, names)),
            "clause": one["clause"],
            "id": one["id"],
        }
        for one in bodies
    ]


def _sentence(one: Mapping[str, Any], names: Mapping[Any, str]) -> str:
    doer = names.get(("user", one["actor"]["ref"])) or DOERS[one["actor"]["kind"]]
    thing = one["subject"]["ref"][:8]
    return acts.sentence(one["action"], one["data"], who=str(doer), thing=thing)


DOERS: dict[str, Any] = {"user": _("平台工作人员"), "key": _("平台程序"), "system": _("系统")}


def _style() -> str:
    where = finders.find("css/evidence.css")
    return Path(str(where)).read_text(encoding="utf-8") if where else ""


# On paper, where the libraries are there.


def pdf(shown: Shown) -> bytes:
    """Return the summary as a PDF of at most fifty pages; nothing where WeasyPrint is missing."""
    try:
        weasyprint: Any = importlib.import_module("weasyprint")
    except (ImportError, OSError):
        return b""
    most = MOST_ROWS
    while most >= LEAST_ROWS:
        html = _page(shown, most, is_paper=True)
        document = weasyprint.HTML(string=html, url_fetcher=_nothing).render()
        if len(document.pages) <= MOST_PAGES:
            made: bytes = document.write_pdf()
            return made
        most //= 2
    log.warning("a summary of %s does not fit on %s pages", shown.told["number"], MOST_PAGES)
    return b""


def _nothing(url: str, *_given: Any, **_named: Any) -> Iterable[Any]:
    """Fetch nothing, whatever a page refers to."""
    raise ValueError("a package refers to nothing outside")
