"""What pages of the catalogue send, as services take it."""

from catalog.forms.entry import blank, entry_of, moment_of, values_of

__all__ = ["blank", "entry_of", "moment_of", "values_of"]
