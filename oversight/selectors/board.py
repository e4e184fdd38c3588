"""The duty board: every article of both instruments, how it stands, by what, and whose it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Tenant
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import RANKS, Control
from office.models import Clock
from office.selectors import clock_open_list
from oversight.models import Charge
from oversight.rules.articles import INSTRUMENTS, Article, article_find, articles
from oversight.rules.boards import JUDGED, Standing, proof, standing
from oversight.selectors.duty import Seen, charges_at, controls_of, readings_at, readings_now

WEEK = timedelta(days=7)
MOST_DUE = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One article as the board shows it.

    Args:
        seen: what its controls found, with each control.
        shown: the finding that the row is told by; None where nothing was found.
        due: the next day on which something of it is due.
    """

    article: Article
    standing: Standing
    seen: tuple[tuple[Control, Seen | None], ...]
    shown: Seen | None
    charge: Charge | None
    due: date | None

    @property
    def name(self) -> str:
        """Return what the article is called, in the language of the moment."""
        return self.article.en if _is_english() else self.article.zh

    @property
    def said(self) -> str:
        """Return the one thing that the row says."""
        if self.standing == Standing.EXCLUDED and self.charge is not None:
            return self.charge.reason
        return self.shown.said() if self.shown else ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of an instrument, with its rows."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One instrument, chapter by chapter."""

    instrument: law.Instrument
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board at an instant.

    Args:
        counts: how many rows of duties stand how.
        is_now: looked at just now; else as it was known then.
        looked_at: when the last of its readings was taken; None where there is none.
    """

    columns: tuple[Column, ...]
    counts: Mapping[str, int]
    at: datetime
    is_now: bool
    looked_at: datetime | None

    def rows(self) -> list[Row]:
        """Return every row, the Measures first."""
        return [row for column in self.columns for part in column.chapters for row in part.rows]


def board(actor: Actor, tenant: Tenant, day: date | None = None) -> Board:
    """Return the board of a tenant.

    Args:
        day: a past day, as it was known at its end; None looks at the facts of now. Who may read
            no facts (regulators) is shown what was last recorded.
    """
    at = clock.now() if day is None else end_of(day)
    is_now = day is None and not actor.has("regulator")
    found = readings_now(actor) if is_now else readings_at(actor, tenant.pk, at)
    charges = charges_at(actor, tenant.pk, at)
    rows = [_row(one, found, charges.get(one.key)) for one in articles()]
    counts = Counter(row.standing.value for row in rows if row.article.whose == "platform")
    return Board(
        columns=tuple(_column(name, rows) for name in INSTRUMENTS),
        counts={one.value: counts[one.value] for one in (*JUDGED, Standing.IDLE)}
        | {Standing.EXCLUDED.value: counts[Standing.EXCLUDED.value]},
        at=at,
        is_now=is_now,
        looked_at=max((one.at for one in found.values()), default=None),
    )


def row_of(shown: Board, key: str) -> Row | None:
    """Return one row of a board by the key of its article."""
    return next((row for row in shown.rows() if row.article.key == key), None)


def article_name(key: str) -> str:
    """Return what an article is called, in the language of the moment."""
    found = article_find(key)
    if found is None:
        return key
    name = found.en if _is_english() else found.zh
    return _("第 %(number)s 条（%(name)s）") % {"number": found.number, "name": name}


def due_this_week(actor: Actor) -> list[Clock]:
    """Return the clocks that end within a week or have run out, the first in front."""
    latest = clock.now() + WEEK
    return list(clock_open_list(actor).filter(due_at__lte=latest)[:MOST_DUE])


def end_of(day: date) -> datetime:
    """Return the last instant of a day in Shanghai."""
    return datetime.combine(day + timedelta(days=1), time(), clock.SHANGHAI) - timedelta(
        microseconds=1
    )


def chapters_of(instrument: str, rows: Sequence[Row]) -> list[Chapter]:
    """Return the rows of an instrument under its headings; without headings, under none."""
    headings = _headings(instrument)
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(headings.get(row.article.first, ""), []).append(row)
    return [Chapter(heading, tuple(held)) for heading, held in found.items()]


def _headings(instrument: str) -> dict[int, str]:
    try:
        held = law.articles(instrument)
    except law.LawError:
        return {}  # the register has no whole text of it
    english = _is_english()
    return {one.article: one.chapter.en if english else one.chapter.zh for one in held}


def _column(instrument: str, rows: Sequence[Row]) -> Column:
    own = [row for row in rows if row.article.instrument == instrument]
    return Column(law.instrument(instrument), tuple(chapters_of(instrument, own)))


def _row(article: Article, found: Mapping[str, Seen], charge: Charge | None) -> Row:
    pairs = [(one, found.get(one.name)) for one in controls_of(article)]
    seen = sorted(pairs, key=_wants)
    known = [one for _control, one in seen if one is not None]
    held = standing(
        article.whose,
        is_excluded=charge is not None and charge.is_excluded,
        found=[one.reading for one in known],
        missing=len(seen) - len(known),
    )
    best = proof([one.reading for one in known])
    shown = next((one for one in known if one.reading is best), None)
    days = [clock.to_date(one.reading.due) for one in known if one.reading.due is not None]
    if charge is not None and charge.due_on is not None:
        days.append(charge.due_on)
    return Row(article, held, tuple(seen), shown, charge, min(days, default=None))


def _wants(pair: tuple[Control, Seen | None]) -> int:
    """Return where a control stands in its row: what wants somebody the most in front."""
    return len(RANKS) if pair[1] is None else RANKS[pair[1].reading.state]


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
