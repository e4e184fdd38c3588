"""Every page that a link leads to, in the furnished house of the demo: nothing for axe to find."""

import re
from collections.abc import Iterator

import pytest

from livecompliance.demo.seed import seed
from tests.e2e.test_accessible import DARK, NARROW, WIDE, dress, violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(3000)]
ROLES = ("officer", "security", "admin", "audit", "viewer", "streamer")
HELD = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=[?&])(\w+)=[^&]*|(?<=/law/)[\w-]+"
    r"|(?<=/duties/)(?:M|O117)/\d+|(?<=/mechanisms/)[\w-]+"
)
ELSEWHERE = re.compile(
    r"^(?!/)|^/(static|i18n|files/|accounts/logout)|/certificates/|/templates/|export|\.csv|\.json"
)
LINKS = "[...document.querySelectorAll('a[href]')].map(one => one.getAttribute('href'))"


def kind_of(path: str) -> str:
    """Return an address without what it names: pages of one kind look alike."""
    return HELD.sub(r"<\1>", path.partition("#")[0])


def walk(page, begin: str, met: set[str]) -> Iterator[str]:
    """Open one page of every kind that can be reached by links; yield its address."""
    to_do = [begin]
    while to_do:
        path = to_do.pop(0)
        if kind_of(path) in met or ELSEWHERE.search(path):
            continue
        met.add(kind_of(path))
        answer = page.goto(path)
        assert answer.status < 400, f"{path} answers {answer.status}"
        if page.locator("h1").count():  # a fragment is looked at where it is shown
            yield path
        to_do += page.evaluate(LINKS)


# What another width, theme or language can break; what stands in a page is the same in all of them.
LOOKS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")


def found_on(page, site, path: str, number: int) -> list[str]:
    """Return what axe finds on a page by day on a desk, and of its looks by night on a phone."""
    found = violations(page)
    if number % 2:
        dress(page, site, "en", "light")
        page.goto(path)
        dress(page, site, "zh-hans", "light")
    page.set_viewport_size(NARROW)
    page.evaluate(DARK)
    found += violations(page, LOOKS)
    page.set_viewport_size(WIDE)
    return found


def test_every_page_that_a_link_leads_to_is_accessible(site, sign_in):
    [first, *_] = seed()["tenants"]
    met: set[str] = set()
    found, number = [], 0
    for role in ROLES:
        page = sign_in(first["staff"][role]["username"], "about:blank", viewport=WIDE)
        dress(page, site, "zh-hans", "light")
        for begin in ("/me",) if role == "streamer" else ("/wall",):
            for path in walk(page, begin, met):
                number += 1
                found += found_on(page, site, path, number)
        page.context.close()

    assert found == []
    assert number > 60
