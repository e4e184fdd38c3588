"""Pure decisions of parties: no Django, no clock, no rows."""
