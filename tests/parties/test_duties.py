"""What somebody owes follows from what he is; an operator is reminded of tax."""

import pytest

from livecompliance.kernel import law
from parties.rules import duties
from parties.templatetags import duties as duty_words
from tests.parties import people
from tests.proof import browser

PLATFORM = "O117-identity-report"


@pytest.mark.law("O117-mechanisms")
@pytest.mark.parametrize(
    ("commerce", "bears"), [("own_site", True), ("platform", True), ("on_platform", False)]
)
def test_whoever_runs_his_own_site_owes_what_a_platform_owes_besides(commerce, bears):
    found = duties.owed("company", ["operator"], commerce).clauses
    assert (PLATFORM in found) is bears
    assert "O117-supplier-check" in found


@pytest.mark.law("O117-publicity-natural", "O117-publicity")
@pytest.mark.parametrize(
    ("kind", "clause"),
    [("company", "O117-publicity"), ("other", "O117-publicity"),
     ("individual", "O117-publicity-natural"), ("natural", "O117-publicity-natural")],
)  # fmt: skip
def test_each_kind_publishes_by_its_own_paragraph(kind, clause):
    found = duties.owed(kind, ["operator"], "on_platform").clauses
    assert {one for one in found if one.startswith("O117-publicity")} == {
        clause, "O117-publicity-changes",
    }  # fmt: skip


def test_a_person_on_a_platform_registers_unless_he_is_exempt():
    assert duties.owed("natural", ["operator"], "on_platform").must_register
    assert not duties.owed("natural", ["operator"], "exempt").must_register
    assert not duties.owed("company", ["operator"], "on_platform").must_register


def test_an_operator_without_a_status_is_asked_for_it_and_a_marketer_is_not():
    assert duties.owed("company", ["operator"], "none").is_unclear
    assert not duties.owed("natural", ["marketer"], "none").is_unclear


def test_several_roles_owe_each_thing_once_and_every_duty_has_its_clause_and_its_name():
    found = duties.owed("natural", ["operator", "marketer"], "exempt").clauses
    assert len(found) == len(set(found))
    every = {*duties.OPERATOR, *duties.MARKETER, *duties.AGENCY, *duties.PLATFORM}
    assert every <= set(duty_words.NAMES)
    assert set(duty_words.NAMES) <= set(law.register())


@pytest.mark.law("M-tax-reminder")
@pytest.mark.parametrize(
    ("kind", "roles", "commerce", "first"),
    [
        ("natural", ["operator"], "on_platform", "register"),
        ("natural", ["operator"], "exempt", "register_tax"),
        ("company", ["operator"], "on_platform", "declare"),
    ],
)
def test_an_operator_is_reminded_of_what_he_must_do_about_tax(kind, roles, commerce, first):
    found = duties.tax_prompts(kind, roles, commerce)
    assert (found[0], found[-3:]) == (first, ("declare", "pay", "prefer"))
    assert set(found) <= set(duty_words.PROMPTS)
    assert duties.tax_prompts("natural", ["marketer"], "none") == ()


@pytest.mark.django_db
@pytest.mark.law("M-tax-reminder")
@pytest.mark.parametrize(("language", "said"), [("zh-hans", "税务登记"), ("en", "taxpayer")])
def test_he_reads_it_on_his_own_page_with_the_article(harbour, chun, language, said):
    people.party(harbour, "operator", user_id=chun.user_id, commerce="exempt")
    phone = browser(chun)
    phone.cookies["lc_language"] = language
    page = phone.get("/me").content.decode()
    assert said in page
    assert 'id="tax"' in page
    assert "M-tax-reminder" in page


@pytest.mark.long
@pytest.mark.django_db
def test_an_officer_sees_what_somebody_owes_and_what_is_unclear(harbour, lin):
    made = people.party(harbour, "operator", kind="company", document=None)
    page = browser(lin).get(f"/people/{made.pk}").content.decode()
    assert "核验供应商" in page
    assert "身份未定" in page
