"""The pages of taxes."""
