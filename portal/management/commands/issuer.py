"""manage.py issuer: where an authority's people sign in by its own OpenID Connect issuer."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import selectors as accounts
from accounts.models import Authority
from livecompliance.kernel.exceptions import DomainError
from portal import services
from portal.services import discovery, outside


class Command(BaseCommand):
    """The one who runs the product enters issuers, on an authority's letter."""

    help = "Enter, try, list and end the OpenID Connect issuers of authorities."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        enter = verbs.add_parser("enter", help="enter an issuer; asks for the client's secret")
        enter.add_argument("--authority", required=True)
        enter.add_argument("--issuer", required=True, help="as it names itself, https://…")
        enter.add_argument("--client", required=True, help="how it knows us: client_id")
        enter.add_argument("--login-claim", default="preferred_username")
        enter.add_argument("--login-prefix", default="", help="put before what the claim says")
        enter.add_argument("--authority-claim", default="")
        enter.add_argument("--authority-value", default="", help="what that claim must say")
        enter.add_argument(
            "--strong", action="append", default=[], help="acr or amr that is a second factor"
        )
        enter.add_argument(
            "--enrol", default="", help="pattern of logins that it may enter by itself"
        )
        for verb, said in (("try", "ask an issuer what it says of itself"), ("end", "end it")):
            verbs.add_parser(verb, help=said).add_argument("--authority", required=True)
        verbs.add_parser("list", help="print the issuers that stand")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"do_{options['verb']}")(options)
        except DomainError as refusal:
            raise CommandError(refusal.message) from None

    def authority(self, options: dict[str, Any]) -> Authority:
        found = accounts.authority_named(options["authority"])
        if found is None:
            raise CommandError(f"no authority is called {options['authority']}")
        return found

    def do_enter(self, options: dict[str, Any]) -> None:
        wish = services.Wish(
            issuer=options["issuer"],
            client_id=options["client"],
            secret=getpass("Client secret: "),
            login_claim=options["login_claim"],
            login_prefix=options["login_prefix"],
            authority_claim=options["authority_claim"],
            authority_value=options["authority_value"],
            strong=options["strong"],
            enrol_pattern=options["enrol"],
        )
        row = services.issuer_enter(authority=self.authority(options), wish=wish)
        self.stdout.write(f"issuer    {row.pk}")
        for what in ("back", "ended"):  # redirect_uri; backchannel_logout_uri
            self.stdout.write(f"{what:9} /portal/sign-in/{row.pk}/{what}")

    def do_try(self, options: dict[str, Any]) -> None:
        authority = self.authority(options)
        for row in outside.issuers():
            if row.authority_id == authority.pk:
                known = discovery.known_of(row)
                self.stdout.write(f"answers   {row.issuer}   keys at {known.keys}")
                return
        raise CommandError("no issuer stands for it")

    def do_end(self, options: dict[str, Any]) -> None:
        number = services.issuer_end(authority=self.authority(options))
        self.stdout.write("ended" if number else "there was none")

    def do_list(self, options: dict[str, Any]) -> None:
        for row in outside.issuers():
            entered = f"enters {row.enrol_pattern}" if row.enrol_pattern else "enters nobody"
            self.stdout.write(f"{row.pk}  {row.authority.name}  {row.issuer}  {entered}")
