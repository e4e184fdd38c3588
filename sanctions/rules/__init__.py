"""Pure decisions: ladder, offences, deadlines."""
