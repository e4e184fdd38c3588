"""Complaints as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"

    def ready(self) -> None:
        from complaints import (  # they register themselves
            acts,  # noqa: F401
            adapters,  # noqa: F401
            gate,  # noqa: F401
            search,  # noqa: F401
            subscribers,  # noqa: F401
            tasks,  # noqa: F401
        )
        from complaints.rules import notices
        from complaints.selectors import cluster, words
        from complaints.services import (
            attaching,
            clusters,
            export,  # noqa: F401  (registers itself)
            timing,
            unmask,  # noqa: F401  (registers itself)
        )
        from complaints.views import public as page
        from complaints.views import public_notice
        from livecompliance.kernel import public
        from office import selectors as office
        from office.services import Purpose, file_purpose
        from tiers import selectors as tiers

        public.register("complaint", page.complaint, methods=("GET", "POST"))
        public.register("notices", public_notice.register)
        office.clock_words(
            {timing.clock_kind(name): said for name, said in words.TERMS.items()}
            | {
                "complaint": _("投诉"),
                timing.AWAITING: _("等待投诉人补充"),
                clusters.CAUSE: _("投诉集中"),
                notices.SUBJECT: _("知识产权通知"),
                notices.CONVEY: _("声明送达权利人"),
                notices.WAIT: _("等待权利人投诉或起诉"),
            }
        )
        tiers.counter_register("complaints", cluster.upheld_by_room)
        file_purpose(
            attaching.PURPOSE,
            Purpose(
                kinds=attaching.TAKEN,
                most_bytes=attaching.MOST_BYTES,
                may_open=attaching.may_open,
            ),
        )
