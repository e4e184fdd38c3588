"""Train a learnt signal on labelled lines, and print what it is worth on those held back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import selectors as accounts
from conduct import services
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.tenancy import acting
from moderation.engine import training
from moderation.engine.learnt import Model

POSITIVE = ("spam", "ad", "abuse", "spam_abuse", "offensive", "1", "true")


class Command(BaseCommand):
    help = (
        'Train on .jsonl or .jsonl.gz lines {"text": …, "label": …}. With --tenant the model is '
        "kept as a draft of that platform, with --out it is written to a file (LC_EXTRA_PACKS)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("data", type=Path, help="a file, or a folder of them")
        parser.add_argument("--name", default="comments", help="what the model is called")
        parser.add_argument("--positive", action="append", help="a label of the kind; repeatable")
        parser.add_argument("--tenant", help="slug of the platform that keeps it")
        parser.add_argument("--out", type=Path, help="a file ending in .lcm")

    def handle(self, *args: Any, **options: Any) -> None:
        labels = options["positive"] or list(POSITIVE)
        name = str(options["name"])
        if not name.isidentifier() or len(name) > 40:
            raise CommandError("--name: letters, digits and _, at most 40")
        try:
            given = training.read(training.lines_of(training.files_of(options["data"])), labels)
            model = training.train(name, given, labels)
        except (training.DataError, OSError) as fault:
            raise CommandError(str(fault)) from fault
        self._tell(model, given)
        if options["out"]:
            options["out"].write_bytes(model.to_bytes())
            self.stdout.write(f"written: {options['out']} ({len(model.to_bytes()):,} bytes)")
        if options["tenant"]:
            self._keep(model, options["tenant"])

    def _keep(self, model: Model, slug: str) -> None:
        tenant_id = accounts.tenant_find(slug)
        if tenant_id is None:
            raise CommandError(f"no platform {slug!r}")
        actor = system_actor(tenant_id)
        try:
            with acting(actor):
                row = services.classifier_keep(actor=actor, data=model.to_bytes())
        except DomainError as fault:
            raise CommandError(fault.message) from fault
        self.stdout.write(f"kept: {row.name} #{row.number} ({row.state}), {slug}")

    def _tell(self, model: Model, given: training.Read) -> None:
        about, found = model.about, model.about.measured
        out = self.stdout.write
        out(f"{given.lines:,} lines, {len(given.examples):,} texts, {given.faulty:,} unreadable")
        out(f"{model.version}: trained on {about.trained:,} ({about.positives:,} of the kind)")
        out(f"held back: {found.texts:,} ({found.positives:,} of the kind)")
        out(
            f"at {about.threshold:.3f}: precision {found.precision:.3f}, "
            f"recall {found.recall:.3f}, F1 {found.f1:.3f}"
        )
        out(f"Brier {found.brier:.4f}, calibration error {found.calibration_error:.4f}")
        out("said          texts   mean said   true")
        for row in found.table:
            out(f"{row.low:.1f}–{row.high:.1f} {row.texts:>12,} {row.said:>11.3f} {row.true:>6.3f}")
        out("most telling: " + " ".join(about.top[:20]))
