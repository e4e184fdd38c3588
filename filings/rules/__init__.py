"""Pure decisions about the platform's own filings: no row, no clock."""
