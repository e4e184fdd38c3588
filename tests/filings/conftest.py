"""The cast of the platform's own filings: two officers, who answer for each other."""

from datetime import timedelta

import pytest

from filings import services
from filings.rules import catalogue
from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from tests import builders


@pytest.fixture
def mei(harbour):
    """Mei is the second compliance officer of Harbour."""
    return builders.person(harbour, "mei", "officer")


@pytest.fixture
def program(harbour):
    """Harbour's own system, with a key for technologies and figures."""
    return builders.program(harbour)


def soon(days):
    return clock.today() + timedelta(days=days)


def at(monkeypatch, moment):
    """Let it be another instant from now on."""
    monkeypatch.setattr(clock, "now", lambda: moment)


def later(monkeypatch, **span):
    at(monkeypatch, clock.now() + timedelta(**span))


def answers(finding="met", note="已核对制度与记录"):
    return {key: {"finding": finding, "note": note} for key in catalogue.contents()}


def signed(actor, assessment, result="passed"):
    """Answer every point of an assessment and sign it."""
    with acting(actor):
        services.assessment_answer(actor=actor, assessment_id=assessment.pk, answers=answers())
        signature = services.Signature(result=result, conclusion="措施有效，风险可控。")
        return services.assessment_sign(
            actor=actor, assessment_id=assessment.pk, signature=signature
        )


def declared(actor, slug="host-a", kind="virtual_image", **more):
    with acting(actor):
        said = services.Declared(slug=slug, kind=kind, name=more.pop("name", "虚拟主播"), **more)
        return services.technology_declare(actor=actor, declared=said)


def approved(author, second, slug="host-a", kind="virtual_image", days=0, **more):
    """Declare a technology, assess it, and have a second person let it be used."""
    technology = declared(author, slug, kind, **more)
    signed(author, technology.assessment)
    with acting(second):
        return services.technology_approve(
            actor=second, technology_id=technology.pk, live_on=soon(days), review_on=soon(days + 90)
        )
