"""What is asked of oversight."""

from oversight.selectors.board import Board, Row, article_name, board, due_this_week, row_of
from oversight.selectors.duty import (
    Seen,
    charge_history,
    charges_at,
    readings_at,
    readings_now,
    readings_since,
)
from oversight.selectors.keys import keys_own, keys_trusted
from oversight.selectors.mechanism import (
    Held,
    mechanism_labels,
    mechanism_name_of,
    mechanism_names,
    mechanism_versions,
    mechanisms,
)
from oversight.selectors.package import (
    Told,
    package_get,
    package_list,
    package_of_file,
    package_ordered,
    packages_by_receipt,
    takings_of,
    tenant_of,
    told_of,
)
from oversight.selectors.plots import (
    Part,
    Strip,
    Turn,
    bar_of,
    history_plot,
    turns_of,
)
from oversight.selectors.scope import Scope, scope_of

__all__ = [
    "Board",
    "Held",
    "Part",
    "Row",
    "Scope",
    "Seen",
    "Strip",
    "Told",
    "Turn",
    "article_name",
    "bar_of",
    "board",
    "charge_history",
    "charges_at",
    "due_this_week",
    "history_plot",
    "keys_own",
    "keys_trusted",
    "mechanism_labels",
    "mechanism_name_of",
    "mechanism_names",
    "mechanism_versions",
    "mechanisms",
    "package_get",
    "package_list",
    "package_of_file",
    "package_ordered",
    "packages_by_receipt",
    "readings_at",
    "readings_now",
    "readings_since",
    "row_of",
    "scope_of",
    "takings_of",
    "tenant_of",
    "told_of",
    "turns_of",
]
