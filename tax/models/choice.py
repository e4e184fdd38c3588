"""What a tenant chooses about taxes where the law leaves it open, version by version."""

from office.models import PolicyVersion, version_constraints, version_index


class TaxChoice(PolicyVersion):
    """One version. `body` is a `tax.rules.choices.Choices`."""

    class Meta:
        constraints = version_constraints("taxchoice")
        indexes = [version_index("taxchoice")]
