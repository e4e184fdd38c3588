"""Another process that judges goods all the time: `python asker.py TENANT TITLE`.

It says when it is ready, then as JSON when it knew of the next version, when a verdict first was
another, and what it answered of each moment that it asked about.
"""

# ruff: noqa: E402  (Django must be set up before models are imported)

import json
import sys
import time
from uuid import UUID

import django

django.setup()

from django.db import transaction

from catalog import selectors
from catalog.rules.judge import Product
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting

actor, asked = system_actor(UUID(sys.argv[1])), [Product(sys.argv[2])]


def look():
    """Return the number of the newest version this process knows, and its verdict of now."""
    with acting(actor), transaction.atomic():
        known = max((one.number for one in selectors.edition_marks(actor)), default=0)
        at = clock.now()
        return known, at, selectors.catalogue_at(actor, at).judge(asked)[0].verdict


look()
sys.stdout.write("ready\n")
sys.stdout.flush()
known_at, answers, began = None, [], time.monotonic()
while time.monotonic() - began < 60:
    known, at, verdict = look()
    known_at = known_at or (clock.now().isoformat() if known else None)
    answers.append((at.isoformat(), verdict))
    if verdict != "allow" and len(answers) > 1 and answers[-20:][0][1] == verdict:
        break
    time.sleep(0.02)
sys.stdout.write(json.dumps({"known_at": known_at, "answers": answers}) + "\n")
