"""Words: what people type and is kept names nobody; what letters say is in both languages."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from livecompliance.kernel import law, personal
from livecompliance.kernel.exceptions import Invalid

LONGEST_REASON, LONGEST_WORDS = 200, 1000


def sense(reason: str) -> str:
    """Return a reason as it is kept.

    Raises:
        Invalid: there is none, it is too long, or it names somebody.
    """
    kept = " ".join(reason.split())
    if not 2 <= len(kept) <= LONGEST_REASON:
        raise Invalid(_("请用 2–200 个字写明原因。"), field="reason")
    if personal.names_somebody(kept):
        raise Invalid(_("原因中请不要写证件号、手机号、银行卡号或邮箱。"), field="reason")
    return kept


def words(text: str, field: str) -> str:
    """Return what somebody wrote as it is kept.

    Raises:
        Invalid: there is nothing, it is too long, or it names somebody.
    """
    kept = text.strip()
    if not 2 <= len(kept) <= LONGEST_WORDS:
        raise Invalid(_("请用 2–1000 个字说明。"), field=field)
    if personal.names_somebody(kept):
        raise Invalid(_("请不要写证件号、手机号、银行卡号或邮箱。"), field=field)
    return kept


def pair(words: Mapping[str, str]) -> dict[str, str]:
    """Return words in both languages; the Chinese where there is no other."""
    return {"zh": words.get("zh", ""), "en": words.get("en") or words.get("zh", "")}


def joined(titles: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return several titles as one line in each language."""
    pairs = [pair(one) for one in titles]
    return {
        "zh": "、".join(one["zh"] for one in pairs),
        "en": ", ".join(one["en"] for one in pairs),
    }


def cited(clause_id: str) -> dict[str, str]:
    """Return how a clause that holds today is cited in each language."""
    clause = law.clause(clause_id)
    return {tongue: law.citation(clause, tongue) for tongue in ("zh", "en")}
