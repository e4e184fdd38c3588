"""Pure decisions of review: how urgent, how long one sits, whether two answers agree."""
