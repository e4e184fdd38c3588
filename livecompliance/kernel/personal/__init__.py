"""What names a person: sealed at rest, found by a blind index, shown masked, kept out of logs."""

from livecompliance.kernel.personal.envelope import DataKey, Sealed, blind_index, seal, unseal
from livecompliance.kernel.personal.field import EncryptedField
from livecompliance.kernel.personal.forms import KINDS, normalise
from livecompliance.kernel.personal.lookalike import names_somebody, without
from livecompliance.kernel.personal.masks import mask

__all__ = [
    "KINDS",
    "DataKey",
    "EncryptedField",
    "Sealed",
    "blind_index",
    "mask",
    "names_somebody",
    "normalise",
    "seal",
    "unseal",
    "without",
]
