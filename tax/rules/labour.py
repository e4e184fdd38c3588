"""Convenience labour: delivery, transport, housekeeping and the like, of which little is asked."""

LABOURS = {
    "delivery": ("配送", "外卖", "快递"),
    "transport": ("运输", "网约车", "货运"),
    "housekeeping": ("家政",),
    "other": ("其他便民劳务", "其他"),
}
_KNOWN = {word: labour for labour, words in LABOURS.items() for word in (labour, *words)}


def labour_of(text: str) -> str | None:
    """Return the kind of convenience labour somebody names; None where it is none."""
    return _KNOWN.get(text)
