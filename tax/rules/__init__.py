"""Pure rules of tax: whole fen, dated tables, no clock and no row."""
