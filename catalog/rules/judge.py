"""Judge products by the negative catalogue: which entries, why, and what follows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from catalog.rules.pack import Action, Entry
from catalog.rules.terms import Make, Said, Terms

CLAUSE = "M-rules-and-catalogue"
Verdict = Literal["allow", "warn", "gate", "block"]
ORDER: tuple[Verdict, ...] = ("allow", "warn", "gate", "block")
SEPARATOR = "\n龘\n"  # no term has it, and nothing is looked for through it


class Product(NamedTuple):
    """What is known of goods or a service when it is judged."""

    title: str
    description: str = ""
    category: str = ""

    @property
    def text(self) -> str:
        return SEPARATOR.join((self.title, self.category, self.description))


class Ground(NamedTuple):
    """One entry that a product is of, and the words that say so."""

    entry: Entry
    words: tuple[str, ...]


class Judged(NamedTuple):
    """What the catalogue says of one product: the strictest action, all entries, all papers."""

    verdict: Verdict
    grounds: tuple[Ground, ...] = ()

    @property
    def documents(self) -> tuple[str, ...]:
        """Return the papers that would let it be sold, in order; each once."""
        named = (name for one in self.grounds for name in one.entry.documents)
        return tuple(dict.fromkeys(named))


PASSED = Judged("allow")


class Catalogue:
    """The entries in force on a day, ready to judge by; `version` says whose, and which."""

    def __init__(self, entries: Iterable[Entry], on: date, make: Make, version: str = "") -> None:
        self.version = version
        self.entries = [one for one in entries if one.holds(on)]
        self._of: dict[str, list[Entry]] = {}
        for one in self.entries:
            for term in one.terms:
                self._of.setdefault(term, []).append(one)
        allowed = (word for one in self.entries for word in one.allow)
        self._terms = Terms(self._of, allowed, make)

    def judge(self, products: Sequence[Product]) -> list[Judged]:
        """Judge many products; the answers are in their order."""
        texts = [one.text for one in products]
        found = self._terms.found(texts)
        return [
            self._judged(text, terms) if terms else PASSED
            for text, terms in zip(texts, found, strict=True)
        ]

    def _judged(self, text: str, terms: Mapping[str, Said]) -> Judged:
        words: dict[str, list[str]] = {}
        entries: dict[str, Entry] = {}
        for term, said in terms.items():
            for entry in self._of[term]:
                if said.is_image and not entry.images:
                    continue
                if not any(word in text for word in entry.unless):
                    entries[entry.id] = entry
                    words.setdefault(entry.id, []).extend(said.words)
        if not entries:
            return PASSED
        grounds = tuple(
            Ground(entry, tuple(dict.fromkeys(words[key])))
            for key, entry in sorted(entries.items(), key=lambda item: _rank(item[1]))
        )
        return Judged(grounds[0].entry.action, grounds)


def _rank(entry: Entry) -> tuple[int, int]:
    """Return what sorts the strictest entry first, then the catalogue's own order."""
    return -ORDER.index(_verdict(entry.action)), entry.number


def _verdict(action: Action) -> Verdict:
    return action
