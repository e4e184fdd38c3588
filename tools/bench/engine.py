"""The inspection engine alone, on one core: speed on real chat, recall on generated disguises.

Chat, lexicons and other filters' cases lie outside the repository and never enter it. Candidates
take turns in every round, so that a busy machine slows them alike; figures are medians.
"""

import gzip
import json
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import daachorse
import msgspec

from moderation.engine import Engine, Matcher, RoomState, find_contacts
from moderation.engine import image as images
from moderation.engine.compiler import compile_packs
from moderation.engine.contacts import Kind
from moderation.engine.engine import PACKS
from moderation.engine.fold import fold
from moderation.engine.lexicon import from_packs
from moderation.engine.loader import load, word_list
from moderation.engine.tables import FOLD
from rooms import wire
from tools.bench import Figure
from tools.bench._evasion import HAN, LATIN, TARGETS, cases
from tools.services import ROOT

TEXTS, BATCH, ROUNDS, SEED = 20_000, 256, 5, 7
SIZES = (1_000, 10_000, 100_000)
COMMON = 0.004  # a term in more of the texts than this is a word, not a forbidden one
LATIN_TERMS = [
    "casino",
    "viagra",
    "telegram",
    "whatsapp",
    "wechat",
    "bitcoin",
    "paypal",
    "escort",
    "poker",
    "lottery",
    "replica",
    "weixin",
    "signal",
    "discord",
    "onlyfans",
]
PEER_RULES: dict[str, Kind] = {
    "rule:digits>=8": "number",
    "rule:url": "url",
    "rule:email": "email",
    "rule:ipv4": "ipv4",
}
Work = Callable[[], int]


def data() -> Path:
    """Return where chat, lexicons and cases lie."""
    return Path(os.environ.get("LC_DATA", ROOT.parent / "shared" / "data"))


@cache
def chat() -> list[str]:
    """Return a sample of real live chat."""
    lines: list[str] = []
    for path in sorted((data() / "01_livechat" / "sessions").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            lines += [json.loads(line)["text"] for line in file]
    return random.Random(SEED).sample(lines, TEXTS)


@cache
def words() -> list[str]:
    """Return real forbidden terms in a random order, without those that are everyday words."""
    folder = data() / "03_lexicons"
    paths = [*folder.glob("houbb/dict_v*.txt"), *folder.glob("konsheng/*.txt")]
    found = {
        line.strip().strip(",")
        for path in sorted(paths)
        for line in path.read_text(encoding="utf-8-sig").splitlines()
    }
    terms = sorted(t for t in found if 2 <= len(t) <= 20 and len(fold(t)) > 1)
    everyday = _everyday(terms)
    terms = [term for term in terms if term not in everyday]
    random.Random(SEED).shuffle(terms)
    return terms[: SIZES[-1]]


def _everyday(terms: list[str]) -> set[str]:
    matcher = Matcher.from_terms(terms, sound=0, variants=False)
    seen: Counter[str] = Counter()
    for start in range(0, TEXTS, BATCH):
        for hits in matcher.find_many(chat()[start : start + BATCH]):
            seen.update({hit.term for hit in hits})
    return {term for term, number in seen.items() if number > COMMON * TEXTS}


def batches() -> Iterator[list[str]]:
    """Yield the chat in batches."""
    for start in range(0, TEXTS, BATCH):
        yield chat()[start : start + BATCH]


def matching(size: int) -> Work:
    """Match in all lanes, batch by batch."""
    matcher = Matcher.from_terms(words()[:size], sound=4)
    return lambda: sum(len(hits) for batch in batches() for hits in matcher.find_many(batch))


def ruled(size: int) -> Work:
    """Judge with the base packs, their rules and a room's memory on top of the terms."""
    engine = ruled_engine(size)
    events = [wire.Comment(id=i, text=t, at=i * 50) for i, t in enumerate(chat())]

    def work() -> int:
        room, labels = RoomState(), 0
        for start in range(0, TEXTS, BATCH):
            results = engine.inspect(events[start : start + BATCH], room)
            labels += sum(len(result.labels) for result in results)
        return labels

    return work


@cache
def ruled_engine(size: int) -> Engine:
    """Return an engine of the base packs and so many terms."""
    return Engine(from_packs([*load(PACKS), word_list("words", words()[:size])]))


def wired(size: int) -> Work:
    """Judge as `ruled`, from JSON lines to JSON lines."""
    engine = ruled_engine(size)
    encode = msgspec.json.Encoder().encode
    lines = [encode(wire.Comment(id=i, text=t, at=i * 50)) for i, t in enumerate(chat())]

    def work() -> int:
        room, size = RoomState(), 0
        for start in range(0, TEXTS, BATCH):
            events = [wire.decode_any(line) for line in lines[start : start + BATCH]]
            size += sum(len(encode(result)) for result in engine.inspect(events, room))
        return size

    return work


def floor(size: int) -> Work:
    """Fold and scan each text once with one automaton: no lanes, no guards, no offsets."""
    find = daachorse.CharwiseDoubleArrayAhoCorasick(
        sorted({fold(word) for word in words()[:size]})
    ).find_overlapping
    return lambda: sum(len(find(text.translate(FOLD))) for text in chat())


def trie(size: int) -> Work:
    """The usual filter: lower case, then a dictionary trie walked from every character."""
    root: dict[str, Any] = {}
    for word in words()[:size]:
        node = root
        for char in word.lower():
            node = node.setdefault(char, {})
        node[""] = True

    def work() -> int:
        return sum(_walk(root, text.lower()) for text in chat())

    return work


def _walk(root: dict[str, Any], text: str) -> int:
    hits = 0
    for start in range(len(text)):
        node = root
        for place in range(start, len(text)):
            node = node.get(text[place])  # type: ignore[assignment]
            if node is None:
                break
            hits += "" in node
    return hits


def rates(candidates: dict[str, Work]) -> dict[str, float]:
    """Return texts per second of each candidate: median over interleaved rounds."""
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    for work in candidates.values():
        work()
    for _ in range(ROUNDS):
        for name, work in candidates.items():
            started = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - started)
    return {name: TEXTS / statistics.median(took) for name, took in seconds.items()}


def speed() -> list[Figure]:
    """Measure throughput."""
    candidates = {f"matching {size}": matching(size) for size in SIZES}
    candidates |= {f"rules {size}": ruled(size) for size in SIZES[1:]}
    candidates["json 10000"] = wired(10_000)
    candidates["floor"], candidates["trie"] = floor(10_000), trie(10_000)
    rate = rates(candidates)
    share = rate["matching 1000"] / rate["matching 100000"]
    return [
        _rate("matching, 10,000 terms, batches", rate["matching 10000"], rate["trie"], 120_000),
        _rate("matching, 100,000 terms, batches", rate["matching 100000"], rate["trie"], 60_000),
        _rate("with rules, 10,000 terms", rate["rules 10000"], rate["trie"], 90_000),
        _rate("with rules, 100,000 terms", rate["rules 100000"], rate["trie"], 45_000),
        _rate("JSON to JSON with rules, 10,000", rate["json 10000"], rate["floor"], None),
        _figure("cost at 100,000 terms / at 1,000", share, "x", 2.5, share <= 2.5),
    ]


def _rate(name: str, value: float, baseline: float, target: float | None) -> Figure:
    return Figure(
        name=name,
        value=round(value),
        unit="texts/s",
        baseline=round(baseline),
        ratio=value / baseline,
        target=target,
        ok=None if target is None else value >= target,
    )


def _figure(name: str, value: float, unit: str, target: float | None, ok: bool | None) -> Figure:
    return Figure(name=name, value=value, unit=unit, target=target, ok=ok)


def latency() -> list[Figure]:
    """Measure single calls, rules included."""
    engine, room = ruled_engine(10_000), RoomState()
    events = [wire.Comment(id=i, text=t, at=i * 50) for i, t in enumerate(chat())]
    for event in events[:2_000]:
        engine.inspect([event], room)
    took = []
    for event in events:
        started = time.perf_counter_ns()
        engine.inspect([event], room)
        took.append((time.perf_counter_ns() - started) / 1000)
    cuts = statistics.quantiles(took, n=1000)
    return [
        _figure("single call, 10,000 terms, p50", cuts[499], "us", 20, cuts[499] <= 20),
        _figure("single call, 10,000 terms, p99", cuts[989], "us", 200, cuts[989] <= 200),
    ]


def packs() -> list[Figure]:
    """Measure compiling and loading."""
    started = time.perf_counter()
    compiled = compile_packs([word_list("words", words())])
    compiling = time.perf_counter() - started
    data = images.dump(compiled)
    took = []
    for _ in range(9):
        started = time.perf_counter()
        images.restore(data)
        took.append((time.perf_counter() - started) * 1000)
    loading = statistics.median(took)
    return [
        _figure("compile 100,000 terms", compiling, "s", None, None),
        _figure("load a compiled 100,000", loading, "ms", 30, loading <= 30),
    ]


def evasion() -> list[Figure]:
    """Measure recall on generated disguises of the base packs' own terms."""
    terms = {
        term if isinstance(term, str) else term.t
        for pack in load(PACKS)
        for family in pack.families
        for term in family.terms
    }
    han = sorted(t for t in terms if 2 <= len(t) <= 5 and all("一" <= c <= "龥" for c in t))
    chosen = random.Random(SEED).sample(han, 300)
    found = {**_recall(chosen, HAN), **_recall(LATIN_TERMS, LATIN)}
    return [
        _figure(f"recall: {name}", rate, "", TARGETS[name], rate >= TARGETS[name])
        for name, rate in found.items()
    ]


def _recall(terms: list[str], table: dict[str, Any]) -> dict[str, float]:
    matcher = Matcher.from_terms(terms)
    tried: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for case in cases(terms, table, SEED):
        hits = matcher.find(case.text)
        tried[case.transform] += 1
        seen[case.transform] += any(h.start < case.end and case.start < h.end for h in hits)
    return {name: seen[name] / tried[name] for name in tried}


def peers() -> list[Figure]:
    """Measure agreement with other filters' own test cases."""
    path = data() / "11_peer_cases" / "cases.json"
    chosen = [c for c in json.loads(path.read_text()) if c["kind"] in {"literal", *PEER_RULES}]
    right = sum(_answer(case) == sorted(case["expected"]) for case in chosen)
    rate = right / len(chosen)
    return [_figure(f"other filters' cases ({len(chosen)})", rate, "", 0.95, rate >= 0.95)]


def _answer(case: dict[str, Any]) -> list[str]:
    text = case["text"]
    if case["kind"] != "literal":
        hits = find_contacts(text, [PEER_RULES[case["kind"]]])
    else:
        options, allow = case.get("options", {}), case.get("allow", ())
        matcher = Matcher.from_terms(case["words"], mode=case["mode"], allow=allow, **options)
        hits = matcher.find(text)
    return sorted(text[hit.start : hit.end] for hit in hits)


def figures() -> list[Figure]:
    """Return every figure of the engine; those on real data only where the data is."""
    found = evasion()
    if not data().is_dir():
        note = f"{data()} is not here: speed and other filters' cases were not measured"
        return [*found, Figure(name="engine on real chat", value=0, unit=note)]
    return [*speed(), *latency(), *packs(), *peers(), *found]


if __name__ == "__main__":
    from tools.bench.__main__ import table

    print(table(figures()))
