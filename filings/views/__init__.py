"""Pages of the platform's own filings."""
