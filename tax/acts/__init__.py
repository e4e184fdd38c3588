"""In what words the record tells what happened about taxes."""

from tax.acts import choice, package, payee, sign, withheld  # noqa: F401  (they register themselves)
