"""Addresses of complaints: what officers have in hand, and the terms that a platform promises."""

from django.urls import path

from complaints.views import (
    clusters,
    deeds,
    figures,
    files,
    found,
    holds,
    inbox,
    mine,
    notices,
    operated,
    particulars,
    terms,
)

ONE = "complaints/<uuid:complaint_id>"
OWN = "me/complaints/<uuid:referral_id>"
FILE = f"{ONE}/files/<uuid:attachment_id>"
REPORT = "complaints/figures/<uuid:figures_id>"

urlpatterns = [
    path("complaints", inbox.every, name="complaints"),
    path(ONE, inbox.one, name="complaint"),
    path(f"{ONE}/hold", holds.hold, name="complaint-hold"),
    path(FILE, files.one, name="complaint-file"),
    path(f"{FILE}/look", files.look, name="complaint-file-look"),
    path(f"{FILE}/share", files.share, name="complaint-file-share"),
    path(f"{FILE}/unshare", files.unshare, name="complaint-file-unshare"),
    *(path(f"{ONE}/{name}", deeds.do, {"deed": name}, f"complaint_{name}") for name in deeds.DEEDS),
    path(f"{ONE}/particulars", particulars.one, name="complaint-particulars"),
    *(
        path(f"{ONE}/particulars/{name}", particulars.do, {"deed": name}, f"particulars_{name}")
        for name in particulars.DEEDS
    ),
    path("complaints/clusters", clusters.every, name="complaint-clusters"),
    path(
        "complaints/clusters/<uuid:cluster_id>/dismiss",
        clusters.dismiss,
        name="complaint-cluster-dismiss",
    ),
    path("me/complaints", mine.every, name="my-complaints"),
    path(OWN, mine.one, name="my-complaint"),
    path(f"{OWN}/answer", mine.answer, name="my-complaint-answer"),
    path(f"{OWN}/file", mine.attach, name="my-complaint-file"),
    path("me/complaints/files/<uuid:shared_id>", files.mine, name="my-shared-file"),
    path("complaints/notices", notices.every, name="complaint-notices"),
    path(f"{ONE}/notice", notices.one, name="complaint-notice"),
    *(
        path(f"{ONE}/notice/{name}", notices.do, {"deed": name}, f"notice_{name}")
        for name in notices.DEEDS
    ),
    path("ip-notices", operated.mine, name="ip-notices"),
    path("ip-notices/<uuid:complaint_id>", operated.one, name="ip-notice"),
    path("ip-notices/<uuid:complaint_id>/declare", operated.declare, name="ip-notice-declare"),
    path("complaints/find", found.find, name="complaint-find"),
    path("complaints/export", inbox.export, name="complaints-export"),
    path("complaints/figures", figures.one, name="complaint-figures"),
    path("complaints/figures.csv", figures.table, name="complaint-figures-table"),
    path("complaints/figures/draft", figures.draft, name="complaint-figures-draft"),
    path(f"{REPORT}", figures.report, name="complaint-figures-report"),
    path(f"{REPORT}/publish", figures.publish, name="complaint-figures-publish"),
    path(f"{REPORT}/discard", figures.discard, name="complaint-figures-discard"),
    path("complaints/terms", terms.every, name="complaint-terms"),
    path("complaints/terms/draft", terms.draft, name="complaint-terms-draft"),
    path("complaints/terms/<uuid:terms_id>", terms.one, name="complaint-terms-one"),
    path("complaints/terms/<uuid:terms_id>/edit", terms.edit, name="complaint-terms-edit"),
    path("complaints/terms/<uuid:terms_id>/publish", terms.publish, name="complaint-terms-publish"),
    path("complaints/terms/<uuid:terms_id>/discard", terms.discard, name="complaint-terms-discard"),
]
