"""From findings to labels: whose words count, what excuses them, the longest of one family."""

from moderation.engine.conditions import Spot
from moderation.engine.lexicon import Family
from moderation.engine.resolve import Finding
from moderation.engine.types import Label

COMMENT_CLAUSE = "M-comment-management"


def is_live(label: Label) -> bool:
    """Whether a label counts: an excused one stays only to show what must be proved."""
    return label.weight > 0.0


class Labeller:
    """Turns the findings of one text into labels."""

    def labels(
        self,
        text: str,
        field: str,
        folded: str,
        found: list[Finding],
        role: str,
        category: str,
    ) -> list[Label]:
        """Return the labels of one text, in reading order."""
        chosen = [f for f in found if role in f.term.family.speakers or not f.term.family.speakers]
        if len(chosen) > 1:
            chosen = _longest_of_family(chosen)
        out = []
        for finding in chosen:
            label = self._label(text, field, folded, finding, role, category)
            if label is not None:
                out.append(label)
        return out

    def _label(
        self, text: str, field: str, folded: str, finding: Finding, role: str, category: str
    ) -> Label | None:
        term = finding.term
        family = term.family
        if category and category in family.categories:
            return None
        excuse = _excuse(text, folded, finding, family)
        if excuse == "":
            return None
        source = family.source
        viewer = role == "viewer"
        weight = term.weight * finding.sure * (source.viewer if viewer else 1.0)
        clause = source.clause
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
            family.pack,
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


def _longest_of_family(found: list[Finding]) -> list[Finding]:
    """Drop a hit that lies inside a longer one of its family that weighs at least as much."""
    return [f for f in found if not any(_inside(f, other) for other in found)]


def _inside(f: Finding, other: Finding) -> bool:
    if f is other or f.term.family is not other.term.family:
        return False
    if not (other.start <= f.start and f.end <= other.end):
        return False
    longer = other.end - other.start > f.end - f.start
    return longer and other.term.weight * other.sure >= f.term.weight * f.sure
