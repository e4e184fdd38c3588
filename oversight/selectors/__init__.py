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
from oversight.selectors.mechanism import (
    Held,
    mechanism_labels,
    mechanism_name_of,
    mechanism_names,
    mechanism_versions,
    mechanisms,
)
from oversight.selectors.plots import (
    Part,
    Strip,
    Turn,
    bar_of,
    history_plot,
    turns_of,
)

__all__ = [
    "Board",
    "Held",
    "Part",
    "Row",
    "Seen",
    "Strip",
    "Turn",
    "article_name",
    "bar_of",
    "board",
    "charge_history",
    "charges_at",
    "due_this_week",
    "history_plot",
    "mechanism_labels",
    "mechanism_name_of",
    "mechanism_names",
    "mechanism_versions",
    "mechanisms",
    "readings_at",
    "readings_now",
    "readings_since",
    "row_of",
    "turns_of",
]
