"""Ask the office: days, clocks, jobs, files, messages."""
