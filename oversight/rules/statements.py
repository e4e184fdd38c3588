"""From a decision of ours to a statement of reasons, and what of ours must stand beside it."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import yaml

from oversight.rules.dsa import Fault, codes_of, faults_of

FILE = Path(__file__).resolve().parents[1] / "data" / "statements.yaml"
ILLEGAL, INCOMPATIBLE = "DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"
SANCTION: Literal["sanction"] = "sanction"
MEASURE: Literal["measure"] = "measure"
Source = Literal["sanction", "measure"]
LEAST_FACTS = 8
TERRITORY, LANGUAGE, NEAR, CATEGORY, ACCOUNT = (
    "territory",
    "language",
    "near",
    "category",
    "account",
)


class Restricts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a rung or a measure takes away, in codes of the other side."""

    visibility: str = ""
    provision: str = ""
    account: str = ""
    is_near: bool = False


class Matter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What it was about."""

    category: str
    keyword: str = ""
    also: str = ""
    is_near: bool = False
    is_notified: bool = False


class Map(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How everything of ours is said over there."""

    rungs: dict[str, Restricts]
    kinds: dict[str, Restricts]
    families: dict[str, Matter]
    violations: dict[str, Matter]
    clauses: dict[str, Matter]
    content: dict[str, str]


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it stands in our own records, with nothing that names somebody.

    Args:
        what: the rung, or the kind of measure.
        codes: of the violation of the ladder, first as the tenant calls it.
        families: of what was found.
        cited: the clause in words; ground: the clause of the agreement, where that was broken.
        wants: which of our own requirements apply to it.
        seen_on: when what it is about appeared; None where it is about an account.
    """

    source: Source
    ref: str
    what: str
    codes: tuple[str, ...]
    families: tuple[str, ...]
    clause: str
    basis: Literal["law", "agreement", "notice"]
    cited: str
    ground: str
    named: str
    facts: str
    proportionality: str
    remedy: str
    delivery: str
    consumers: str
    begins_on: date
    ends_on: date | None
    seen_on: date | None
    account_on: date | None
    shown: tuple[str, ...]
    stops_on_air: bool = False
    is_business: bool | None = None
    is_detected: bool = False
    is_decided: Literal["FULLY", "PARTIALLY", "NOT_AUTOMATED"] = "NOT_AUTOMATED"
    is_dated: bool = False
    wants_consumers: bool = False
    names_somebody: bool = False


class Stated(NamedTuple):
    """A statement, what of it has no place over there, and what is wrong with it."""

    statement: dict[str, Any]
    gaps: frozenset[str]
    faults: tuple[Fault, ...]


@cache
def mapping() -> Map:
    """Return how everything of ours is said over there."""
    return msgspec.convert(yaml.safe_load(FILE.read_text(encoding="utf-8")), Map)


def restricts(source: str, what: str) -> Restricts | None:
    """Return what a rung or a measure takes away; None where it takes nothing."""
    held = mapping()
    return (held.rungs if source == SANCTION else held.kinds).get(what)


def puid_of(source: str, ref: str) -> str:
    """Return the number a statement has for good: by the decision alone."""
    return f"{source}-{ref}"


def matter_of(families: Iterable[str], codes: Iterable[str], clause: str) -> Matter | None:
    """Return what a decision was about; None where nothing over there is even near."""
    held = mapping()
    if clause in held.clauses:
        return held.clauses[clause]
    for one in families:
        if one in held.families:
            return held.families[one]
    return next((held.violations[one] for one in codes if one in held.violations), None)


def stated(one: Decided) -> Stated | None:
    """Return the statement of reasons of a decision; None where it restricts nothing.

    What is not known is left out, never guessed: the territory is not a country of the Union, the
    language of what was said is on no record, and the identity of who complained is not told.

    Law: M-account-sanctions, O117-measures
    """
    taken = restricts(one.source, one.what)
    if taken is None:
        return None
    about = matter_of(one.families, one.codes, one.clause)
    statement = (
        {"puid": puid_of(one.source, one.ref)}
        | _decision(one, taken)
        | _ground(one)
        | _about(one, about)
        | _content(one)
        | {
            "application_date": one.begins_on.isoformat(),
            "decision_facts": _facts(one),
            "source_type": _source(one, about),
            "automated_detection": "Yes" if one.is_detected else "No",
            "automated_decision": f"AUTOMATED_DECISION_{one.is_decided}",
        }
    )
    faults = (*faults_of(statement), *own_faults(one, about))
    return Stated(statement, _gaps(one, taken, about), faults)


def _decision(one: Decided, taken: Restricts) -> dict[str, Any]:
    said: dict[str, Any] = {}
    seen = [taken.visibility] if taken.visibility else []
    if one.stops_on_air:
        seen.append("DECISION_VISIBILITY_CONTENT_DISABLED")
    ends = {"visibility": seen, "service": taken.provision, "account": taken.account}
    if seen:
        said["decision_visibility"] = seen
    if taken.provision:
        said["decision_provision"] = taken.provision
    if taken.account:
        said["decision_account"] = taken.account
    if one.ends_on is not None:
        said |= {f"end_date_{at}_restriction": one.ends_on.isoformat() for at in ends if ends[at]}
    if one.is_business:
        said["account_type"] = "ACCOUNT_TYPE_BUSINESS"
    return said


def _ground(one: Decided) -> dict[str, str]:
    kind = "incompatible" if one.basis == "agreement" else "illegal"
    ground = "incompatible_content_ground" if kind == "incompatible" else None
    return {
        "decision_ground": INCOMPATIBLE if kind == "incompatible" else ILLEGAL,
        ground or "illegal_content_legal_ground": one.ground if ground else one.cited,
        f"{kind}_content_explanation": one.named,
    }


def _about(one: Decided, about: Matter | None) -> dict[str, Any]:
    if about is None:
        return {}
    said: dict[str, Any] = {"category": f"STATEMENT_CATEGORY_{about.category}"}
    if about.also:
        said["category_addition"] = [f"STATEMENT_CATEGORY_{about.also}"]
    if about.keyword:
        said["category_specification"] = [f"KEYWORD_{about.keyword}"]
    if about.keyword == "OTHER":
        said["category_specification_other"] = one.named[:500]
    return said


def _content(one: Decided) -> dict[str, Any]:
    held = mapping().content
    kinds = sorted({f"CONTENT_TYPE_{held[at]}" for at in one.shown if at in held})
    day = one.seen_on or one.account_on
    said: dict[str, Any] = {"content_date": day.isoformat()} if day else {}
    if kinds:
        return said | {"content_type": kinds}
    if one.source == MEASURE:
        return said | {"content_type": ["CONTENT_TYPE_VIDEO"]}
    return said | {"content_type": ["CONTENT_TYPE_OTHER"], "content_type_other": "账号 / account"}


def _facts(one: Decided) -> str:
    parts = (one.facts, one.proportionality, one.remedy, one.delivery, one.consumers)
    return "\n".join(part for part in parts if part)


def _source(one: Decided, about: Matter | None) -> str:
    if one.basis == "notice" or (about is not None and about.is_notified):
        return "SOURCE_TYPE_OTHER_NOTIFICATION"
    return "SOURCE_VOLUNTARY"


def _gaps(one: Decided, taken: Restricts, about: Matter | None) -> frozenset[str]:
    found = {TERRITORY, LANGUAGE}
    if taken.is_near:
        found.add(NEAR)
    if about is not None and about.is_near:
        found.add(CATEGORY)
    if one.seen_on is None:
        found.add(ACCOUNT)
    return frozenset(found)


def own_faults(one: Decided, about: Matter | None) -> list[Fault]:
    """Return what our own rules miss: what every decision has to say and to have done.

    Law: M-account-sanctions, O117-measures, O117-order-arrangement, O117-blacklist-notice
    """
    lacks = {
        "own_clause": not one.cited,
        "own_agreement": one.basis == "agreement" and not one.ground,
        "own_facts": len(one.facts) < LEAST_FACTS,
        "own_proportionality": not one.proportionality,
        "own_remedy": not one.remedy,
        "own_delivery": not one.delivery,
        "own_term": one.is_dated and one.ends_on is None,
        "own_consumers": one.wants_consumers and not one.consumers,
        "own_category": about is None,
        "own_backwards": one.ends_on is not None and one.ends_on < one.begins_on,
        "own_before": one.seen_on is not None and one.seen_on > one.begins_on,
        "own_names": one.names_somebody,
    }
    return [Fault("", code) for code, is_lacking in lacks.items() if is_lacking]


def checked() -> list[str]:
    """Return what of our own map is no code over there: empty, or it is wrong."""
    held, wrong = mapping(), []
    for taken in (*held.rungs.values(), *held.kinds.values()):
        given: Mapping[str, str] = {"visibility": taken.visibility, "provision": taken.provision,
                                    "account": taken.account}  # fmt: skip
        wrong += [code for name, code in given.items() if code and code not in codes_of(name)]
    for about in (*held.families.values(), *held.violations.values(), *held.clauses.values()):
        also = [about.category, *([about.also] if about.also else [])]
        wrong += [one for one in also if f"STATEMENT_CATEGORY_{one}" not in codes_of("category")]
        if about.keyword and f"KEYWORD_{about.keyword}" not in codes_of("keyword"):
            wrong.append(about.keyword)
    kinds = (f"CONTENT_TYPE_{one}" for one in held.content.values())
    return wrong + [one for one in kinds if one not in codes_of("content")]
