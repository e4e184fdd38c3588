"""The row-by-row list of what is wrong with a package, in words, as a file.

It names rows by the platform's own number for a payee, and nobody by name.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from office import services as office
from office.models import File
from office.services import tables
from office.services.file import place_of
from tax import policies
from tax.rules.layouts import Layout
from tax.selectors.words import problem_said
from tax.services.package_files import KEEP, closed, kept_file
from tax.services.package_rows import Wrong

PURPOSE = "tax_package_problems"


class Log:
    """The file of problems, a part for every step that has some."""

    def __init__(self, actor: Actor, state: dict[str, Any], layout: Layout, name: str) -> None:
        self.actor, self.state, self.name = actor, state, name
        in_english = (get_language() or "").startswith("en")
        self.forms = {one.key: one.en if in_english else one.zh for one in layout.forms}
        self._file: File | None = None

    def write(self, wrong: Sequence[Wrong]) -> None:
        """Write what is wrong; the first part brings the names of the columns."""
        if not wrong:
            return
        said = {pair: problem_said(*pair) for pair in {(one.code, one.field) for one in wrong}}
        number, form, problem = _("编号"), _("表"), _("问题")
        rows = [
            {number: one.external_id, form: self.forms.get(one.form, ""),
             problem: said[one.code, one.field]}
            for one in wrong
        ]  # fmt: skip
        content = b"".join(tables.write_rows(rows, "csv"))
        if self.state["parts"]:
            content = content.split(b"\n", 1)[1]
        place_of(self._begun()).write(self.state["parts"], content, is_last=False)
        self.state["parts"] += 1

    def _begun(self) -> File:
        if self._file is None and self.state["file"]:
            self._file = kept_file(self.actor, self.state["file"])
        if self._file is None:
            self._file = office.file_begin(
                actor=self.actor, name=self.name, kind="text/csv", purpose=PURPOSE
            )
            self.state["file"] = str(self._file.pk)
        return self._file

    def finish(self) -> str:
        """Close the file; return its id, "" where nothing is wrong."""
        if not self.state["file"]:
            return ""
        return str(closed(self.actor, self._begun(), self.state["parts"]).pk)


def may_open(actor: Actor, _file: File) -> bool:
    """Whoever sees taxes: the list names nobody."""
    return actor.user_id is not None and policies.can_see(actor)


office.file_purpose(
    PURPOSE, office.Purpose(kinds=frozenset({"text/csv"}), keep=KEEP, may_open=may_open)
)
