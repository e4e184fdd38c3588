"""What every chapter of the law shares: days, clocks, jobs, files, messages."""
