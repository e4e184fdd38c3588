"""Reports of how complaints were dealt with, for everybody, version by version."""

from django.db import models

from office.models import PolicyVersion, version_constraints, version_index


class ComplaintFigures(PolicyVersion):
    """One report of one quarter. Measures, Art. 15; Order 117, Art. 20.

    `body` is what everybody reads, drawn up once (`complaints.services.figures`): small numbers
    are not in it. What was published never changes; another version takes its place.
    """

    period = models.CharField(max_length=7)

    class Meta:
        constraints = version_constraints("complaint_figures")
        indexes = [
            version_index("complaint_figures"),
            models.Index(
                fields=["tenant", "period", "-version"],
                name="complaint_figures_of_period",
                condition=models.Q(state="published"),
            ),
        ]
