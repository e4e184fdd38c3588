"""A proof that words may be said is handed in, reviewed, withdrawn; texts are asked in bulk."""

import pytest
from django.db import IntegrityError, transaction

from catalog import selectors, services
from catalog.models import ClaimEvidence
from catalog.rules.claims import Claim, Said
from catalog.selectors import Asked
from catalog.selectors.claim_words import WHY
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.catalog import suppliers as made

pytestmark = pytest.mark.django_db
WORDS = "2026年6月本店销量第一"


def proof(**fields):
    given = {
        "exemption": "limited_fact",
        "words": WORDS,
        "statement": "平台销量榜",
        "place": "本店",
        "fact_since": made.in_days(-40),
        "fact_until": made.in_days(-10),
    }
    return services.Proof(**given | fields)


def give(actor, **fields):
    with acting(actor):
        return services.evidence_give(actor=actor, proof=proof(**fields))


def decide(actor, row, ok=True, reason=""):
    with acting(actor):
        return services.evidence_decide(
            actor=actor, evidence_id=row.pk, is_approved=ok, reason=reason
        )


def check(actor, *asked):
    with acting(actor), transaction.atomic():
        return [
            (one.verdict, [claim.why for claim in one.claims])
            for one in selectors.claims_check(actor, asked)
        ]


@pytest.mark.law("ADL-absolute")
def test_a_term_is_excused_once_an_officer_accepted_the_proof(lin):
    text = Asked(f"家人们，{WORDS}")
    row = give(lin, file_id=made.on_shelf(lin).pk)
    assert check(lin, text)[0][0] == "review"

    decide(lin, row)
    assert check(lin, text)[0] == ("exempt", ["exempt"] * len(check(lin, text)[0][1]))
    assert check(lin, Asked("家人们，全网销量第一"))[0][0] == "review"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"exemption": "because"}, "exemption"),
        ({"words": "！"}, "words"),
        ({"words": "本店销量第一"}, "words"),
        ({"words": "2026年6月销量第一"}, "words"),
        ({"place": ""}, "place"),
        ({"statement": ""}, "statement"),
        ({"fact_since": None}, "fact_since"),
        ({"fact_until": made.in_days(1)}, "fact_until"),
        ({"fact_since": made.in_days(-5)}, "fact_until"),
        ({"valid_until": made.in_days(-1)}, "valid_until"),
        ({"words": "致电13900001234，2026年6月本店第一"}, "words"),
        ({"exemption": "grading"}, "standard"),
        ({"exemption": "self_comparison"}, "brand"),
    ],
)
def test_a_proof_that_says_too_little_is_refused_by_its_field(lin, fields, field):
    with pytest.raises(Invalid) as refused:
        give(lin, **fields)

    assert refused.value.extra["field"] == field


@pytest.mark.law("ADL-absolute")
def test_without_its_file_a_proof_is_not_accepted(lin):
    row = give(lin)

    with pytest.raises(Invalid) as refused:
        decide(lin, row)
    assert refused.value.extra["field"] == "file"
    tip = give(lin, exemption="usage_tip", words="最佳食用日期")
    assert decide(lin, tip).state == "approved"


def test_the_same_decision_twice_is_one_and_another_is_refused(lin):
    row = give(lin)
    first = decide(lin, row, ok=False, reason="截图不清")

    assert decide(lin, row, ok=False, reason="别的").decided_at == first.decided_at
    with pytest.raises(services.EvidenceDecided):
        decide(lin, row)


def test_keys_hand_in_and_persons_decide_in_their_own_tenant(harbour, lin, wu, outsider):
    row = give(builders.program(harbour, "catalog.write"))

    for actor in (builders.program(harbour, "catalog.write"), wu):
        with pytest.raises(Forbidden):
            decide(actor, row, ok=False, reason="不清")
    with pytest.raises(NotFound):
        decide(outsider, row, ok=False, reason="不清")
    with pytest.raises(NotFound):
        give(outsider, supplier_id=made.supplier(lin).pk)


def test_the_table_itself_wants_time_and_place_of_a_limited_fact(lin):
    row = give(lin)

    with acting(lin), pytest.raises(IntegrityError), transaction.atomic():
        ClaimEvidence.objects.filter(pk=row.pk).update(place="")


@pytest.mark.law("ADL-review")
def test_a_drug_is_advertised_under_the_approval_of_its_supplier_and_no_other(lin):
    row = made.verified(lin)
    made.approved(lin, row, "drug-ad-approval", number="某药广审 1 号", covers=["sku-1"])
    words, papers = "这款药治疗感冒", ("drug-ad-approval",)
    asked = [
        Asked(words, "sku-1", "", row.pk, papers),
        Asked(words, "sku-2", "", row.pk, papers),
        Asked(words, "sku-1", "", None, papers),
        Asked(words, "sku-1"),
    ]

    found = check(lin, *asked)
    assert [verdict for verdict, _whys in found] == ["review", "block", "block", "block"]
    assert "approval_missing" not in found[0][1]
    assert "approval_missing" in found[1][1]
    assert "medical" in found[3][1]


def test_an_approval_that_has_ended_counts_no_more(lin):
    row = made.verified(lin)
    made.approved(lin, row, "drug-ad-approval", number="某药广审 1 号", valid_until=made.in_days(3))
    asked = Asked("止痛药", "sku-1", "", row.pk, ("drug-ad-approval",))

    assert "approval_missing" not in check(lin, asked)[0][1]
    with made.later(5):
        assert "approval_missing" in check(lin, asked)[0][1]


def test_everything_that_becomes_of_words_can_be_said():
    for why in WHY:
        claim = Claim(Said("F", "M-18-2", "r", 0, 0, "drug-ad-approval"), "review", why)
        assert "%(" not in selectors.claim_words(claim)
