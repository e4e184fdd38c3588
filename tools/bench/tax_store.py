"""A quarter of payees in the database, computed and exported by jobs: how long, how it grows."""

import sys

from tools.bench import Figure, services
from tools.bench._web import told_by

MOST_SECONDS, MOST_MB, LINEAR = 600, 1024, 0.8
FULL = 1_000_000


def quarter(payees: int) -> dict[str, float]:
    """Return what a quarter of so many payees took, in a database of its own."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        told: dict[str, float] = told_by(environment, "tools.bench._tax_store", str(payees))
        return told


def figures(largest: int = 10_000) -> list[Figure]:
    """Measure a size and a tenth of it; the promise is of a million."""
    small, large = (quarter(size) for size in (largest // 10, largest))
    sys.stderr.write(f"{small}\n{large}\n")
    whole = [one["computed_s"] + one["exported_s"] for one in (small, large)]
    is_full = largest >= FULL
    name = f"quarter of {largest:,} payees, {large['payments']:,.0f} payments"
    rates = [one["payments"] / took for one, took in zip((small, large), whole, strict=True)]
    return [
        Figure(
            name=f"{name}: computed and exported",
            value=whole[1],
            unit="s",
            target=f"< {MOST_SECONDS} s" if is_full else f"{rates[1]:,.0f} payments/s",
            ok=whole[1] < MOST_SECONDS if is_full else None,
            note=f"{large['bytes'] / 1e6:,.0f} MB of CSV and JSON lines, sealed",
        ),
        Figure(name=f"{name}: computed", value=large["computed_s"], unit="s"),
        Figure(name=f"{name}: exported, two processes", value=large["exported_s"], unit="s"),
        Figure(
            name="at this rate a million payees",
            value=whole[1] * FULL / largest,
            unit="s",
            target=f"< {MOST_SECONDS} s",
            ok=whole[1] * FULL / largest < MOST_SECONDS,
        ),
        Figure(
            name="rate at this size to rate at a tenth of it",
            value=rates[1] / rates[0],
            unit="",
            target=f">= {LINEAR}: cost grows linearly",
            ok=rates[1] / rates[0] >= LINEAR,
        ),
        Figure(
            name="memory of a process, grown by at most",
            value=max(large["computing_mb"], large["exporting_mb"]),
            unit="MiB",
            target=f"<= {MOST_MB}",
            ok=max(large["computing_mb"], large["exporting_mb"]) <= MOST_MB,
        ),
    ]
