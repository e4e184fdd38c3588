"""Pure decisions of charter: no Django, no clock, no rows."""
