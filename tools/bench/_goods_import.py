"""A table of many goods through the job: judged, kept, every bad row named.

`python -m tools.bench._goods_import ROWS` inside `services().child_environment()`; prints JSON.
One row in a hundred cannot be taken and must be named in the file of faults.
"""

import io
import json
import sys
import time

import django

from tools.bench.files import NOTED, high_water, note_early
from tools.bench.goods import products

FAULTY = 100


def table(number: int) -> bytes:
    """Return a CSV of so many invented goods."""
    made, lines = products(), ["编号,名称,类目,价格,描述"]
    for place in range(number):
        one = made[place % len(made)]
        price = "19.90" if place % FAULTY else "-1"
        lines.append(f"sku-{place},{one.title} {place},{one.category},{price},{one.description}")
    return "\n".join(lines).encode()


def measure(number: int) -> dict[str, float]:
    """Import; return seconds, MiB, and what came of it."""
    from django.db import transaction

    from catalog import services
    from livecompliance.kernel.tenancy import acting
    from office import selectors as office
    from office.services import job_run, shelf_store
    from tools.bench import _crowd

    officer = _crowd.officer("goods")
    with acting(officer), transaction.atomic():
        file = shelf_store(actor=officer, stream=io.BytesIO(table(number)), name="商品.csv")
    with acting(officer):
        job = services.products_import(actor=officer, file_id=file.pk)
        with transaction.atomic():
            services.standard_now(officer)  # what a worker remembers, it remembers now
    note_early()
    began, state = time.perf_counter(), "waiting"
    while state == "waiting":
        with acting(officer):
            state = job_run(actor=officer, job_id=job.pk) or "lost"
    if state != "done":
        raise SystemExit(f"the job is {state}")
    took, grown = time.perf_counter() - began, high_water() - NOTED["early"]
    with acting(officer), transaction.atomic():
        told = office.job_get(officer, job.pk).result or {}
    return {"import_s": took, "import_mb": grown, **{one: told[one] for one in COUNTED}}


COUNTED = ("rows", "kept", "faults")

if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
