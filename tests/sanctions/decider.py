"""An officer in a process of its own, stopped half-way: `python decider.py TENANT USER PARTY KEY`.

He decides to suspend; everything is written, nothing is committed: then he says so and waits.
"""

# ruff: noqa: E402  (Django must be set up before models are imported)

import sys
import time
from uuid import UUID

import django

django.setup()

from django.db import transaction

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from sanctions import services

tenant, user, party, key = sys.argv[1:]
officer = Actor(frozenset({UUID(tenant)}), user_id=UUID(user), roles=frozenset({"officer"}))
order = services.Order(
    UUID(party),
    "false_claim",
    "直播中两次宣称茶叶可以降血压。",
    "一百八十天内第二次，从轻。",
    rung="suspension",
    days=7,
    orders="已付款订单照常发货。",
    after_sales="平台客服代为受理。",
    disputes="平台先行受理。",
)
with acting(officer), transaction.atomic():
    row = services.sanction_decide(actor=officer, order=order, key=key)
    sys.stdout.write(f"{row.state}\n")
    sys.stdout.flush()
    time.sleep(60)
