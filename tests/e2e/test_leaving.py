"""Whoever leaves a page while it asks for something is told of no error."""

import pytest
from playwright.sync_api import expect

from tests import builders

ASKS_AS_IT_GOES = """
const ask = (element) => element.dispatchEvent(new CustomEvent("lc:refresh"));
addEventListener("beforeunload", () => document.querySelectorAll("[data-live]").forEach(ask));
"""
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_page_that_is_left_while_it_asks_complains_of_nothing(sign_in):
    harbour = builders.tenant("harbour")
    builders.person(harbour, "lin", "officer")
    page = sign_in("harbour:lin", at="/wall")
    expect(page.locator("[data-live]").first).to_be_attached()
    page.route(
        "**/*",
        lambda route: route.abort("aborted") if is_fragment(route.request) else route.continue_(),
    )
    page.evaluate(ASKS_AS_IT_GOES)
    with page.expect_request(is_fragment):
        page.goto("/clocks")
    expect(page.locator("h1")).to_be_visible()  # what it said is looked at when the window closes


def is_fragment(request) -> bool:
    """Tell whether htmx of the page that is left asks: it is broken off, as by the browser."""
    is_asked = request.headers.get("hx-request") == "true"
    return is_asked and request.headers.get("hx-current-url", "").endswith("/wall")
