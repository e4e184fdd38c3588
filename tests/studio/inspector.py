"""A process that judges: `python inspector.py TENANT`. Says which packs it judges with, when new.

It does nothing but ask for the engine and judge a line with it, over and over, as a worker does
at every batch; each new answer is a line of JSON: when, which packs, how long the longest batch
took since the last.
"""

# ruff: noqa: E402  (Django must be set up before models are imported)

import json
import sys
import time
from uuid import UUID

import django

django.setup()

from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.engine import RoomState

EVENTS = [{"id": n, "type": "speech", "text": f"今天的琥珀海马 {n}", "at": n} for n in range(50)]
actor = system_actor(UUID(sys.argv[1]))
said, longest = "", 0.0
while True:
    began = time.monotonic()
    with acting(actor), transaction.atomic():
        found = services.ruleset_of(actor)
    results = found.engine.inspect(EVENTS, RoomState())
    took = time.monotonic() - began
    longest = max(longest, took)
    own = [name for name in found.engine.versions if name[:2] in ("W-", "A-") or "studio" in name]
    rules = [rule.source.id for rule in found.engine.rules.rules if rule.source.id[:2] == "T-"]
    hits = sorted({one.rule for one in results[0].labels})
    now = json.dumps([own, rules, found.version, hits])
    if now != said:
        said = now
        told = {
            "at": time.time(),
            "packs": own,
            "rules": rules,
            "version": found.version,
            "hits": hits,
            "longest": longest,
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        longest = 0.0
    time.sleep(0.01)
