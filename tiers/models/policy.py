"""A tenant's tier policies, version by version."""

from django.db import models

from livecompliance.kernel import clock
from office.models import PolicyVersion, version_constraints, version_index


class TierPolicy(PolicyVersion):
    """One version of the policy. Measures, Article 14; Order 117, Article 11.

    `body` is a `tiers.rules.grading.Grading`.
    """

    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = version_constraints("tier_policy")
        indexes = [version_index("tier_policy")]
