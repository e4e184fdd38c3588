"""`manage.py outbound URL`: look at an address the way the platform would, and say what it did."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from livecompliance.kernel import outbound


class Command(BaseCommand):
    help = "Fetch a page within the bounds for links, and print every hop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url")

    def handle(self, *args: Any, **options: Any) -> None:
        request = outbound.Request("GET", options["url"])
        try:
            answer = outbound.fetch(request, record=self.tell)
        except outbound.Refused as refusal:
            raise CommandError(f"refused: {refusal}") from None
        whole = "whole" if answer.is_whole else "cut"
        self.stdout.write(f"{answer.status}, {len(answer.body)} bytes, {whole}")

    def tell(self, hop: outbound.Hop) -> None:
        said = str(hop.status or hop.refusal)
        self.stdout.write(f"{hop.method} {hop.origin or '-'} at {hop.address or '-'}: {said}")
        self.stdout.write(f"  {hop.took_ms} ms, answer sha256 {hop.answer_sha256 or '-'}")
