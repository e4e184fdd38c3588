"""Until when something that ended on a day is kept."""

from datetime import date


def years_later(day: date, years: int) -> date:
    """Return the same day so many years later; of a 29 February, the month's last day."""
    year = day.year + years
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)  # Civil Code, Article 202
