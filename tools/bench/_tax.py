"""One share of a quarter in its own process: payments are made up, computed and exported."""

import csv
import resource
import time
from collections.abc import Iterator
from pathlib import Path as File
from typing import NamedTuple

import msgspec

from tax.rules import tables
from tax.rules.assess import Line, Payee, Run, payee_assess, run_of
from tax.rules.choices import Policy
from tax.rules.folding import Payment
from tax.rules.paths import Path

MONTHS, EACH = (1, 2, 3), 10  # thirty payments a payee in a quarter, on average
SPREAD = (1, 5, 10, 24)  # how many a month: as many as 10 on average
PATHS = (*(Path.PLATFORM_CUMULATIVE,) * 8, Path.LABOUR_PER_PAYMENT, Path.BUSINESS_INCOME)
_json = msgspec.json.Encoder()


class Done(NamedTuple):
    """What a share came to."""

    payments: int
    lines: int
    withheld_fen: int
    written: int  # bytes
    seconds: float
    peak: int  # bytes the process held at most


def payments_of(key: str, number: int, month: int) -> Iterator[Payment]:
    """Yield a payee's payments of a month: few or many, small or large, one in forty a refund."""
    count = SPREAD[number % 4]
    amount = (number * 7_919 + month * 104_729) % 600_000 + 1_000
    for place in range(count):
        yield Payment(key, place, amount + place * 137)
    if number % 4 == 2 and number % 16 == 2:
        yield Payment(key, "r", amount, is_refund=True, refund_of=0)


def quarter(runs: list[Run], number: int) -> Iterator[Line]:
    """Yield the lines of a payee's quarter, each month on what the one before left."""
    key, path = f"{number:012}", PATHS[number % len(PATHS)]
    payee = Payee(path, files_vat=path is Path.PLATFORM_CUMULATIVE)
    for run in runs:
        found = payee_assess(run, key, payee, payments_of(key, number, run.month))
        payee = payee._replace(standing=found.standing)
        yield found.line


def share(first: int, last: int, folder: str) -> Done:
    """Compute and export payees from `first` to before `last`."""
    began = time.perf_counter()
    runs = [run_of(tables.shipped(), 2026, month, Policy()) for month in MONTHS]
    payments = lines = withheld = 0
    sheet, stream = File(folder, f"{first}.csv"), File(folder, f"{first}.jsonl")
    with sheet.open("w", newline="") as rows, stream.open("wb") as objects:
        write = csv.writer(rows).writerow
        write(Line._fields)
        for number in range(first, last):
            for line in quarter(runs, number):
                write(line)
                objects.write(_json.encode(line._asdict()) + b"\n")
                payments += line.payments
                lines += 1
                withheld += line.withheld_fen
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    size = sheet.stat().st_size + stream.stat().st_size
    return Done(payments, lines, withheld, size, time.perf_counter() - began, peak)
