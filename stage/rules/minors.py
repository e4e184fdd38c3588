"""The four types of what may affect minors, where it may be shown, and what a minor may spend."""

import hashlib
from collections.abc import Collection, Mapping

KINDS = ("imitation", "values", "likeness", "privacy")
# Families of the rule packs that point at a type. An officer clears what the words were not.
FAMILIES: Mapping[str, str] = {
    "F-VULGAR": "imitation",
    "F-ABUSE": "imitation",
    "F-GIFT": "imitation",
    "ECO-7-5": "imitation",
    "ECO-7-8": "imitation",
    "F-SUPERST": "values",
    "ECO-7-2": "values",
    "ECO-7-3": "values",
    "ECO-7-6": "values",
}
SURFACES = ("first_screen", "popup", "hot_list", "paid", "search", "coupon", "official",
            "following", "room")  # fmt: skip
# Where the platform helps a room along: boosts, slots, lists, ranks, coupons, its own publicity.
PROMOTED = ("first_screen", "popup", "hot_list", "paid", "search", "coupon", "official")
PROMINENT = frozenset({"first_screen", "popup", "hot_list"})
WORDS = {
    "zh": "本直播可能包含影响未成年人身心健康的内容（{types}）。请由监护人陪同观看，不要模仿。",
    "en": "This broadcast may hold content that affects minors ({types}). "
    "Minors: watch with a guardian, and do not imitate.",
}
NAMES: Mapping[str, Mapping[str, str]] = {
    "imitation": {"zh": "可能诱导模仿不良行为", "en": "may lead to imitating bad behaviour"},
    "values": {"zh": "可能影响价值观", "en": "may affect values"},
    "likeness": {"zh": "涉及未成年人形象", "en": "uses the image of a minor"},
    "privacy": {"zh": "涉及未成年人个人信息", "en": "discloses personal data of a minor"},
}


def kind_of(family: str) -> str:
    """Return the type that a family of findings points at, or ""."""
    return FAMILIES.get(family, "")


def words_of(kinds: Collection[str]) -> dict[str, str]:
    """Return the notice for a room that holds these types, in both languages; none for none.

    Law: M-minors-notice, MNP-notice
    """
    held = [kind for kind in KINDS if kind in kinds]
    if not held:
        return {}
    joined = {"zh": "、", "en": "; "}
    return {
        tongue: text.format(types=joined[tongue].join(NAMES[kind][tongue] for kind in held))
        for tongue, text in WORDS.items()
    }


def digest_of(words: Mapping[str, str]) -> str:
    """Return the digest by which a platform says which notice it shows."""
    return hashlib.sha256("\n".join(words[one] for one in sorted(words)).encode()).hexdigest()


def surfaces_of(kinds: Collection[str]) -> list[str]:
    """Return where a room may be shown: none of the prominent places for what affects minors.

    Law: MNP-prominence
    """
    return [one for one in SURFACES if not (kinds and one in PROMINENT)]


def spending_refused(
    amount_fen: int, spent_fen: int, single_fen: int | None, daily_fen: int | None
) -> str:
    """Return why a minor may not spend this: `single`, `daily`, or "".

    Law: MNP-spending
    """
    if single_fen is not None and amount_fen > single_fen:
        return "single"
    if daily_fen is not None and spent_fen + amount_fen > daily_fen:
        return "daily"
    return ""


def stricter(own: int | None, platforms: int | None) -> int | None:
    """Return the lower of two limits, where there are any."""
    given = [one for one in (own, platforms) if one is not None]
    return min(given, default=None)
