"""The HTTP API of taxes."""
