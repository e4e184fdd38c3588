"""Pure decisions of stage: no Django, no clock, no rows."""
