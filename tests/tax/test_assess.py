"""A month of many payees: each by his path, refusals by name, and the rest is done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tax.rules import deltas, tables
from tax.rules.assess import Assessed, Payee, Refused, assess, run_of
from tax.rules.choices import Policy
from tax.rules.folding import Payment
from tax.rules.paths import Facts, Path, decide
from tax.rules.refusals import TaxRefused
from tests.tax.steady import steady

TABLES = tables.shipped()
MARCH = run_of(TABLES, 2026, 3, Policy())
PLATFORM = Payee(Path.PLATFORM_CUMULATIVE)
FILED = Payee(Path.PLATFORM_CUMULATIVE, files_vat=True)
SINGLE = Payee(Path.LABOUR_PER_PAYMENT)


def month(payee, *payments, run=MARCH):
    """Return one payee's month; a payment is given by its yuan, a refund by a Payment."""
    made = [
        one if isinstance(one, Payment) else Payment("p", place, one * 100)
        for place, one in enumerate(payments)
    ]
    [found] = assess(run, made, lambda key: payee)
    return found


def refusal(payee, *payments, run=MARCH):
    found = month(payee, *payments, run=run)
    assert isinstance(found, Refused)
    assert found.why.words.zh
    return found.why.code


def refund(of, yuan, name="r", **more):
    return Payment("p", name, yuan * 100, is_refund=True, refund_of=of, **more)


def withheld(payee, *payments):
    return month(payee, *payments).line.withheld_fen


def test_a_month_is_the_sum_of_its_payments():
    line = month(PLATFORM, 8_000, 7_000, 5_000).line

    assert (line.payments, line.paid_fen, line.base_fen) == (3, 2_000_000, 2_000_000)
    assert (line.withheld_fen, line.cum_withheld_fen, line.rate_bp) == (33_000, 33_000, 300)


def test_every_path_withholds_in_its_own_way():
    def by(path):
        return withheld(Payee(path), 4_000, 4_000)

    assert by(Path.PLATFORM_CUMULATIVE) == 4_200  # 8,000 x 80% - 5,000, 3%
    assert by(Path.LABOUR_PER_PAYMENT) == 128_000
    assert by(Path.LABOUR_MONTHLY) == 128_000
    assert by(Path.NONRESIDENT) == 22_000  # 3,200 x 10% - 210, twice 110
    assert by(Path.NONRESIDENT_WAGE) == 9_000  # 3,000 x 3%
    assert by(Path.WAGE_CUMULATIVE) == 9_000
    assert by(Path.BUSINESS_INCOME) == by(Path.COMPANY) == 0


@pytest.mark.law("N61-once")
def test_a_continuous_item_of_small_payments_is_one_payment():
    assert withheld(SINGLE, 700, 700) == 0
    assert withheld(Payee(Path.LABOUR_MONTHLY), 700, 700) == 12_000


def test_a_refund_of_the_same_month_is_as_if_less_had_been_paid():
    for payee in (PLATFORM, SINGLE, Payee(Path.LABOUR_MONTHLY), Payee(Path.NONRESIDENT)):
        reversed_ = month(payee, 10_000, 3_000, refund(0, 4_000)).line
        assert reversed_.withheld_fen == withheld(payee, 6_000, 3_000)
        assert (reversed_.paid_fen, reversed_.refunded_fen) == (1_300_000, 400_000)


def test_a_refund_of_an_earlier_payment_gives_back_what_was_withheld_from_it():
    line = month(SINGLE, 1_000, refund("old", 10_000, left_fen=3_000_000)).line

    # 30,000 withheld 5,200; 20,000 would have withheld 3,200.
    assert (line.withheld_fen, line.returned_fen) == (4_000, 200_000)


def test_two_refunds_of_one_earlier_payment_count_together():
    once = month(SINGLE, refund("old", 10_000, left_fen=3_000_000)).line
    parts = [refund("old", 5_000, name, left_fen=3_000_000) for name in "ab"]

    assert month(SINGLE, *parts).line.returned_fen == once.returned_fen == 200_000


@pytest.mark.parametrize(
    ("payee", "payments", "code"),
    [
        (PLATFORM, [Payment("p", 1, -1)], "amount_negative"),
        (PLATFORM, [Payment("p", 1, 1, currency="USD")], "currency"),
        (PLATFORM, [Payment("p", 1, 1, booked=202602)], "month_differs"),
        (PLATFORM, [Payment("p", 1, 1), Payment("p", 1, 2)], "payment_differs"),
        (PLATFORM, [Payment("p", 1, 1), refund(None, 0, 1)], "payment_differs"),
        (PLATFORM, [Payment("p", 1, 100), refund(1, 2)], "refund_exceeds_income"),
        (SINGLE, [refund("old", 2)], "refund_unknown"),
        (SINGLE, [refund(None, 2, left_fen=500)], "refund_unknown"),
        (SINGLE, [refund("old", 2, left_fen=199)], "refund_exceeds_income"),
        (
            SINGLE,
            [refund("old", 1, "a", left_fen=199), refund("old", 1, "b", left_fen=199)],
            "refund_exceeds_income",
        ),
        (PLATFORM._replace(other_fen=-1), [5], "amount_negative"),
    ],
)
def test_what_cannot_be_computed_is_refused_by_name(payee, payments, code):
    assert refusal(payee, *payments) == code


def test_a_payment_into_a_closed_month_is_refused_as_that():
    run = run_of(TABLES, 2026, 3, Policy(), closed=[202602])

    assert refusal(PLATFORM, Payment("p", 1, 1, booked=202602), run=run) == "period_closed"
    assert month(PLATFORM, Payment("p", 1, 100, booked=202603), run=run).line.paid_fen == 100


def test_one_payee_that_is_refused_leaves_the_others_done():
    payments = [Payment(key, 1, fen) for key, fen in (("a", 100), ("b", -1), ("c", 100))]
    facts = {"b": True, "c": True, "a": False}

    def payee_of(key):
        return Payee(decide(Facts(payee="company", has_identity=facts[key]), MARCH.on).path)

    told = list(
        assess(MARCH, [*payments, Payment("d", 1, -1)], lambda key: payee_of(min(key, "c")))
    )

    assert [type(one) for one in told] == [Refused, Refused, Assessed, Refused]
    assert [one.why.code for one in told if isinstance(one, Refused)] == [
        "identity_missing",
        "amount_negative",
        "amount_negative",
    ]


@pytest.mark.parametrize("keys", ["ba", "aba"])
def test_payments_that_are_not_sorted_are_refused_as_a_whole(keys):
    with pytest.raises(TaxRefused) as refused:
        list(assess(MARCH, [Payment(key, at, 1) for at, key in enumerate(keys)], lambda _: SINGLE))

    assert refused.value.code == "out_of_order"


def test_a_payment_brought_twice_counts_once():
    assert month(PLATFORM, Payment("p", 1, 100), Payment("p", 1, 100)).line.paid_fen == 100
    twice = [refund(None, 1), refund(None, 1)]
    assert month(PLATFORM, 5, *twice).line.refunded_fen == 100


@pytest.mark.law("A16-vat-agency")
def test_tax_is_withheld_from_what_is_left_without_value_added_tax():
    line = month(FILED, 101_000).line

    assert (line.sales_fen, line.vat_fen, line.base_fen) == (10_000_000, 100_000, 10_000_000)
    assert line.urban_maintenance_fen == 3_500
    assert (line.education_fen, line.local_education_fen) == (0, 0)  # sales of 100,000 and no more
    with_vat = run_of(TABLES, 2026, 3, Policy(base_excludes_vat=False))
    assert month(FILED, 101_000, run=with_vat).line.base_fen == 10_100_000
    assert month(FILED, 100_999).line.is_vat_exempt


def test_nothing_is_filed_for_whom_nobody_may_file():
    assert month(PLATFORM, 500_000).line[5:11] == (0, True, 0, 0, 0, 0)


def test_a_refund_larger_than_a_month_is_carried_into_the_next_month_of_value_added_tax():
    april = run_of(TABLES, 2026, 4, Policy())
    first = month(FILED, 1_000, refund("old", 51_000))
    assert first.standing.carried_fen == 5_000_000

    second = month(FILED._replace(standing=first.standing), 150_999, run=april)

    assert (second.line.is_vat_exempt, second.standing.carried_fen) == (True, 0)
    assert second.standing.state.income_fen == 10_099_900


def test_a_refund_is_reversed_without_the_tax_it_was_taxed_without():
    state = month(FILED, 202_000).standing
    april = run_of(TABLES, 2026, 4, Policy())
    told = refund("old", 101_000, base_fen=10_000_000)

    assert month(FILED._replace(standing=state), told, run=april).line.cum_income_fen == 10_000_000


def test_three_months_one_by_one_are_a_quarter():
    payee = PLATFORM
    for number, expected in ((1, 33_000), (2, 33_000), (3, 33_000)):
        run = run_of(TABLES, 2026, number, Policy())
        found = month(payee, 20_000, run=run)
        assert (found.line.withheld_fen, found.line.months) == (expected, number)
        payee = payee._replace(standing=found.standing)


def test_a_practitioner_before_october_2025_cannot_be_computed_cumulatively():
    assert refusal(PLATFORM, 100, run=run_of(TABLES, 2025, 9, Policy())) == "path_undecided"


def test_the_parameters_of_a_line_name_every_table_and_choice():
    policy = Policy(version="7", gap_policy="count_gap_months", base_excludes_vat=False)
    found = run_of(TABLES, 2026, 3, policy).parameters(Path.PLATFORM_CUMULATIVE)

    assert found["table.cumulative"] == "2018-61/1"
    assert found["terms.vat"] == "2026-10"
    assert (found["policy"], found["gap_policy"]) == ("7", "count_gap_months")
    assert found["base_excludes_vat"] == "false"
    assert "table.labour" in MARCH.parameters(Path.LABOUR_MONTHLY)
    assert "terms.wage" in MARCH.parameters(Path.WAGE_CUMULATIVE)
    assert "table.cumulative" not in MARCH.parameters(Path.COMPANY)


PAYMENTS = st.lists(st.integers(1, 10_000_000), min_size=1, max_size=6)
PATHS = st.sampled_from(list(Path))


@steady
@given(PATHS, PAYMENTS, st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_order_of_payments_within_a_month_does_not_matter(path, amounts, at, random):
    payee = Payee(path, files_vat=path is Path.PLATFORM_CUMULATIVE)
    payments = [Payment("p", place, fen) for place, fen in enumerate(amounts)]
    payments.append(refund(at % len(amounts), 0)._replace(amount_fen=min(amounts)))
    shuffled = list(payments)
    random.shuffle(shuffled)

    assert month(payee, *payments) == month(payee, *shuffled)


@steady
@given(PATHS, PAYMENTS, st.integers(1, 10_000_000))
def test_a_payment_that_is_refunded_and_paid_again_leaves_what_there_was(path, amounts, fen):
    payments = [Payment("p", place, one) for place, one in enumerate(amounts)]
    extra = Payment("p", "x", fen)
    undone = refund("x", 0)._replace(amount_fen=fen)

    assert (
        month(Payee(path), *payments, extra, undone).line.withheld_fen
        == month(Payee(path), *payments).line.withheld_fen
    )


AMOUNTS = st.lists(st.integers(1, 20_000_000), min_size=1, max_size=3)


def kept(payee, amounts):
    return deltas.kept_of(month(payee, *(Payment("p", at, fen) for at, fen in enumerate(amounts))))


@steady
@given(PATHS, PATHS, AMOUNTS, AMOUNTS)
@pytest.mark.law("A15-correction")
def test_what_was_filed_and_its_corrections_are_what_is_true(path, other, before, after):
    filed, true = kept(Payee(path), before), kept(Payee(other), after)
    change = deltas.delta(filed, true) or deltas.NOTHING

    assert true.amounts.less(deltas.NOTHING) == true.amounts
    assert true.amounts == deltas.Amounts(
        *(old + more for old, more in zip(filed.amounts, change, strict=True))
    )


@steady
@given(PATHS, AMOUNTS)
def test_a_month_computed_again_changes_nothing(path, amounts):
    filed = kept(Payee(path, files_vat=path is Path.PLATFORM_CUMULATIVE), amounts)

    assert deltas.delta(filed, filed._replace(told=dict(filed.told))) is None
    assert deltas.delta(None, filed) == filed.amounts


def test_a_month_that_carries_on_in_another_way_is_written_though_its_sums_are_the_same():
    counted = run_of(TABLES, 2026, 3, Policy(gap_policy="count_gap_months"))
    january = month(PLATFORM, 5_000, run=run_of(TABLES, 2026, 1, Policy()))
    payee = PLATFORM._replace(standing=january.standing)
    resets, counts = (deltas.kept_of(month(payee, 5_000, run=run)) for run in (MARCH, counted))

    assert resets.amounts == counts.amounts
    assert deltas.delta(resets, counts) == deltas.NOTHING


def test_what_a_month_leaves_is_read_as_it_was_kept():
    standing = month(FILED, 1_000, refund("old", 51_000)).standing
    made = deltas.kept_of(month(FILED, 1_000, refund("old", 51_000)))

    assert deltas.state_of(made.state) == (standing.state, 5_000_000)
    assert deltas.state_of(deltas.kept_of(month(SINGLE, 5)).state) == (None, 0)
