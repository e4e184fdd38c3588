"""manage.py witness: who witnesses a record, from the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts import selectors as accounts
from ledger import notes
from ledger import selectors as ledger
from ledger.providers import SignerLost
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.tenancy import acting
from oversight import selectors, services
from oversight.rules.witness import public_of


class Command(BaseCommand):
    """Prints the key by which the record is checked, then each witness and how it stands."""

    help = "Show who witnesses a platform's record; register one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the platform")
        parser.add_argument(
            "--add", nargs=2, metavar=("URL", "KEY"),
            help="register a witness; one of the same name at another address is let go",
        )  # fmt: skip
        parser.add_argument("--ask", action="store_true", help="show it the newest checkpoint now")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant_id = accounts.tenant_find(options["slug"])
        if tenant_id is None:
            raise CommandError(f"there is no platform {options['slug']}")
        actor = system_actor(tenant_id)
        with acting(actor):
            try:
                if options["add"]:
                    _added(actor, *options["add"])
                if options["ask"]:
                    services.witnesses_ask(actor=actor)
                with transaction.atomic():
                    self._tell(actor)
            except (DomainError, SignerLost, ValueError) as fault:
                raise CommandError(str(fault)) from None

    def _tell(self, actor: Actor) -> None:
        [(origin, keys)] = ledger.keys_of(actor.tenant_id).items()
        self.stdout.write(notes.verifier_key(origin, keys[0]))
        for one in selectors.witnesses(actor):
            state = one.witness.fault or ("signs" if one.witness.size else "waits")
            self.stdout.write(f"{one.witness.name} {one.witness.size} {state} {one.witness.url}")


@transaction.atomic
def _added(actor: Actor, url: str, key: str) -> None:
    name, _public = public_of(key)
    for one in selectors.witnesses(actor):
        if one.witness.name == name and (one.witness.url, one.key) == (url, key):
            return
        if one.witness.name == name:
            reason = "it moved to another address"
            services.witness_remove(actor=actor, witness_id=one.witness.pk, reason=reason)
    services.witness_add(actor=actor, url=url, key=key)
