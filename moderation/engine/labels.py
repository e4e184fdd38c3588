"""From findings to labels: whose words count, what excuses them, one label for one claim."""

from collections import Counter

from moderation.engine.conditions import Spot
from moderation.engine.lexicon import Family
from moderation.engine.resolve import Finding
from moderation.engine.spans import Disjoint
from moderation.engine.types import Label

MAX_LABELS = 32  # of one family in one text: more say nothing new
COMMENT_CLAUSE = "M-comment-management"


def is_live(label: Label) -> bool:
    """Whether a label counts: an excused one stays only to show what must be proved."""
    return label.weight > 0.0


def labels(
    text: str, field: str, folded: str, found: list[Finding], role: str, category: str
) -> list[Label]:
    """Return the labels of one text, in reading order.

    Args:
        text: the original words.
        field: the event's field they stand in.
        folded: the folded words.
        found: what the scan found there.
        role: who spoke; families that do not concern the speaker are left out.
        category: of the goods being talked about.
    """
    chosen = [f for f in found if role in f.term.family.speakers]
    if len(chosen) > 1:
        chosen = _strongest(chosen)
    out = []
    for finding in chosen:
        family = finding.term.family
        if category and category in family.categories:
            continue
        excuse = _excuse(text, folded, finding, family)
        if excuse != "":
            out.append(_label(text, field, finding, role, excuse))
    return out


def _label(text: str, field: str, finding: Finding, role: str, excuse: str | None) -> Label:
    term = finding.term
    source = term.family.source
    viewer = role == "viewer"
    weight = term.weight * finding.sure * (source.viewer if viewer else 1.0)
    clause = term.clause
    if viewer and not source.viewer_risk and clause:
        clause = COMMENT_CLAUSE
    return Label(
        source.code,
        clause,
        f"{term.rule}#{excuse}" if excuse else term.rule,
        finding.start,
        finding.end,
        text[finding.start : finding.end],
        field,
        finding.lane,
        0.0 if excuse else round(weight, 4),
        source.severity,
        term.family.pack,
    )


def _excuse(text: str, folded: str, finding: Finding, family: Family) -> str | None:
    """Return None if nothing excuses the hit, a code if proof is owed, "" if it is excused."""
    if not family.exemptions:
        return None
    spot = Spot(text, folded, finding.start, finding.end, finding.first, finding.last)
    for code, proof, holds in family.exemptions:
        if holds(spot):
            return code if proof else ""
    return None


def _strongest(found: list[Finding]) -> list[Finding]:
    """Keep one of the overlapping hits of one family: the weightiest, then the longest."""
    ranked = sorted(
        found,
        key=lambda f: (-f.term.weight * f.sure, f.start - f.end, f.start, f.term.text),
    )
    taken: dict[str, Disjoint] = {}
    numbers: Counter[str] = Counter()
    kept = []
    for f in ranked:
        code = f.term.family.source.code
        if numbers[code] < MAX_LABELS and taken.setdefault(code, Disjoint()).add(f.start, f.end):
            numbers[code] += 1
            kept.append(f)
    return sorted(kept, key=lambda f: (f.start, f.end, f.term.text))
