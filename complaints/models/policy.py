"""A tenant's terms for complaints, version by version."""

from office.models import PolicyVersion, version_constraints, version_index


class ComplaintTerms(PolicyVersion):
    """One version of how fast complaints are dealt with. Measures, Art. 15; Order 117, Art. 20.

    `body` is a `complaints.rules.terms.Promise`.
    """

    class Meta:
        constraints = version_constraints("complaint_terms")
        indexes = [version_index("complaint_terms")]
