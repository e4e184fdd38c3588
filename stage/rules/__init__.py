"""Pure decisions about what is set before the audience."""
