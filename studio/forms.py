"""The editor's fields: from a version to fields, from fields to what somebody wants."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid
from moderation.engine.record import Person, Record
from studio.models import Version
from studio.rules.body import TRIED
from studio.rules.form import COUNTERS, KINDS, SPEAKERS, Counter, Form, form_of, text_of

MOST_TRIED = 1_000
FIELDS = (
    "label", "clause", "measure", "suggestion", "score", "severity", "reason_zh", "reason_en",
    "advice_zh", "advice_en",
)  # fmt: skip
BLANK = {"label": "F-OFFPLAT", "suggestion": "review", "score": "0.6", "severity": "medium"}


def values_of(version: Version | None) -> dict[str, Any]:
    """Return the fields of a version, or those of a new rule."""
    if version is None:
        form: Form | None = Form(speakers=("operator", "marketer"), families=("F-OFFPLAT",))
        body: Mapping[str, Any] = BLANK | {"when": text_of(form or Form())}
    else:
        body, form = version.body, form_of(str(version.body.get("when", "")))
    values = {name: str(body.get(name, "")) for name in FIELDS}
    values |= {"when": str(body["when"]), "note": version.note if version else ""}
    return values | {"mode": "form" if form else "text"} | _fields(form or Form())


def _fields(form: Form) -> dict[str, Any]:
    counter = form.counter
    return {
        "speakers": form.speakers,
        "kinds": form.kinds,
        "families": form.families,
        "least": form.score,
        "counter": counter.what if counter else "",
        "counter_family": counter.family if counter else "",
        "counter_seconds": str(counter.seconds) if counter else "600",
        "counter_least": str(counter.least) if counter else "3",
    }


def read(post: QueryDict) -> dict[str, Any]:
    """Return the fields as sent. The condition follows the form, or the form the condition."""
    values: dict[str, Any] = {name: post.get(name, "").strip() for name in FIELDS}
    values["note"], values["name"] = post.get("note", ""), post.get("name", "")
    values["mode"] = "text" if post.get("mode") == "text" else "form"
    when = post.get("when", "").replace("\r\n", "\n").strip()
    if values["mode"] == "text":
        found = form_of(when)
        return values | {"when": when, "fits": found is not None} | _fields(found or Form())
    form = _form(post)
    return values | {"when": text_of(form), "fits": True} | _fields(form)


def _form(post: QueryDict) -> Form:
    counter = None
    what = post.get("counter", "")
    seconds, least = post.get("counter_seconds", ""), post.get("counter_least", "")
    if what in COUNTERS and seconds.isdecimal() and least.isdecimal():
        counter = Counter(what, post.get("counter_family", ""), int(seconds), int(least))
    return Form(
        tuple(one for one in SPEAKERS if one in post.getlist("speakers")),
        tuple(one for one in KINDS if one in post.getlist("kinds")),
        tuple(post.getlist("families"))[:60],
        _score(post.get("least", "")),
        counter,
    )


def _score(text: str) -> str:
    try:
        value = round(float(text), 2)
    except ValueError:
        return ""
    return f"{value:.2f}".rstrip("0").ljust(3, "0") if 0 < value <= 1 else ""


def body_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what somebody wants a rule to say."""
    body = {name: values[name] for name in FIELDS} | {"when": values["when"]}
    try:
        body["score"] = float(values["score"] or 0)
    except ValueError:
        body["score"] = -1.0
    return body


def record_of(post: QueryDict, families: Collection[str]) -> Record:
    """Return the streamer's record that a rule is tried on: as typed in, of yesterday."""
    past = min(number_of(post, "as_past") or 0, MOST_TRIED)
    sanctions = min(number_of(post, "as_sanctions") or 0, MOST_TRIED)
    return Record(
        tier=post.get("as_tier", "")[:8],
        strikes=min(number_of(post, "as_strikes") or 0, MOST_TRIED),
        sanctions=(1,) * sanctions,
        findings={code: {1: past} for code in families} if past else {},
        people={TRIED: _speaker(post)},
    )


def _speaker(post: QueryDict) -> Person:
    """Return what is to be known of who speaks; without anything he is a stranger."""
    strikes = min(number_of(post, "as_speaker_strikes") or 0, MOST_TRIED)
    sanctions = min(number_of(post, "as_speaker_sanctions") or 0, MOST_TRIED)
    standing = post.get("as_speaker", "")
    is_known = bool(standing or strikes or sanctions)
    return Person(strikes, (1,) * sanctions, standing == "barred", is_known)


def number_of(post: QueryDict, name: str) -> int | None:
    """Return a whole number that was sent; None where there is none."""
    text = post.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def id_of(post: QueryDict, name: str) -> UUID:
    """Return an id that was sent.

    Raises:
        Invalid: it is none.
    """
    try:
        return UUID(post.get(name, ""))
    except ValueError:
        raise Invalid(_("请先选择一个文件。"), field=name) from None


def terms_of(post: QueryDict) -> dict[str, Any]:
    """Return pasted terms, one a line, each with the family and the rest chosen for all."""
    shared = {
        name: post.get(name, "").strip()
        for name in ("family", "severity", "clause", "weight", "source")
    }
    text = post.get("terms", "").replace("\r\n", "\n")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    rows = [shared | {"term": line} for line in lines]
    return shared | {"text": text, "lines": lines, "rows": rows}
