"""Products judged by the negative catalogue, on one core, beside looking for every term in turn.

Beside it: the same with the nearest entries, and a table of a hundred thousand rows as a job.
"""

import io
import random
import statistics
import time
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from catalog.rules import lines
from catalog.rules.judge import Catalogue, Product
from catalog.rules.near import Neighbours
from catalog.rules.pack import Entry, base
from catalog.rules.terms import Finder
from moderation.engine import Matcher
from tools.bench import Figure, _listings, services
from tools.bench._web import told_by

COUNT, FEW, ROUNDS, BATCH = 20_000, 2_000, 3, 256
PER_SECOND = 20_000
IMPORTED, MOST_GROWTH = 100_000, 48  # rows; MiB from the first step on
ON = date(2026, 11, 30)
PLAIN = "保温杯 纯棉四件套 儿童书包 厨房置物架 运动短裤 真皮女包 山核桃 手机壳".split()  # noqa: SIM905
WORDS = "春季新款 大容量 轻便 防水 百搭 送礼 官方 正品 加厚 便携 高颜值 学生".split()  # noqa: SIM905


def products() -> list[Product]:
    """Return invented products: one in ten of the catalogue, one in ten only near it."""
    draw, entries = random.Random(7), base().entries
    made = []
    for number in range(COUNT):
        entry, kind = draw.choice(entries), number % 10
        title = draw.choice(PLAIN)
        title = entry.hits[0] if kind == 0 else entry.passes[0].title if kind == 1 else title
        more = " ".join(draw.choices(WORDS, k=20))
        made.append(Product(f"{title} {draw.choice(WORDS)}", more, draw.choice(PLAIN)))
    return made


def finder(terms: Iterable[str], allow: Iterable[str]) -> Finder:
    return Matcher.from_terms(terms, allow=allow, sound=0)


def judged(catalogue: Catalogue, rows: Sequence[Product]) -> int:
    """Judge all, as they come from a file; return how many are listed."""
    batches = (rows[at : at + BATCH] for at in range(0, len(rows), BATCH))
    return sum(len(one.grounds) > 0 for batch in batches for one in catalogue.judge(batch))


def looked(entries: Sequence[Entry], rows: Sequence[Product]) -> int:
    """Do what is done without an engine: look for every term, undisguised, in every product."""
    terms = [term for one in entries for term in one.terms]
    return sum(any(term in row.text for term in terms) for row in rows)


def compared(neighbours: Neighbours, catalogue: Catalogue, rows: Sequence[Product]) -> int:
    """Judge all and look for what comes near; return how many are ambiguous."""
    near = 0
    for at in range(0, len(rows), BATCH):
        batch = rows[at : at + BATCH]
        for one, judged_as in zip(batch, catalogue.judge(batch), strict=True):
            listed = {ground.entry.id for ground in judged_as.grounds}
            nearest = neighbours.of((one.title, one.category), listed)
            near += any(each.is_ambiguous for each in nearest)
    return near


def rate(call: object, *given: object, count: int) -> float:
    began = time.perf_counter()
    call(*given)  # type: ignore[operator]
    return count / (time.perf_counter() - began)


def figures() -> list[Figure]:
    """Measure judging alone, and the whole command line."""
    catalogue, rows, entries = Catalogue(base().entries, ON, finder), products(), base().entries
    judged(catalogue, rows[:FEW])
    ours, stock = [], []
    for _ in range(ROUNDS):
        ours.append(rate(judged, catalogue, rows, count=COUNT))
        stock.append(rate(looked, entries, rows[:FEW], count=FEW))
    raw = b"".join(msgspec.json.encode(one._asdict() | {"id": at}) + b"\n"
                   for at, one in enumerate(rows))  # fmt: skip
    spoken = rate(lines.run, io.BytesIO(raw), io.BytesIO(), catalogue, count=COUNT)
    neighbours = Neighbours(catalogue.entries)
    both = rate(compared, neighbours, catalogue, rows, count=COUNT)
    speed, slow = statistics.median(ours), statistics.median(stock)
    note = {"terms": sum(len(one.terms) for one in entries), "listed": judged(catalogue, rows)}
    return [
        _figure("products judged by the catalogue, one core", speed)
        | Figure(baseline=slow, ratio=speed / slow, note=note),  # type: ignore[typeddict-item]
        _figure("the same with the nearest entries", both)
        | Figure(note={"ambiguous": compared(neighbours, catalogue, rows)}),  # type: ignore[typeddict-item]
        _figure("product_check lines", spoken),
        *_listings.figures(catalogue),
        *imported(),
    ]


def imported() -> list[Figure]:
    """Read a table in through the job, one row in a hundred of it faulty."""
    with services() as own:
        environment = own.child_environment(LC_LOG_LEVEL="ERROR")
        told = told_by(environment, "tools.bench._goods_import", str(IMPORTED))
    name, speed = f"CSV of {IMPORTED:,} goods through the job", IMPORTED / told["import_s"]
    kept, faults, grown = int(told["kept"]), int(told["faults"]), told["import_mb"]
    is_whole = kept + faults == int(told["rows"]) == IMPORTED
    return [
        Figure(name=name, value=told["import_s"], unit="s", note=f"{speed:,.0f} rows/s"),
        Figure(name=f"{name}: memory", value=grown, unit="MiB", target=f"<= {MOST_GROWTH}",
               ok=grown <= MOST_GROWTH),
        Figure(name=f"{name}: kept", value=kept, unit="rows", target="every other row is named",
               ok=is_whole, note=f"{faults:,} named with why"),
    ]  # fmt: skip


def _figure(name: str, value: float) -> Figure:
    target = f">= {PER_SECOND:,}/s"
    return Figure(name=name, value=value, unit="/s", target=target, ok=value >= PER_SECOND)
