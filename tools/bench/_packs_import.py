"""A table of many terms through the job, then compiled by the other one.

`python -m tools.bench._packs_import TERMS` inside `services().child_environment()`; prints JSON.
One row in a hundred cannot be taken and must be named in the file of faults.
"""

import io
import json
import sys
import time
from typing import Any

import django

from tools.bench._packs import made_up
from tools.bench.files import NOTED, high_water, note_early

FAULTY = 100


def table(number: int) -> bytes:
    """Return a CSV of so many terms with where each comes from."""
    lines = ["term,family,severity,clause,weight,source"]
    for place, term in enumerate(made_up(number)):
        family = "F-TENANT" if place % FAULTY else "F-NOBODY-HAS"
        lines.append(f"{term},{family},medium,M-content-patrol,0.6,监管通报第 {place} 行")
    return "\n".join(lines).encode()


def measure(number: int) -> dict[str, float]:
    """Import and compile; return seconds, MiB, and what came of it."""
    from django.db import transaction

    from livecompliance.kernel.tenancy import acting
    from office import selectors as office
    from office.services import job_run, shelf_store
    from studio import selectors, services
    from tools.bench import _crowd

    officer = _crowd.officer("packs")
    with acting(officer), transaction.atomic():
        issue = services.pack_create(actor=officer, name="百万词", kind="lexicon")
        file = shelf_store(actor=officer, stream=io.BytesIO(table(number)), name="百万词.csv")

    def carried(job: Any) -> tuple[float, Any]:
        began, state = time.perf_counter(), "waiting"
        while state == "waiting":
            with acting(officer):
                state = job_run(actor=officer, job_id=job.pk) or "lost"
        if state != "done":
            raise SystemExit(f"the job is {state}")
        return time.perf_counter() - began, job

    with acting(officer):
        job = services.issue_import(actor=officer, issue_id=issue.pk, file_id=file.pk)
    note_early()
    before = NOTED["early"]
    import_s, job = carried(job)
    grown = high_water() - before
    with acting(officer):
        built = services.issue_build(actor=officer, issue_id=issue.pk)
    build_s, _job = carried(built)
    with acting(officer), transaction.atomic():
        row = selectors.issue_get(officer, issue.pk)
        told = office.job_get(officer, job.pk).result or {}
    return {
        "import_s": import_s,
        "import_mb": grown,
        "rows_s": number / import_s,
        "terms": row.terms,
        "rows": told["rows"],
        "faults": told["faults"],
        "build_s": build_s,
        "image_mb": row.size / 2**20,
    }


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
