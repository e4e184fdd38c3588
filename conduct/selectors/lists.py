"""The platform's lists as the engine reads them: places that links lead to, names in words."""

from conduct.models import ListHead, Target
from conduct.rules.targets import OF_LINKS
from conduct.selectors.target import Entry, entries_of
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pg import hot
from livecompliance.kernel.tenancy import require
from moderation.engine.fold import fold
from moderation.engine.source import FamilySource, PackSource, TargetSource, TermSource

OTHERS = "F-OTHERS"
NAMES = {"zh": "为他人推广引流", "en": "Promotion for barred others"}
ADVICE = {
    "zh": "请停止提及和推荐该账号、直播间或网站。",
    "en": "Stop naming and recommending this account, room or site.",
}
HEAD = hot.Reading("SELECT {h} FROM conduct_listhead h WHERE h.tenant_id = %s", h=ListHead)
LEAST_NAME, LEAST_NUMBER = 2, 5  # signs that are left once a name is folded


def lists_stamp(actor: Actor) -> str:
    """Return what changes whenever the lists do; "" while there never was an entry."""
    found = HEAD.first([require(actor).tenant_id])
    return "" if found is None else f"conduct|{found[0].number}"


def pack_of(actor: Actor) -> PackSource:
    """Return the lists that stand as a pack of targets, and of names that speech may not praise.

    Law: M-link-safety, M-18-5
    """
    found = entries_of(Target.objects.of(actor).filter(removed_at__isnull=True))
    targets = [
        TargetSource(list=row.list, kind=row.kind, value=value, id=str(row.pk))  # type: ignore[arg-type]
        for row, value in found
        if row.kind in OF_LINKS
    ]
    terms = {fold(one.value): _term(one) for one in found if _is_spoken(one)}
    families = [_family(list(terms.values()))] if terms else []
    return PackSource(pack="conduct", families=families, targets=targets)


def _is_spoken(one: Entry) -> bool:
    """Tell whether words can name it: a short number would be heard in every price."""
    if one.row.list != Target.List.BLOCK or one.row.kind in OF_LINKS:
        return False
    least = LEAST_NAME if one.row.kind == Target.Kind.NAME else LEAST_NUMBER
    return len(fold(one.value)) >= least


def _term(one: Entry) -> TermSource:
    return TermSource(t=one.value, boundary=True, sound=None, variants=False)


def _family(terms: list[TermSource]) -> FamilySource:
    return FamilySource(
        code=OTHERS,
        name=NAMES,
        clause="M-18-5",
        severity="high",
        weight=0.6,
        speakers=["operator", "marketer", "guest"],
        advice=ADVICE,
        terms=[*terms],
    )
