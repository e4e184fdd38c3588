"""What complaints and terms are called where only their ids are at hand."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from complaints.models import Cluster, Complaint, ComplaintFigures, ComplaintTerms
from complaints.rules import receipts
from livecompliance.kernel.actors import Actor


def complaint_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what complaints are called, by id."""
    found = Complaint.objects.of(actor).filter(pk__in=ids).only("id", "number")
    return {str(one.pk): complaint_name(one) for one in found}


def complaint_name(one: Complaint) -> str:
    """Return what a complaint is called."""
    return _("投诉 %(number)s") % {"number": receipts.shown(one.number)}


def terms_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what versions of the terms are called, by id."""
    found = ComplaintTerms.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): terms_name(one) for one in found}


def terms_name(one: ComplaintTerms) -> str:
    """Return what a version of the terms is called."""
    if one.version is None:
        return _("投诉处理期限草稿")
    return _("投诉处理期限第 %(version)s 版") % {"version": one.version}


def cluster_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what clusters of complaints are called, by id."""
    found = Cluster.objects.of(actor).filter(pk__in=ids)
    return {
        str(one.pk): cluster_name(one) for one in found.select_related("offer", "room", "operator")
    }


def cluster_name(one: Cluster) -> str:
    """Return what a cluster is called: after what it is about."""
    return _("集中投诉：%(about)s") % {"about": cluster_about(one)}


def cluster_about(one: Cluster) -> str:
    """Return what the thing is called that a cluster is about."""
    if one.room:
        return one.room.title
    if one.operator:
        return one.operator.public_name
    return str(one.offer.product.title) if one.offer else ""


def figures_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what reports of figures are called, by id."""
    found = ComplaintFigures.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): figures_name(one) for one in found}


def figures_name(one: ComplaintFigures) -> str:
    """Return what a report of figures is called."""
    if one.version is None:
        return _("%(period)s 投诉处理情况草稿") % {"period": one.period}
    return _("%(period)s 投诉处理情况第 %(version)s 版") % {
        "period": one.period,
        "version": one.version,
    }
