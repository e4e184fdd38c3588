"""Recall on generated disguises of our own terms, at the engine's targets."""

import random
from collections import Counter

import pytest

from moderation.engine import Matcher
from moderation.engine.engine import PACKS
from moderation.engine.loader import load
from tools.bench._evasion import HAN, LATIN, TARGETS, cases

LATIN_TERMS = ("casino", "viagra", "telegram", "wechat", "bitcoin", "replica", "lottery", "poker")


def recall(terms, table):
    matcher = Matcher.from_terms(terms)
    tried, seen = Counter(), Counter()
    for case in cases(terms, table, seed=20260201):
        tried[case.transform] += 1
        hits = matcher.find(case.text)
        seen[case.transform] += any(h.start < case.end and case.start < h.end for h in hits)
    return {name: seen[name] / tried[name] for name in tried}


@pytest.fixture(scope="module")
def rates():
    terms = {
        term if isinstance(term, str) else term.t
        for pack in load(PACKS)
        for family in pack.families
        for term in family.terms
    }
    han = sorted(t for t in terms if 2 <= len(t) <= 5 and all("一" <= c <= "龥" for c in t))
    chosen = random.Random(11).sample(han, 150)
    return {**recall(chosen, HAN), **recall(list(LATIN_TERMS), LATIN)}


@pytest.mark.parametrize("transform", [*HAN, *LATIN])
def test_a_disguise_is_seen_through(rates, transform):
    assert rates[transform] >= TARGETS[transform]
