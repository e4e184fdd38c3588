"""HTTP API of the platform's own filings."""
