"""The row-by-row list of what is wrong with a package, in words, as a file.

It names rows by the platform's own number for a payee, and nobody by name.
"""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from office import services as office
from office.models import File
from office.services import tables
from tax import policies
from tax.rules.layouts import Layout
from tax.selectors.words import problem_said
from tax.services.package_files import KEEP
from tax.services.package_rows import FIRST, Wrong

PURPOSE = "tax_package_problems"


NAME = "problems.csv"  # in a draft


class Log:
    """Writes problems as rows of a table."""

    def __init__(self, layout: Layout) -> None:
        in_english = (get_language() or "").startswith("en")
        self.forms = {one.key: one.en if in_english else one.zh for one in layout.forms}

    def rows(self, wrong: Sequence[Wrong]) -> bytes:
        """Return what is wrong, a row each; nothing where nothing is."""
        return self._table(wrong).split(b"\n", 1)[1] if wrong else b""

    def names(self) -> bytes:
        """Return the names of the columns."""
        head = Wrong(FIRST, "", "", "basics_missing", "")
        return self._table([head]).split(b"\n", 1)[0] + b"\n"

    def _table(self, wrong: Sequence[Wrong]) -> bytes:
        said = {pair: problem_said(*pair) for pair in {(one.code, one.field) for one in wrong}}
        number, form, problem = _("编号"), _("表"), _("问题")
        rows = (
            {number: one.external_id, form: self.forms.get(one.form, ""),
             problem: said[one.code, one.field]}
            for one in wrong
        )  # fmt: skip
        return b"".join(tables.write_rows(rows, "csv"))


def may_open(actor: Actor, _file: File) -> bool:
    """Whoever sees taxes: the list names nobody."""
    return policies.can_report(actor) or (actor.user_id is not None and policies.can_see(actor))


office.file_purpose(
    PURPOSE, office.Purpose(kinds=frozenset({"text/csv"}), keep=KEEP, may_open=may_open)
)
