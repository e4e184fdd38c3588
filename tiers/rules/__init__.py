"""Pure decisions of tiers: no Django, no clock, no rows."""
