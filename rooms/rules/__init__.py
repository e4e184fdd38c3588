"""Pure decisions of rooms: no Django, no clock, no rows."""
