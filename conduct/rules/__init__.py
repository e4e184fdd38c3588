"""Pure decisions: numbers and tests, nothing that asks."""
