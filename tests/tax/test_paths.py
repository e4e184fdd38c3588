"""Which way a payment goes, and why."""

from datetime import date
from itertools import product

import pytest

from livecompliance.kernel import law
from tax.rules.paths import Facts, Path, decide, shipped
from tax.rules.refusals import TaxRefused

ON = date(2026, 11, 1)
PRACTITIONER = {
    "payee": "natural",
    "has_identity": True,
    "is_resident": True,
    "through_platform": True,
    "payer_is_platform": True,
}


def path(on=ON, **facts):
    return decide(Facts(**PRACTITIONER | facts), on).path


@pytest.mark.law("M-withholding", "A16-cumulative")
def test_a_resident_working_through_the_platform_that_pays_him_is_withheld_cumulatively():
    decided = decide(Facts(**PRACTITIONER), ON)

    assert (decided.path, decided.duty) == (Path.PLATFORM_CUMULATIVE, "withhold")
    assert "累计预扣法" in decided.why.zh
    assert "cumulative method" in decided.why.en


@pytest.mark.law("N61-labour", "N61-once")
def test_an_agency_or_brand_that_pays_withholds_by_payment_or_by_month():
    assert path(payer_is_platform=False) is Path.LABOUR_PER_PAYMENT
    assert path(payer_is_platform=False, is_continuous=True) is Path.LABOUR_MONTHLY
    assert path(through_platform=False) is Path.LABOUR_PER_PAYMENT


def test_before_october_2025_a_platform_withholds_by_payment():
    assert path(on=date(2025, 9, 30)) is Path.LABOUR_PER_PAYMENT
    assert path(on=date(2025, 10, 1)) is Path.PLATFORM_CUMULATIVE


@pytest.mark.law("N61-wage")
def test_an_employed_anchor_earns_wages_wherever_he_streams():
    assert path(is_employee=True) is Path.WAGE_CUMULATIVE


@pytest.mark.law("N61-nonresident")
def test_a_non_resident_has_his_own_table():
    assert path(is_resident=False) is Path.NONRESIDENT
    assert path(is_resident=False, is_employee=True) is Path.NONRESIDENT_WAGE


@pytest.mark.law("IIT-business")
@pytest.mark.parametrize("kind", ["individual", "sole", "partnership"])
def test_business_income_needs_an_invoice_and_no_withholding(kind):
    decided = decide(Facts(payee=kind, has_identity=True), ON)

    assert (decided.path, decided.duty) == (Path.BUSINESS_INCOME, "invoice")


@pytest.mark.law("N61-agent")
def test_a_company_declares_its_own_revenue():
    decided = decide(Facts(payee="company", has_identity=True), ON)

    assert (decided.path, decided.duty) == (Path.COMPANY, "invoice")


@pytest.mark.law("A16-consent")
def test_value_added_tax_is_filed_only_for_a_practitioner_who_consents():
    assert decide(Facts(**PRACTITIONER, consents_to_agency=True), ON).files_vat
    assert not decide(Facts(**PRACTITIONER), ON).files_vat
    for other in ({"payer_is_platform": False}, {"is_employee": True}, {"payee": "individual"}):
        assert not decide(
            Facts(**PRACTITIONER | {"consents_to_agency": True} | other), ON
        ).files_vat


def test_a_payee_without_identity_has_no_path():
    with pytest.raises(TaxRefused) as refused:
        path(has_identity=False)

    assert refused.value.code == "identity_missing"


def test_a_person_whose_residence_nobody_knows_has_no_path():
    with pytest.raises(TaxRefused, match="is_resident") as refused:
        path(is_resident=None)

    assert refused.value.code == "path_undecided"


def test_every_combination_of_facts_that_is_known_decides_one_path():
    flags = ("is_resident", "is_employee", "through_platform", "payer_is_platform", "is_continuous")
    for values in product((False, True), repeat=len(flags)):
        facts = Facts(payee="natural", has_identity=True, **dict(zip(flags, values, strict=True)))
        for on in (date(2019, 1, 1), date(2025, 9, 30), date(2025, 10, 1), date(2028, 2, 29)):
            holds = [one for one in shipped() if one.holds(facts, on)]
            assert decide(facts, on).path is holds[0].path


def test_every_path_cites_a_clause_of_the_register():
    for entry in shipped():
        assert law.clause(entry.clause)
    assert {entry.path for entry in shipped()} == set(Path)
