"""What pages send, as services take it: one module for each noun."""

from catalog.forms.entry import blank, entry_of, file_of, moment_of, values_of
from catalog.forms.supplier import day_of, filed_of, id_of, looked_of, named_of, paper_of, proof_of

__all__ = [
    "blank",
    "day_of",
    "entry_of",
    "file_of",
    "filed_of",
    "id_of",
    "looked_of",
    "moment_of",
    "named_of",
    "paper_of",
    "proof_of",
    "values_of",
]
