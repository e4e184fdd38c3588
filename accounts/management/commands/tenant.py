"""manage.py tenant: create, invite, suspend, resume, export and close a tenant."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import selectors, services
from accounts.models import Role, Tenant
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import DomainError


class Command(BaseCommand):
    """The one who runs the product begins and ends tenants here; tenants do the rest on pages."""

    help = "Create, invite into, suspend, resume, export or close a tenant."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="begin a tenant and invite its administrator")
        create.add_argument("slug")
        create.add_argument("name")
        create.add_argument("--kind", choices=Tenant.Kind.values, default=Tenant.Kind.PLATFORM)
        create.add_argument("--administrator", default="admin", help="login of the first person")
        invite = verbs.add_parser("invite", help="print a new invitation")
        invite.add_argument("slug")
        invite.add_argument("login")
        invite.add_argument("roles", nargs="+", choices=Role.values)
        for verb in ("suspend", "resume", "close"):
            change = verbs.add_parser(verb)
            change.add_argument("slug")
            change.add_argument("--reason", required=True)
        export = verbs.add_parser("export", help="write everything a tenant has into one zip")
        export.add_argument("slug")
        export.add_argument("--out", required=True, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"do_{options['verb']}")(options)
        except DomainError as refusal:
            raise CommandError(refusal.message) from None

    def actor(self, options: dict[str, Any]) -> Actor:
        tenant_id = selectors.tenant_find(options["slug"])
        if tenant_id is None:
            raise CommandError(f"no tenant has the slug {options['slug']}")
        return system_actor(tenant_id)

    def do_create(self, options: dict[str, Any]) -> None:
        services.tenant_create(slug=options["slug"], name=options["name"], kind=options["kind"])
        self.do_invite(options | {"login": options["administrator"], "roles": ["system_admin"]})

    def do_invite(self, options: dict[str, Any]) -> None:
        actor = self.actor(options)
        with tenancy.acting(actor), transaction.atomic():
            invitation, token = services.member_invite(
                actor=actor, login=options["login"], roles=options["roles"]
            )
        self.stdout.write(f"login  {options['slug']}:{invitation.login}")
        self.stdout.write(f"join   /join/{token}   (valid seven days, shown once)")

    def do_suspend(self, options: dict[str, Any]) -> None:
        self._change(options, services.tenant_suspend)

    def do_resume(self, options: dict[str, Any]) -> None:
        self._change(options, services.tenant_resume)

    def do_close(self, options: dict[str, Any]) -> None:
        self._change(options, services.tenant_close)

    def _change(self, options: dict[str, Any], service: Any) -> None:
        actor = self.actor(options)
        with tenancy.acting(actor), transaction.atomic():
            tenant = service(actor=actor, reason=options["reason"])
        self.stdout.write(f"{tenant.slug} is {tenant.state}")

    def do_export(self, options: dict[str, Any]) -> None:
        actor = self.actor(options)
        with tenancy.acting(actor), transaction.atomic():
            counts = services.tenant_export(actor, options["out"])
        for table, rows in counts.items():
            sys.stdout.write(f"{rows:>10}  {table}\n")
