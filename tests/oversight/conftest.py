"""What the tests of oversight share: a platform, its officer, a day to come."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from oversight import selectors, services
from oversight.models import Charge, Mechanism
from tests import builders


@pytest.fixture
def harbour():
    return builders.tenant("harbour", name="Harbour")


@pytest.fixture
def elsewhere():
    return builders.tenant("elsewhere")


@pytest.fixture
def lin(harbour) -> Actor:
    return builders.person(harbour, "lin", "officer")


@pytest.fixture
def mechanism(lin) -> Callable[..., Any]:
    """Write down a version of a mechanism as an officer."""

    def record(kind: str = "minors", actor: Actor = lin, **fields: Any) -> Any:
        today = clock.today()
        given = {
            "document": "未成年人保护管理办法",
            "document_version": "3.1",
            "in_force_on": today - timedelta(days=30),
            "review_on": today + timedelta(days=180),
            "owner_id": actor.user_id,
            "measures": "开播前核验年龄；影响身心健康的内容先提示。",
        }
        with acting(actor):
            return services.mechanism_record(
                actor=actor, version=services.Version(kind=kind, **given | fields)
            )

    return record


def look(actor: Actor) -> int:
    """Have every control look."""
    with acting(actor):
        return services.duties_look(actor=actor)


def row(actor: Actor, tenant: Any, key: str, day: Any = None) -> selectors.Row:
    """Return one row of the board as somebody sees it."""
    with acting(actor):
        found = selectors.row_of(selectors.board(actor, tenant, day), key)
    assert found is not None
    return found


BUTTONS = ("duties-look", "duty-charge", "mechanism-record")
THINGS = {"instrument": "M", "article": "5", "which": "minors"}


def is_untouched() -> bool:
    """Tell whether nobody wrote anything down, whoever the tenant is."""
    return not (Charge.objects.exists() or Mechanism.objects.exists())
