"""Review as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "review"

    def ready(self) -> None:
        from office import selectors as office
        from review import acts, subscribers, tasks  # noqa: F401  (they register themselves)

        office.clock_words({"patrol": _("补做漏巡"), "patrol_round": _("漏巡的直播间")})
