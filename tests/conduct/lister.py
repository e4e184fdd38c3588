"""An officer in a process of its own, stopped half-way: `python lister.py TENANT USER NUMBER`.

He puts an account that is on air on the list; everything is written, nothing is committed.
"""

# ruff: noqa: E402  (Django must be set up before models are imported)

import sys
import time
from uuid import UUID

import django

django.setup()

from django.db import transaction

from conduct import services
from conduct.rules.targets import Wish
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure

tenant, user, number = sys.argv[1:]
officer = Actor(frozenset({UUID(tenant)}), user_id=UUID(user), roles=frozenset({"officer"}))
with acting(officer), transaction.atomic():
    services.target_add(actor=officer, wish=Wish("block", "account", number, "测试"))
    sys.stdout.write(f"{Measure.objects.get().rule}\n")
    sys.stdout.flush()
    time.sleep(60)
