"""In what words the record tells what happened about taxes."""

from tax.acts import (  # noqa: F401  (they register themselves)
    choice,
    package,
    payee,
    reminder,
    sign,
    withheld,
)
