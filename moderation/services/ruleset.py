"""The engine each process keeps, and on top of it what a tenant adds for itself."""

import gc
import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from accounts import selectors as accounts
from livecompliance.kernel.actors import Actor
from moderation.engine import Engine, PackError
from moderation.engine.engine import PACKS
from moderation.engine.image import digest
from moderation.engine.lexicon import Lexicon
from moderation.engine.source import FamilySource, PackSource, RuleSource, TermSource, Then
from moderation.engine.store import PackStore, Part

log = logging.getLogger(__name__)
LOOK_EVERY_S = 2.0
CODE = "F-TENANT"
MAX_TERMS = 20_000
ADVICE = {
    "zh": "该用语违反平台规则，请立即停止使用。",
    "en": "These words break the platform's rules; stop using them.",
}
THRESHOLDS = {  # policy name: the base rule it may tighten, its default and its measure
    "risk_prompt": ("prompt", 30, "直播间风险升高。", "The room's risk is rising."),
    "risk_warning": ("warning", 55, "直播间风险较高。", "The room's risk is high."),
    "risk_limit": ("limit_traffic", 75, "直播间风险很高。", "The room's risk is very high."),
}
_lock = threading.Lock()
_store: PackStore | None = None
_looked_at = 0.0


class OwnPacks(NamedTuple):
    """What an app above adds to a tenant's packs; `stamp` changes whenever they do.

    `parts` are packs compiled before, too large to be compiled by whoever judges.
    """

    stamp: str
    packs: Callable[[], Sequence[PackSource]]
    parts: Callable[[], Sequence[Part]] = tuple


Source = Callable[[Actor], OwnPacks | None]
_sources: list[Source] = []
_tried: list[Source] = []


def own_packs_register(source: Source, *, is_tried: bool = False) -> None:
    """Let an app above add packs to the tenants'. It is asked at every batch: let it be quick.

    Args:
        is_tried: these are the packs that a backtest puts its own in the place of.
    """
    (_tried if is_tried else _sources).append(source)


def packs_untried(actor: Actor) -> list[PackSource]:
    """Return what a backtest leaves as it is of the packs that apps above add."""
    found = (source(actor) for source in _sources)
    return [pack for one in found if one is not None for pack in one.packs()]


class Ruleset(NamedTuple):
    """An engine and the version that findings are filed under."""

    engine: Engine
    version: str


def preload() -> None:
    """Load the packs before a server forks, so that its children share the memory."""
    store()
    gc.collect()
    gc.freeze()


def store() -> PackStore:
    """Return this process's packs, loading them on the first call.

    Raises:
        PackError: a pack cannot be used.
    """
    global _store
    with _lock:
        if _store is None:
            _store = PackStore(_paths(), cache=Path(settings.PACK_CACHE))
    return _store


def forget() -> None:
    """Drop the packs, so that the next call loads them anew."""
    global _store
    with _lock:
        _store = None


def ruleset_of(actor: Actor, policy: Mapping[str, Any] | None = None) -> Ruleset:
    """Return the engine for the actor's tenant: the base packs and the tenant's own.

    A tenant's own part that cannot be used is logged, and what was in force before stays; the
    base always stands.
    `policy` is the tenant's, where the caller has read it.
    """
    packs = store()
    _refresh(packs)
    if policy is None:
        policy = accounts.tenant_get(actor).policy
    own, hosts = own_part(policy)
    every = (*_sources, *_tried)
    more = [found for source in every if (found := source(actor)) is not None]
    given = [own, hosts, *(one.stamp for one in more)]
    stamp = hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()
    if not own and not hosts and not more:
        return Ruleset(packs.current, version_of(packs.current, ""))

    def made() -> list[PackSource]:
        return [tenant_pack(own), *(pack for one in more for pack in one.packs())]

    def parts() -> list[Part]:
        return [part for one in more for part in one.parts()]

    key = str(actor.tenant_id)
    try:
        engine = packs.tenant(key, stamp, made, hosts, parts)
    except PackError as fault:
        log.error("tenant %s: own terms not used: %s", actor.tenant_id, fault)
        before, engine = packs.kept(key) or ("", packs.current)
        return Ruleset(engine, version_of(engine, str(before)))
    used, _ = packs.kept(key) or (stamp, engine)  # until large packs are loaded, what was before
    return Ruleset(engine, version_of(engine, str(used)))


def base_families() -> dict[str, FamilySource]:
    """Return the families that a tenant's own terms may belong to, as the product ships them."""
    return store().current.families | {CODE: tenant_pack({}).families[0]}


def own_part(policy: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what of a tenant's policy the engine heeds, and the tenant's own hosts."""
    return _own(policy), tuple(_words(policy, "own_hosts"))


def _own(policy: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a tenant's policy the engine heeds, without what is nonsense."""
    numbers = {
        name: policy[name] for name in THRESHOLDS if type(policy.get(name)) is int and policy[name]
    }
    lists = {name: _words(policy, name) for name in ("terms", "allow")}
    return numbers | {name: words for name, words in lists.items() if words}


def _words(policy: Mapping[str, Any], name: str) -> list[str]:
    given = policy.get(name)
    return [word for word in given if _is_word(word)] if isinstance(given, list) else []


def version_of(engine: Engine, stamp: str) -> str:
    """Return what identifies the content of the packs in use, in 24 characters."""
    named = "|".join([_content(engine.lexicons[0]), *engine.versions, stamp])
    return hashlib.sha256(named.encode()).hexdigest()[:24]


@lru_cache(maxsize=8)
def _content(lexicon: Lexicon) -> str:
    return digest(_paths())


def _paths() -> list[Path]:
    return [PACKS, *map(Path, settings.EXTRA_PACKS)]


def tenant_pack(own: Mapping[str, Any]) -> PackSource:
    """Return a tenant's own words and thresholds as a pack: stricter than the base, never laxer."""
    family = FamilySource(
        code=CODE,
        name={"zh": "平台自定义词", "en": "The platform's own terms"},
        clause="M-content-patrol",
        severity="medium",
        advice=ADVICE,
        terms=[TermSource(t=word) for word in own.get("terms", ())[:MAX_TERMS]],
        allow=own.get("allow", [])[:MAX_TERMS],
    )
    rules = [
        RuleSource(
            id=f"R-tenant-{kind}",
            when=f'speaker != "viewer" && risk >= {float(own[name])}',
            then=Then(measure=kind, rearm=float(own[name])),  # type: ignore[arg-type]
            clause="M-risk-measures",
            reason={"zh": zh, "en": en},
        )
        for name, (kind, default, zh, en) in THRESHOLDS.items()
        if type(own.get(name)) is int and 0 < own[name] < default
    ]
    return PackSource(pack="tenant", families=[family], rules=rules, sound=3)


def _is_word(word: object) -> bool:
    return isinstance(word, str) and 2 <= len(word.strip()) <= 200


def _refresh(packs: PackStore) -> None:
    """Look for changed files now and then; load them beside the running work, then swap."""
    global _looked_at
    now = time.monotonic()
    if now - _looked_at < LOOK_EVERY_S:
        return
    _looked_at = now
    if packs.error:
        log.error("rule packs not reloaded, the old ones stay: %s", packs.error)
    if packs.refresh():
        log.info("rule packs changed: they are loaded beside the running work")
