"""A tenant with a key and sessions on air, for benches. Prints JSON; run as a child with Django.

`python -m tools.bench._seed ROOMS` inside `services().child_environment()`.
"""

import json
import sys

import django


def main(rooms: int) -> None:
    """Make them and say what they are."""
    django.setup()

    from django.db import transaction

    from accounts import services as accounts
    from accounts.models import Scope, Tenant
    from livecompliance.kernel.actors import Actor
    from livecompliance.kernel.ids import uuid7
    from livecompliance.kernel.tenancy import acting
    from rooms import services
    from rooms.models import Admission
    from rooms.services.admission import Cast

    pk = uuid7()
    actor = Actor(tenant_ids=frozenset({pk}), roles=frozenset({"system", "security_admin"}))
    with acting(actor), transaction.atomic():
        Tenant.objects.create(id=pk, slug=f"bench-{pk.hex[-12:]}", name="Bench")
        _row, key = accounts.key_create(actor=actor, name="bench", scopes=Scope.values)
        made = [services.room_create(actor=actor, title=f"bench {n}") for n in range(rooms)]
        let_in = [
            Admission.objects.create(tenant_id=pk, room=room, kind="start", is_allowed=True)
            for room in made
        ]
        nobody = Cast({}, ())  # the gate has a bench of its own
        sessions = [services.session_begin(actor, each, services.Wish(), nobody) for each in let_in]
    print(json.dumps({"tenant": str(pk), "key": key, "sessions": [str(s.pk) for s in sessions]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
