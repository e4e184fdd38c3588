"""Notices with proof, and the usual row with `send_mail`, of the same words. Prints JSON.

`python -m tools.bench._letters LETTERS WAITING` inside `services().child_environment()`. Both ways
hand their mails to the same back end, in memory, one transaction an act.
"""

import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import django
from django.conf import settings

PEOPLE, PART, ROUNDS, TENANTS = 50, 100, 9, 20
WORDS = {"zh": "警告", "en": "Warning"}


def measure(number: int, waiting: int) -> dict[str, float]:
    """Return letters a second, ours and the usual way, and a sweep with nothing due."""
    from django.core import mail
    from django.db import connections

    from livecompliance.kernel import clock
    from tools.bench import _crowd

    mail.outbox = []
    actor = _crowd.officer("letters")
    people = _people(actor)
    _make_table()
    took = {"written": 0.0, "mailed": 0.0, "plain": 0.0, "plain_mailed": 0.0}
    for first in range(0, number, PART):
        part = range(first, first + PART)
        for name, way in _ways(actor, people, part):
            began = time.perf_counter()
            way()
            took[name] += time.perf_counter() - began
    others = [actor.tenant_id, *(_crowd.officer(f"l{n}").tenant_id for n in range(1, TENANTS))]
    with connections["owner"].cursor() as cursor:
        _fill(cursor, waiting, others, clock.now())
    mails, mail.outbox = len(mail.outbox), []
    return {
        "ours_per_s": number / (took["written"] + took["mailed"]),
        "written_per_s": number / took["written"],
        "plain_written_per_s": number / took["plain"],
        "plain_per_s": number / (took["plain"] + took["plain_mailed"]),
        "mails": mails,
        **_sweeps(others),
    }


def _ways(actor: Any, people: list[UUID], part: range) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "written", lambda: _write(actor, people, part)
    yield "mailed", lambda: _mail(actor)
    yield "plain", lambda: _write_plainly(actor, people, part)
    yield "plain_mailed", lambda: _mail_plainly(actor, part)


def _write(actor: Any, people: list[UUID], part: range) -> None:
    from django.db import transaction

    from livecompliance.kernel.tenancy import acting
    from office import services

    for number in part:
        about = services.About("measure", str(number))
        with acting(actor), transaction.atomic():
            services.message_send(
                actor=actor, to=[people[number % PEOPLE]], topic="measure", about=about,
                context=_context(number),
            )  # fmt: skip


def _mail(actor: Any) -> None:
    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting
    from office import services

    system = system_actor(actor.tenant_id)
    with acting(system):
        while services.mails_gather(actor=system):
            pass
        while services.mails_send(actor=system):
            pass


def _write_plainly(actor: Any, people: list[UUID], part: range) -> None:
    from django.db import transaction

    from livecompliance.kernel.tenancy import acting
    from office.rules import letters as rules
    from tools.bench._stock_letters import StockLetter

    template = rules.templates()["measure"]
    for number in part:
        with acting(actor), transaction.atomic():
            written = rules.write(template, _context(number), "zh")
            StockLetter.objects.create(
                tenant_id=actor.tenant_id, user_id=people[number % PEOPLE],
                number=number, subject=written.subject, body=written.body,
            )  # fmt: skip


def _mail_plainly(actor: Any, part: range) -> None:
    from django.core.mail import send_mail
    from django.db import transaction

    from livecompliance.kernel import clock
    from livecompliance.kernel.tenancy import acting
    from tools.bench._stock_letters import StockLetter

    with acting(actor), transaction.atomic():
        found = list(StockLetter.objects.filter(number__in=part))
    for one in found:
        address = _address(one.number % PEOPLE)
        send_mail(one.subject, one.body, "no-reply@x.invalid", [address])
        with acting(actor), transaction.atomic():
            StockLetter.objects.filter(pk=one.pk).update(sent_at=clock.now())


def _context(number: int) -> dict[str, Any]:
    said = dict.fromkeys(("measure", "reason", "clause", "advice"), WORDS)
    return {"room": f"白茶专场 {number}", "at": "2026-11-22T10:00:00+08:00", **said}


def _address(number: int) -> str:
    return f"p{number}@mail.example"


def _people(actor: Any) -> list[UUID]:
    """Make members who all have an address of their own, as if they had confirmed it."""
    from django.db import transaction

    from accounts import services as accounts
    from accounts.models import Membership, User
    from livecompliance.kernel.tenancy import acting
    from office.models import LetterHabit
    from office.selectors import letter as letters

    with acting(actor), transaction.atomic():
        found = [User(username=f"letters:p{number}") for number in range(PEOPLE)]
        User.objects.bulk_create(found)
        Membership.objects.bulk_create(
            Membership(tenant_id=actor.tenant_id, user=one, roles=["streamer"]) for one in found
        )
        keys = accounts.person_keys(actor, [one.pk for one in found], make=True)
        for number, one in enumerate(found):
            habit = LetterHabit(tenant_id=actor.tenant_id, user=one)
            own = keys[one.pk]
            habit.address_sealed = letters.seal(habit, letters.ADDRESS, _address(number), own)
            habit.save()
    return [one.pk for one in found]


def _make_table() -> None:
    from django.db import connections

    from livecompliance.kernel.pg.operations import wall
    from tools.bench._stock_letters import StockLetter

    with connections["owner"].schema_editor() as schema:
        schema.create_model(StockLetter)
        for statement in wall("bench_letter", "tenant_id", "SIU", "", regulator=False):
            schema.execute(statement)


def _sweeps(tenants: list[UUID]) -> dict[str, float]:
    from django.db import transaction

    from livecompliance.kernel import clock
    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting
    from office import selectors
    from office.models import Letter

    now = clock.now()

    def plain() -> int:
        due = 0
        for tenant in tenants:
            with acting(system_actor(tenant)), transaction.atomic():
                rows = Letter.objects.filter(mailed_at__isnull=True, mail_at__isnull=False)
                due += sum(
                    one.mail_at is not None and one.mail_at <= now for one in rows.iterator()
                )
        return due

    idle = _median(lambda: len(selectors.mail_tenants_due(now)), ROUNDS)
    return {"idle_ms": idle, "plain_idle_ms": _median(plain, 1)}


def _median(look: Callable[[], int], rounds: int) -> float:
    took = []
    for _round in range(rounds):
        began = time.perf_counter()
        if look():
            raise RuntimeError("something was due")
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _fill(cursor: Any, number: int, tenants: list[UUID], now: datetime) -> None:
    """Copy letters in that wait for the morning, as the owner."""
    at, rows = now + timedelta(hours=8), io.StringIO()
    for n in range(number):
        pk = UUID(int=(1 << 120) + n)
        rows.write(f"{pk}\t{tenants[n % len(tenants)]}\tjoined\t\t\tf\tt\tqueued\t{now}\t{at}\n")
    rows.seek(0)
    cursor.execute("CREATE TEMP TABLE filled (LIKE office_letter)")  # no COPY into a walled table
    for column in ("params_sealed", "address_sealed"):
        cursor.execute(f"ALTER TABLE filled ALTER COLUMN {column} SET DEFAULT ''")
    for column in ("shown_language", "shown_digest"):
        cursor.execute(f"ALTER TABLE filled ALTER COLUMN {column} SET DEFAULT ''")
    cursor.copy_expert(f"COPY filled ({', '.join(COLUMNS)}) FROM STDIN", rows)
    cursor.execute("INSERT INTO office_letter SELECT * FROM filled ORDER BY id")
    cursor.execute("DROP TABLE filled")
    cursor.execute("VACUUM ANALYZE office_letter")


COLUMNS = (
    "id", "tenant_id", "topic", "subject_kind", "subject_ref", "is_legal", "in_inbox", "state",
    "created_at", "mail_at",
)  # fmt: skip

if __name__ == "__main__":
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
