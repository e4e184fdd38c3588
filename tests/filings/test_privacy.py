"""Personal information: weighed before it is handled."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from filings import selectors, services
from filings.models import Impact
from filings.rules.decisions import years_later
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting

pytestmark = pytest.mark.django_db
WORDS = dict.fromkeys(("processing", "necessity", "risks", "measures"), "核验真人，用后即删")
NOTICE = services.Notice(
    measures="已关闭接口并更换密钥",
    advice="请修改密码，警惕来电",
    contact="privacy@harbour.example",
)


def write(actor, impact_id=None, **more):
    given = {"title": "开播前人脸核验", "grounds": ("sensitive",), "categories": ("face",)}
    with acting(actor):
        draft = services.Draft(**{**given, **WORDS, **more})
        return services.impact_write(actor=actor, draft=draft, impact_id=impact_id)


def decide(actor, impact, decision="go"):
    with acting(actor):
        return services.impact_decide(actor=actor, impact_id=impact.pk, decision=decision)


def wanting(actor):
    with acting(actor):
        return [one.key for one in selectors.categories_wanting(actor)]


@pytest.mark.law("PIPL-impact")
def test_faces_are_wanting_until_somebody_decided_that_they_may_be_handled(lin, mei, outsider):
    assert "face" in wanting(lin)
    impact = write(lin)
    assert "face" in wanting(lin)
    decide(mei, write(lin), "stop")
    assert "face" in wanting(lin)

    decide(mei, impact, "change")

    assert "face" not in wanting(lin)
    assert "identity" in wanting(lin)
    assert "face" in wanting(outsider)


@pytest.mark.law("PIPL-impact-3y")
def test_what_was_decided_stays_as_it_is_for_three_years(lin, mei):
    impact = decide(mei, write(lin))

    assert impact.keep_until.year == clock.today().year + 3
    with pytest.raises(Conflict):
        write(lin, impact.pk, title="另一种说法")
    with pytest.raises(Conflict):
        decide(mei, impact, "stop")
    with acting(lin), transaction.atomic():
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM filings_impact WHERE id = %s", [impact.pk])
        assert Impact.objects.get().title == "开播前人脸核验"


def test_a_leap_day_is_kept_to_the_last_of_february():
    assert years_later(date(2028, 2, 29), 3) == date(2031, 2, 28)
    assert years_later(date(2026, 11, 29), 3) == date(2029, 11, 29)


@pytest.mark.law("PIPL-impact-contents")
def test_it_is_decided_by_somebody_else_once_every_part_is_there(lin, mei, program):
    for part in WORDS:
        with pytest.raises(Invalid):
            decide(mei, write(lin, **{part: " "}))
    with pytest.raises(Forbidden):
        decide(lin, write(lin))
    with pytest.raises(Forbidden):
        decide(program, write(lin))
    with pytest.raises(Invalid):
        decide(mei, write(lin), "perhaps")


@pytest.mark.parametrize(
    "wrong",
    [
        {"grounds": ()},
        {"grounds": ("fun",)},
        {"categories": ("shoes",)},
        {"title": ""},
        {"risks": "身份证 11010519491231002X 外泄"},
    ],
)
def test_an_impact_is_of_known_kinds_and_names_nobody(lin, wrong):
    with pytest.raises(Invalid):
        write(lin, **wrong)


def test_an_undecided_one_may_be_written_anew_by_officers_of_the_platform(lin, wu, outsider):
    impact = write(lin)
    assert write(lin, impact.pk, title="开播前活体核验").pk == impact.pk
    for actor, refusal in ((wu, Forbidden), (outsider, NotFound)):
        with pytest.raises(refusal):
            write(actor, impact.pk)
