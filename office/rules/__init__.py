"""Pure decisions of the office: days, terms, clocks."""
