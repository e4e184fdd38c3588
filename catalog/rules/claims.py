"""What may be said of goods: absolute terms and their exemptions, claims by kind of goods. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec
import yaml

from catalog.rules.pack import FOLDER

ABSOLUTE, PRICE = "F-ABS-TOP", "F-PRICE"
Verdict = Literal["exempt", "warn", "review", "block"]
Sector = Literal[
    "medical", "drug", "device", "health_food", "fsmp", "investment", "education", "other",
]  # fmt: skip
SECTORS: tuple[Sector, ...] = (
    "medical", "drug", "device", "health_food", "fsmp", "investment", "education", "other",
)  # fmt: skip
# The paper by which a kind of goods is advertised; what the catalogue asks it of is of that kind.
APPROVAL: Mapping[Sector, str] = {
    "drug": "drug-ad-approval",
    "device": "device-ad-approval",
    "health_food": "health-food-ad-approval",
    "fsmp": "fsmp-ad-approval",
}
# Never exempt and never minor: efficacy of such goods, returns of investments, results of teaching.
NEVER = frozenset({"F-MED", "F-HEALTHFOOD", "F-INFANT", "F-FIN", "F-EDU"})
BLOCKED = frozenset({"F-ABS-AUTH", "F-INFANT", "F-FIN", "F-EDU", "F-HEALTHFOOD"})
WARNED = frozenset({"F-ESTATE", "F-SEED", "F-ALC", "F-URGENCY"})
MEDICAL: frozenset[Sector] = frozenset({"drug", "device"})
# In these a limited fact or a comparison would speak of efficacy, returns or results.
STRICT: frozenset[Sector] = frozenset(
    {"medical", "drug", "device", "health_food", "fsmp", "investment", "education"}
)
TREATMENT = "medical-services"  # the entry of treatment and aesthetic medicine
LOOSE = frozenset({"limited_fact", "self_comparison", "not_goods"})
NO_DRUG = "本品不能代替药物"
DATES = re.compile(
    r"\d|[〇零一二三四五六七八九十]+(?:年|月|日|季度)|本(?:年|月|季|周)|今年|去年|上月"
)
NOISE = re.compile(r"\s+")


class Exemption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case in which an absolute term is none: by both its names, with what it needs."""

    zh: str
    en: str
    needs: list[Literal["statement", "brand", "standard", "place", "since", "until"]]
    proof: bool


@cache
def exemptions() -> Mapping[str, Exemption]:
    """Return the official exemptions, by code."""
    text = (FOLDER / "exemptions.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.load(text, yaml.CSafeLoader), dict[str, Exemption])


class Said(NamedTuple):
    """Words that a rule of inspection found in a text, in code points of it."""

    code: str
    clause: str
    rule: str
    start: int
    end: int
    text: str
    severity: str = "medium"


class Evidence(NamedTuple):
    """Proof that some words may be said: the whole of them, of a product or a brand or of all."""

    id: UUID
    exemption: str
    words: str
    product: str = ""
    brand: str = ""
    since: date | None = None
    until: date | None = None


class Good(NamedTuple):
    """Goods as far as what is said of them goes; `approved` are the papers that hold now."""

    product: str = ""
    brand: str = ""
    sectors: frozenset[Sector] = frozenset()
    approved: frozenset[str] = frozenset()


class Claim(NamedTuple):
    """What becomes of some words: the reason by its code, the evidence that excuses them."""

    said: Said
    verdict: Verdict
    why: str
    exemption: str = ""
    evidence: UUID | None = None
    may_be_minor: bool = False


def sectors_of(documents: Iterable[str], named: Iterable[Sector] = ()) -> frozenset[Sector]:
    """Return the kinds of goods, by the papers the catalogue asks for and by what was said."""
    asked = set(documents)
    return frozenset({one for one, paper in APPROVAL.items() if paper in asked} | set(named))


def sectors_listed(entries: Iterable[str], documents: Iterable[str]) -> frozenset[Sector]:
    """Return the kinds of goods by the entries that list them, and by the papers these ask for."""
    medical: frozenset[Sector] = frozenset({"medical"} if TREATMENT in set(entries) else ())
    return medical | sectors_of(documents)


def limits(words: str, place: str) -> bool:
    """Tell whether words bind themselves to a time and to a place, as a limited fact must."""
    text, where = folded(words), folded(place)
    return bool(where) and where in text and DATES.search(text) is not None


def folded(text: str) -> str:
    """Return words without width and blanks, to find them again however they are spaced."""
    return NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def judged(
    text: str, said: Iterable[Said], good: Good, proofs: Sequence[Evidence], on: date
) -> list[Claim]:
    """Return what becomes of everything that a text says of goods on a day.

    Law: ADL-absolute, ADL-review, O117-false-publicity
    """
    return [_claim(text, one, good, proofs, on) for one in said] + _unsaid(text, good)


def _claim(text: str, said: Said, good: Good, proofs: Sequence[Evidence], on: date) -> Claim:
    if said.code == ABSOLUTE:
        proof = exempting(text, said, good, proofs, on)
        if proof is not None:
            return Claim(said, "exempt", "exempt", proof.exemption, proof.id)
        return Claim(said, "review", "absolute", may_be_minor=not good.sectors & STRICT)
    if said.code == "F-MED":
        return _medical(said, good)
    if said.code == "F-HEALTHFOOD" and "health_food" in good.sectors:
        return Claim(said, "review", "health_food")
    if said.code in BLOCKED:
        return Claim(said, "block", "forbidden", may_be_minor=said.code not in NEVER)
    if said.code == PRICE:
        return Claim(said, "review", "price", may_be_minor=True)
    verdict: Verdict = "warn" if said.code in WARNED else "review"
    return Claim(said, verdict, "looked_at", may_be_minor=True)


def _medical(said: Said, good: Good) -> Claim:
    """Medical words: of drugs and devices under their approval alone, of nothing else at all."""
    kinds = good.sectors & MEDICAL
    if not kinds:
        return Claim(said, "block", "medical")
    if all(APPROVAL[one] in good.approved for one in kinds):
        return Claim(said, "review", "as_approved")
    return Claim(said, "block", "no_approval")


def _unsaid(text: str, good: Good) -> list[Claim]:
    """Return what must be said or be there and is not: approvals, the words of health food."""
    found = []
    for one, paper in APPROVAL.items():
        if one in good.sectors and paper not in good.approved:
            found.append(Claim(_nowhere(paper), "block", "approval_missing"))
    if "health_food" in good.sectors and folded(NO_DRUG) not in folded(text):
        found.append(Claim(_nowhere(NO_DRUG), "review", "no_drug_unsaid"))
    return found


def _nowhere(text: str) -> Said:
    code = "F-HEALTHFOOD" if text == NO_DRUG else "AD-APPROVAL"
    return Said(code, "ADL-review", "catalog/claims", 0, 0, text)


def exempting(
    text: str, said: Said, good: Good, proofs: Iterable[Evidence], on: date
) -> Evidence | None:
    """Return the evidence that excuses an absolute term where it stands; None where none does.

    The words that were proved must be said whole, and the term stand inside them: who proved
    “2026年6月本店销量第一” may not say “第一”. Proof of one product excuses no other.
    """
    for one in proofs:
        if _is_out(one, good, on) or (one.exemption in LOOSE and good.sectors & STRICT):
            continue
        if any(a <= said.start and said.end <= b for a, b in places(text, one.words)):
            return one
    return None


def _is_out(one: Evidence, good: Good, on: date) -> bool:
    """Tell whether evidence does not speak of these goods, or not today."""
    return (
        (bool(one.product) and one.product != good.product)
        or (bool(one.brand) and folded(one.brand) != folded(good.brand))
        or (one.since is not None and on < one.since)
        or (one.until is not None and one.until < on)
    )


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Return where words stand in a text, in its own code points, however it is spaced."""
    wanted = folded(words)
    if not wanted:
        return []
    plain: list[str] = []
    origin: list[int] = []
    for at, sign in enumerate(text):
        for one in folded(sign):
            plain.append(one)
            origin.append(at)
    found, start, flat = [], 0, "".join(plain)
    while (at := flat.find(wanted, start)) >= 0:
        found.append((origin[at], origin[at + len(wanted) - 1] + 1))
        start = at + 1
    return found


def worst(claims: Collection[Claim]) -> Verdict | Literal["pass"]:
    """Return the strictest of what becomes of a text; `pass` where nothing was said."""
    order: tuple[Verdict, ...] = ("block", "review", "warn", "exempt")
    return next((one for one in order if any(c.verdict == one for c in claims)), "pass")
