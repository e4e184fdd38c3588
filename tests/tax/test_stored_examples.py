"""The published examples, to the fen, booked and computed as a tenant's own payments are."""

import json
from collections import defaultdict
from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.tenancy import acting
from tax import selectors, services
from tax.models import Withheld
from tax.rules.money import to_fen, yuan
from tax.services import run
from tests import data
from tests.studio.packs import carry
from tests.tax import world

pytestmark = [pytest.mark.django_db, pytest.mark.long]
EXAMPLES = data.DATA.parent / "law" / "tax_examples.json"
needed = pytest.mark.skipif(not EXAMPLES.exists(), reason=f"NO EXAMPLES: {EXAMPLES} is not here")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FOREIGN = {"document_kind": "passport", "is_resident": "否", "country": "USA"}
YEAR = 2026


def examples(*kinds):
    found = json.loads(EXAMPLES.read_text("utf-8"))["examples"]
    return [one for one in found if one["kind"] in kinds]


def resident(number):
    body = f"1101011990{number // 100 % 9 + 1:02}{number % 28 + 1:02}{number:03}"
    check = "10X98765432"[sum(int(a) * b for a, b in zip(body, WEIGHTS, strict=True)) % 11]
    return body + check


def payee(place, example):
    made = {
        "external_id": example["id"], "kind": "natural", "name": "范例", "number": resident(place),
    }  # fmt: skip
    if example["kind"].startswith("nonresident"):
        return made | FOREIGN | {"number": f"E{place:08}"}
    if example["kind"].startswith("vat"):
        made["consent_on"] = "2026-01-01"
    return made


def months(example):
    """Return what an example pays, by month."""
    given = example["inputs"]
    if "incomes" in given:
        first = 10 if example["id"].endswith("OCT") else 1
        return dict(enumerate(given["incomes"], start=first))
    if "month" in given:
        return {int(given["month"][-2:]): given["gross_received_tax_inclusive"]}
    return {3: given["income"]}


def booked(actor, chosen):
    """Book examples, close their months, and compute these in their order."""
    world.payees(actor, *(payee(place, one) for place, one in enumerate(chosen)))
    wanted = set()
    for example in chosen:
        for month, income in months(example).items():
            wanted.add(month)
            if to_fen(income):
                (made,) = world.payments(actor, {
                    "external_id": f"{example['id']}-{month}", "payee": example["id"],
                    "kind": "services", "amount": income,
                    "paid_at": f"{YEAR}-{month:02}-05T12:00:00+08:00",
                })  # fmt: skip
                assert made.result == "added", made
    for month in sorted(wanted):
        first = date(YEAR, month, 1)
        with acting(actor):
            services.period_close(actor=actor, kind="month", first_on=first)
            carry(actor, services.month_run(actor=actor, first_on=first), run.run)
    found = defaultdict(dict)
    with acting(actor), transaction.atomic():
        numbers = {str(one.pk): one.external_id for one in selectors.payee_list(actor)}
        for line in Withheld.objects.all():
            found[numbers[str(line.payee_id)]][line.month.month] = line
    return found


@needed
@pytest.mark.law("A16-cumulative")
@pytest.mark.law("N61-nonresident")
def test_a_platforms_examples_come_out_as_they_were_published(lin):
    chosen = examples(
        "platform_cumulative_labour", "nonresident_labour", "vat_platform_agent_monthly"
    )
    assert chosen
    with world.on(YEAR + 1, 1, 10):
        found = booked(lin, chosen)

    for example in chosen:
        lines, expected = found[example["id"]], example["expected"]
        if "rows" in expected:
            first = min(months(example))
            for row in expected["rows"]:
                line = lines.get(first + row["month"] - 1)
                assert yuan(line.withheld_fen if line else 0) == row["withheld_this_month"]
                if line and "cum_taxable" in row:
                    assert yuan(line.told["cum_taxable_fen"]) == row["cum_taxable"]
                    assert yuan(line.told["cum_withheld_fen"]) == row["cum_withheld"]
        elif "vat" in expected:
            (line,) = lines.values()
            assert yuan(line.vat_fen) == expected["vat"], example["id"]
            assert yuan(line.told["sales_fen"]) == expected["sales_excl"]
            assert line.told["is_vat_exempt"] is expected["exempt"]
        else:
            assert yuan(lines[3].withheld_fen) == expected["withheld"], example["id"]


@needed
@pytest.mark.law("N61-labour")
def test_an_agencys_examples_come_out_as_they_were_published(lin, harbour):
    harbour.kind = "agency"
    with acting(lin), transaction.atomic():
        harbour.save()
    chosen = examples("labour_per_payment")
    assert chosen
    with world.on(YEAR, 4, 10):
        found = booked(lin, chosen)

    for example in chosen:
        line = found[example["id"]][3]
        assert yuan(line.withheld_fen) == example["expected"]["withheld"], example["id"]
        assert to_fen(example["expected"]["taxable"]) == line.told["taxable_fen"]
