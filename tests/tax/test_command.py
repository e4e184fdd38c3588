"""The command: lines in, lines out, in order, and nothing but lines."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tax.rules import answers as answers_by_kind
from tax.rules import lines, tables
from tests.tax.steady import steady
from tests.tax.test_examples import answers

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
ROOT = Path(__file__).resolve().parents[2]
LABOUR = {"kind": "labour_per_payment", "inputs": {"income": "1000"}}


def result(kind, **inputs):
    [told] = answers({"kind": kind, "inputs": inputs})
    return told["result"]


def code(kind, **inputs):
    [told] = answers({"id": 1, "kind": kind, "inputs": inputs})
    assert set(told) == {"id", "line", "error", "code", "words"}
    return told["code"]


def raw_answers(*raw):
    sink = io.BytesIO()
    lines.run(tables.shipped(), io.BytesIO(b"\n".join(raw) + b"\n"), sink)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def test_a_line_is_answered_with_its_result_and_what_it_was_computed_with():
    assert answers(LABOUR | {"id": "a"}) == [
        {
            "id": "a",
            "result": {"taxable": "200.00", "rate": "0.20", "quick": "0", "withheld": "40.00"},
            "parameters": {
                "rule_version": "2026.11",
                "rounding": "half_up",
                "table.labour": "2018-61/2",
                "terms.labour": "2018-61/8",
            },
        }
    ]


def test_a_bad_line_is_answered_in_its_place_and_the_rest_is_done():
    told = raw_answers(
        json.dumps(LABOUR | {"id": 1}).encode(),
        b"{nonsense",
        b'{"id": 3, "kind": "wealth", "inputs": {}}',
        b'{"id": 4, "kind": "labour_per_payment"}',
        b"",
        b"[1]",
        b'{"id": 6, "kind": "labour_per_payment", "inputs": {"income": NaN}}',
        b'{"id": 7, "kind": "labour_per_payment", "inputs": {"income": 1, "income": 2}}',
        b"\xff\xfe",
        b"[" * 60_000,
        b'"' + b"x" * 70_000 + b'"',
        json.dumps(LABOUR | {"id": 12}).encode(),
    )

    assert [one.get("id") for one in told] == [1, None, 3, 4, None, 6, 7, None, None, None, 12]
    assert ["error" in one for one in told] == [False, *[True] * 9, False]
    assert [one.get("line") for one in told[1:-1]] == [2, 3, 4, 6, 7, 8, 9, 10, 11]
    assert told[1]["error"] == "the line is not JSON"
    assert told[2]["words"] == {"zh": "不认识的种类", "en": "the kind is not known"}
    assert told[3]["error"] == "inputs must be an object"
    assert told[4]["error"] == "the line must be an object"
    assert told[5]["code"] == "amount_not_exact"
    assert told[6]["error"] == "a name stands twice in one object"


def test_a_line_keeps_its_id_whatever_it_is():
    names = ["a", "", "\ud800", 7, -3, 10**40, 1.0]
    told = raw_answers(*(json.dumps(LABOUR | {"id": name}).encode() for name in names))

    assert [one.get("id") for one in told] == names
    nameless = [None, 1.5, True, [], {}, float("inf")]
    told = raw_answers(*(json.dumps(LABOUR | {"id": name}).encode() for name in nameless))
    assert all("id" not in one and "result" in one for one in told)


def test_an_amount_may_be_a_number_of_json_and_stays_exact():
    assert raw_answers(b'{"kind": "labour_per_payment", "inputs": {"income": 800.03}}')[0][
        "result"
    ] == result("labour_per_payment", income="800.03")
    assert result("cumulative_wage", monthly_income=10000.1, months=1) == {"withheld": ["150.00"]}


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({}, "missing"),
        ({"income": None}, "missing"),
        ({"income": "-1"}, "amount_negative"),
        ({"income": "1.001"}, "amount_finer_than_fen"),
        ({"income": "1e3"}, "amount_not_exact"),
        ({"income": True}, "amount_not_exact"),
        ({"income": ["1"]}, "amount_not_exact"),
        ({"income": "1", "currency": "USD"}, "currency"),
        ({"income": "1", "on": "2026-02-29"}, "not_a_date"),
        ({"income": "1", "on": "2026-W01-1"}, "not_a_date"),
        ({"income": "1", "on": "2018-12-31"}, "table_date_hole"),
        ({"income": "1", "year": 0}, "out_of_range"),
    ],
)
def test_a_bad_input_is_refused_by_name(inputs, expected):
    assert code("labour_per_payment", **inputs) == expected


def test_a_leap_day_is_a_day_like_any_other():
    assert result("labour_per_payment", income="1000", on="2028-02-29")["withheld"] == "40.00"


def test_an_input_nobody_asked_for_is_named():
    [told] = answers({"kind": "labour_per_payment", "inputs": {"income": 0, "bonus": 1, "x": None}})

    assert told["ignored"] == ["bonus"]
    assert told["result"]["withheld"] == "0.00"


def rows(**inputs):
    found = result("platform_cumulative_labour", **inputs)["rows"]
    return [row["withheld_this_month"] for row in found], found


def test_a_gap_restarts_or_counts_as_the_line_says():
    gap = ["20000", "0", "20000"]

    assert rows(incomes=gap)[0] == ["330.00", "0.00", "330.00"]
    assert rows(incomes=gap, gap_policy="count_gap_months")[0] == ["330.00", "0.00", "180.00"]
    assert rows(incomes=gap, deduction_months=[1, 1, 2])[0] == ["330.00", "0.00", "330.00"]
    assert rows(incomes=gap, deduction_months=[1, 2, 3])[0] == ["330.00", "0.00", "180.00"]
    assert code("platform_cumulative_labour", incomes=gap, gap_policy="maybe") == "unknown_value"
    refused = code("platform_cumulative_labour", incomes=gap, deduction_months=[1])
    assert refused == "lengths_differ"


def test_a_row_writes_figures_as_they_were_given():
    _, found = rows(incomes=["6250.5", "100", "0.25"])

    assert [row["income"] for row in found] == ["6250.5", "100", "0.25"]
    assert [row["cum_income"] for row in found] == ["6250.5", "6350.5", "6350.75"]
    assert [row["cum_deduction"] for row in found] == ["5000", "10000", "15000"]


def test_months_that_pass_the_end_of_a_year_begin_anew():
    withheld, found = rows(incomes=["10000"] * 4, start_month="2025-11")

    assert withheld == ["90.00"] * 4
    assert [row["cum_income"] for row in found] == ["10000", "20000", "10000", "20000"]
    assert code("platform_cumulative_labour", incomes=["1"] * 13) == "out_of_range"
    too_early = code("platform_cumulative_labour", incomes=["1"], start_month="2025-09")
    assert too_early == "table_date_hole"


def test_refunds_of_a_line_reverse_in_their_month():
    withheld, found = rows(incomes=["20000", "20000"], refunds=["0", "10000"])

    assert withheld == ["330.00", "90.00"]
    assert found[1]["refund"] == "10000.00"
    assert "refund" not in found[0]


def test_no_months_are_no_rows():
    assert rows(incomes=[]) == ([], [])
    assert code("platform_cumulative_labour", incomes="5") == "not_a_list"
    assert code("platform_cumulative_labour", incomes={"a": 1}) == "not_a_list"
    assert code("platform_cumulative_labour", incomes=["1"] * 1001) == "out_of_range"


def test_wages_take_lists_and_single_figures():
    single = result("cumulative_wage", monthly_income=10000, special_deduction=1500, months=2)
    listed = result(
        "cumulative_wage", monthly_income=[10000, 10000], special_deduction=[1500, 1500]
    )

    assert single == listed == {"withheld": ["105.00", "105.00"]}
    assert code("cumulative_wage", monthly_income=1) == "missing"
    assert code("cumulative_wage", monthly_income=1, months=13) == "out_of_range"
    assert code("cumulative_wage", monthly_income=1, months="2.5") == "not_a_number"


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"daily_sales_excl": "1000"}, "taxable in full: 10.00"),
        ({"daily_sales_excl": "1000", "on": "2026-02-01"}, "taxable in full: 10.00"),
        ({"daily_sales_excl": "500", "on": "2025-02-01"}, "exempt"),
        (
            {"daily_sales_excl": "3000", "platform_agent_filing": True},
            "monthly threshold applies",
        ),
        (
            {
                "daily_sales_excl": "3000",
                "platform_agent_filing": True,
                "monthly_sales_excl": "99999.99",
            },
            "exempt",
        ),
        (
            {"daily_sales_excl": "100000", "platform_agent_filing": True},
            "taxable in full: 1000.00",
        ),
    ],
)
def test_a_day_is_answered_in_words(inputs, expected):
    assert result("vat_natural_person_per_transaction", **inputs) == {"result": expected}


def test_a_threshold_is_answered_by_the_rule_of_its_day():
    months = ["100000", "100000", "100000"]

    assert result("vat_small_scale_threshold", months=months) == {
        "monthly_filer": "months 1,2,3 exempt",
        "quarterly_filer": "300000 <= 300000 exempt in full",
    }
    assert result("vat_small_scale_threshold", months=months, on="2026-01-01") == {
        "monthly_filer": "months 1,2,3 taxable",
        "quarterly_filer": "300000 >= 300000 taxable in full",
    }


def test_other_kinds_take_their_optional_inputs():
    assert result("vat_surcharges", vat="1485.15", location="other")["urban_maintenance"] == "7.43"
    assert result("vat_surcharges", vat=500, location="city", monthly_sales=100000) == {
        "urban_maintenance": "17.50",
        "education": "0.00",
        "local_education": "0.00",
    }
    assert code("vat_surcharges", vat=500, location="moon") == "unknown_value"
    assert code("vat_surcharges", vat=500, location="city", halving="yes") == "not_a_flag"
    assert result("business_income", taxable="60000")["net_tax"] == "4500.00"
    late = result("late_payment_surcharge", unpaid=10000, due_on="2028-02-15", paid_on="2028-03-16")
    assert late == {"late_fee": "150.00"}
    assert code("late_payment_surcharge", unpaid=1, days=-1) == "out_of_range"
    assert code("late_payment_surcharge", unpaid=1, due_on="2026-02-15") == "missing"
    own = result("vat_platform_agent_monthly", gross_received_tax_inclusive="50500",
                 month="2026-03", other_platforms_sales_excl="50000")  # fmt: skip
    assert own == {"sales_excl": "50000.00", "exempt": False, "vat": "500.00"}
    month = {"gross_received_tax_inclusive": "1", "month": "2026-13"}
    assert code("vat_platform_agent_monthly", **month) == "not_a_date"


@steady
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "id": SCALARS,
                "kind": st.sampled_from([*answers_by_kind.KINDS, "wealth", 5]),
                "inputs": st.dictionaries(
                    st.sampled_from(["income", "incomes", "months", "monthly_income", "vat", "on"]),
                    SCALARS | st.lists(SCALARS, max_size=3),
                    max_size=4,
                ),
            },
        )
        | SCALARS,
        max_size=5,
    )
)
def test_whatever_comes_in_every_line_has_one_answer(given_lines):
    told = raw_answers(*(json.dumps(one).encode() for one in given_lines))

    assert len(told) == len(given_lines)
    assert all(("error" in one) is not ("result" in one) for one in told)


@pytest.mark.long
def test_the_command_answers_lines_and_needs_no_service():
    ran = subprocess.run(
        [sys.executable, "manage.py", "tax_compute"],
        cwd=ROOT,
        input=json.dumps(LABOUR).encode() + b"\n",
        capture_output=True,
        env={"PATH": "/nowhere", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        check=True,
    )

    assert json.loads(ran.stdout)["result"]["withheld"] == "40.00"
    assert not ran.stderr
