"""manage.py regulator: enter people of authorities, grant them a look at a platform, end it."""

from argparse import ArgumentParser
from datetime import timedelta
from getpass import getpass
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import selectors, services
from accounts.models import Authority, Matter
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import DomainError


class Command(BaseCommand):
    """The one who runs the product acts on an authority's letter here; platforms do on pages."""

    help = "Enter a person of an authority; grant, list and end looks at a platform."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        enter = verbs.add_parser("enter", help="enter an authority, if new, and one of its people")
        enter.add_argument("--authority", required=True)
        enter.add_argument("--kind", required=True, choices=Authority.Kind.values)
        enter.add_argument("--level", required=True, choices=Authority.Level.values)
        enter.add_argument("--region", default="", help="code of its division, 2, 4 or 6 digits")
        enter.add_argument("--login", required=True)
        enter.add_argument("--name", required=True)
        grant = verbs.add_parser("grant", help="let a person look at a platform")
        grant.add_argument("--platform", required=True, help="its slug")
        grant.add_argument("--login", required=True)
        grant.add_argument("--matter", required=True, action="append", choices=Matter.values)
        grant.add_argument("--region", default="")
        grant.add_argument("--days", required=True, type=int)
        grant.add_argument("--basis", required=True)
        end = verbs.add_parser("end", help="end a grant at once")
        end.add_argument("--platform", required=True)
        end.add_argument("--grant", required=True, type=UUID)
        listed = verbs.add_parser("list", help="print what is granted at a platform")
        listed.add_argument("--platform", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"do_{options['verb']}")(options)
        except DomainError as refusal:
            raise CommandError(refusal.message) from None

    def actor(self, options: dict[str, Any]) -> Actor:
        tenant_id = selectors.tenant_find(options["platform"])
        if tenant_id is None:
            raise CommandError(f"no platform has the slug {options['platform']}")
        return system_actor(tenant_id)

    def do_enter(self, options: dict[str, Any]) -> None:
        office = services.Office(
            options["authority"], options["kind"], options["level"], options["region"]
        )
        with transaction.atomic():
            services.regulator_enter(
                authority=services.authority_enter(office=office),
                username=options["login"],
                name=options["name"],
                password=getpass(),
            )
        self.stdout.write(f"login  {options['login']}   at /portal/sign-in")

    def do_grant(self, options: dict[str, Any]) -> None:
        actor = self.actor(options)
        given = services.Given(
            matters=options["matter"],
            until=clock.now() + timedelta(days=options["days"]),
            basis=options["basis"],
            region=options["region"],
        )
        with tenancy.acting(actor), transaction.atomic():
            user = selectors.regulator_find(options["login"])
            row = services.regulator_grant(actor=actor, user_id=user.pk, given=given)
        self.stdout.write(f"grant  {row.pk}   until {row.ends_at:%Y-%m-%d %H:%M} UTC")

    def do_end(self, options: dict[str, Any]) -> None:
        actor = self.actor(options)
        with tenancy.acting(actor):
            services.regulator_revoke(actor=actor, grant_id=options["grant"])
        self.stdout.write("ended")

    def do_list(self, options: dict[str, Any]) -> None:
        actor, now = self.actor(options), clock.now()
        with tenancy.acting(actor), transaction.atomic():
            for one in selectors.grant_list(actor):
                state = "stands" if one.stands(now) else "over"
                said = f"{one.pk}  {state:6}  {one.user.username}  {','.join(one.matters)}"
                self.stdout.write(f"{said}  until {one.ends_at:%Y-%m-%d %H:%M} UTC")
