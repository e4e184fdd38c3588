"""Pure decisions about what was granted: which matter opens which page, which region holds what."""
