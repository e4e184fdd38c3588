"""A quarter of up to a million payees, computed and exported by two processes; how it grows."""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from tempfile import TemporaryDirectory

from tools.bench import Figure
from tools.bench._tax import Done, share

CORES = 2
MOST_SECONDS, MOST_BYTES = 600, 1024**3


def quarter(payees: int) -> tuple[float, list[Done]]:
    """Compute and export a quarter, its payees halved between two processes."""
    step = payees // CORES
    with TemporaryDirectory() as folder:
        context = get_context("spawn")
        with ProcessPoolExecutor(CORES, mp_context=context) as pool:
            began = time.perf_counter()
            jobs = [pool.submit(share, at * step, (at + 1) * step, folder) for at in range(CORES)]
            done = [job.result() for job in jobs]
            return time.perf_counter() - began, done


def figures(largest: int = 1_000_000) -> list[Figure]:
    """Measure three sizes, each ten times the one before; a million is the promise."""
    found = []
    rates = {}
    sizes = (largest // 100, largest // 10, largest)
    for payees in sizes:
        seconds, done = quarter(payees)
        payments = sum(one.payments for one in done)
        rates[payees] = payments / sum(one.seconds for one in done)
        found.append(
            Figure(
                name=f"quarter of {payees:,} payees, {payments:,} payments",
                value=seconds,
                unit="s",
                target=f"< {MOST_SECONDS} s" if payees == largest else None,
                ok=seconds < MOST_SECONDS if payees == largest else None,
                note=f"{sum(one.written for one in done) / 1e6:,.0f} MB of CSV and JSON lines",
            )
        )
    peak = max(one.peak for one in done)
    small, large = rates[sizes[0]], rates[largest]
    return [
        *found,
        Figure(name="payments computed and exported, one core", value=large, unit="/s"),
        Figure(
            name="rate at the largest to rate at a hundredth of it",
            value=large / small,
            unit="",
            target=">= 0.8: cost grows linearly",
            ok=large / small >= 0.8,
        ),
        Figure(
            name="memory of a process, at most",
            value=peak / 1024**2,
            unit="MiB",
            target="<= 1024",
            ok=peak <= MOST_BYTES,
            note="without the database: payments are made by arithmetic as they are read",
        ),
    ]
