"""What clocks, and the reasons for which they pause, are called: apps register their own."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, override

from livecompliance.kernel import acts
from livecompliance.kernel.actors import Actor
from office.models import Clock

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_words: "dict[str, StrOrPromise]" = {
    "needs_decision": gettext_lazy("需要上级决定"),
    "needs_help": gettext_lazy("需要协助"),
    "will_be_late": gettext_lazy("预计无法按时完成"),
    "breach": gettext_lazy("已超期"),
    "clock": gettext_lazy("时限"),
}


def clock_words(words: "Mapping[str, StrOrPromise]") -> None:
    """Keep what kinds of clocks, kinds of subjects and reasons for pauses are called."""
    _words.update(words)


def word(code: str) -> str:
    """Return what a code is called; the code itself when nobody registered it."""
    return str(_words.get(code, code))


def thing_pair(actor: Actor, clock: Clock) -> dict[str, str]:
    """Return what a clock runs on, in both languages: its kind, and its name or else its number."""
    key = (clock.subject_kind, clock.subject_ref)

    def said() -> str:
        named = acts.things(actor, [key]).get(key, clock.subject_ref)
        return f"{word(clock.subject_kind)} {named}"

    return _pair(said)


def word_pair(code: str) -> dict[str, str]:
    """Return what a code is called in both languages, for a letter that is read in either."""
    return _pair(lambda: word(code))


def _pair(said: Callable[[], str]) -> dict[str, str]:
    pair = {}
    for tongue, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            pair[tongue] = said()
    return pair
