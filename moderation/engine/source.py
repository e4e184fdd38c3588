"""What a pack file says, as data: families, terms, rules. The shape is checked by msgspec."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from moderation.engine.types import Measure, Severity, Suggestion, Words

Weight = Annotated[float, Meta(ge=0, le=1)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Phrase = Annotated[str, Meta(min_length=1, max_length=200)]
Speaker = Literal["operator", "marketer", "guest", "viewer", "system"]
EVERYBODY: tuple[Speaker, ...] = ("operator", "marketer", "guest", "viewer", "system")


class Near(Struct, forbid_unknown_fields=True):
    """One of `any` must stand within `within` code points of the hit."""

    any: list[Phrase]
    within: Annotated[int, Meta(ge=0, le=200)] = 12


class TermSource(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One term and the conditions under which it counts."""

    t: Phrase
    w: Weight | None = None
    clause: str = ""
    boundary: bool = False
    sound: bool | None = None
    single: bool = False
    variants: bool | None = None
    near: Near | None = None
    any: list[Phrase] = []
    all: list[Phrase] = []
    unless: list[Phrase] = []
    not_: list[Phrase] = field(default_factory=list, name="not")


class Exemption(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What excuses a hit, under which code; `proof` means that evidence must be filed."""

    code: str
    name: Words = {}
    any: list[Phrase] = []
    pattern: str = ""
    proof: bool = False


class FamilySource(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A family of terms: one duty, one clause, one advice; `also` are clauses of other instruments
    that forbid the same."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Words = {}
    clause: str = ""
    also: list[str] = []
    severity: Severity = "medium"
    suggestion: Suggestion = "review"
    weight: Weight = 0.6
    speakers: list[Speaker] = field(default_factory=lambda: list(EVERYBODY))
    viewer: Annotated[float, Meta(ge=0, le=1)] = 1.0
    viewer_risk: bool = False
    signal: bool = False
    cap: Weight = 0.95
    except_categories: list[str] = []
    advice: Words = {}
    source: str = ""
    terms: list[Phrase | TermSource] = []
    allow: list[Phrase] = []
    exempt: list[Exemption] = []


class Then(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What a rule that holds leads to."""

    measure: Measure | None = None
    suggestion: Suggestion = "pass"
    score: Weight = 0.0
    label: str = ""
    cooldown: Annotated[int, Meta(ge=0, le=86_400)] | None = None
    rearm: Annotated[float, Meta(ge=0, le=100)] | None = None
    points: Annotated[float, Meta(ge=0, le=100)] = 0.0


class RuleSource(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A typed CEL expression and its consequence.

    `share` are the hundredths of sessions, from and up to, in which it has its effect; in the
    others it is only noted what it would have done. (0, 0) is a shadow.
    """

    id: Annotated[str, Meta(min_length=1, max_length=80)]
    when: Annotated[str, Meta(min_length=1, max_length=2000)]
    then: Then
    clause: str = ""
    severity: Severity = "medium"
    reason: Words = {}
    advice: Words = {}
    speakers: list[Speaker] = []
    source: str = ""
    share: tuple[Percent, Percent] = (0, 100)

    @property
    def key(self) -> str:
        """What every version of the rule is called: the id up to the version."""
        return self.id.partition("@")[0]


class TargetSource(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A place that links lead to, on one of the lists; `id` names it where it was written down.

    `brand` is a known site whose likenesses are suspect; `odd` an ending of hosts and `free` a host
    that anybody gets for nothing; of a host its subdomains count too, of
    an address what lies below it.
    """

    list: Literal["block", "allow", "short", "private", "mini", "brand", "odd", "free"]
    kind: Literal["host", "url", "app", "code", "picture"]
    value: Annotated[str, Meta(min_length=2, max_length=400)]
    id: Annotated[str, Meta(max_length=80)] = ""


class PackSource(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One pack file.

    `models` are learnt signals (learnt.py) that rules may ask by their versions. `sound` is the
    least number of syllables heard without a flag; `disable` names terms (F-X/word) and
    rules of other packs that are not to count. `path` and `refused` are filled in by the loader.
    """

    pack: Annotated[str, Meta(min_length=1, max_length=80)]
    version: int = 1
    source: str = ""
    name: Words = {}
    families: list[FamilySource] = []
    rules: list[RuleSource] = []
    targets: list[TargetSource] = []
    models: list[bytes] = []
    sound: Annotated[int, Meta(ge=1, le=20)] = 4
    variants: bool | None = None
    disable: list[str] = []
    path: str = ""
    refused: list[str] = []
