"""Pure decisions of filings: no Django, no clock, no rows."""
