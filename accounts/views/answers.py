"""What every button of the settings does: act, and say on the next page how it went."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from livecompliance.kernel.exceptions import DomainError

Act = Callable[[], Any]


def told(request: HttpRequest, act: Act, done: str) -> Any:
    """Do something and return what came of it; None when it was refused."""
    try:
        result = act()
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return None
    messages.success(request, done)
    return result


def back(request: HttpRequest, to: str, act: Act, done: str) -> HttpResponse:
    """Do something and go back to a page."""
    told(request, act, done)
    return redirect(to)


def shown_once(
    request: HttpRequest, to: str, act: Act, done: str, show: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Make something that has a secret and show the secret, once; go back when it was refused."""
    made = told(request, act, done)
    return show(made[1]) if made else redirect(to)
