"""In what words the record tells what happened about taxes."""

from tax.acts import payee  # noqa: F401  (it registers itself)
