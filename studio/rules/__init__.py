"""What a rule says, as a form and as text; how figures of a backtest add up. Pure Python."""
