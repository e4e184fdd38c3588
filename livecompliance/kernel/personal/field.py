"""A column of sealed values: it takes and gives `Sealed`, and refuses everything in clear."""

from typing import Any

from django.db import models

from livecompliance.kernel.personal.envelope import DataKey, Sealed, blind_index, seal, unseal
from livecompliance.kernel.personal.forms import KINDS

Row = models.Model


class EncryptedField(models.BinaryField):  # type: ignore[type-arg]
    """Personal data of one kind (`personal.KINDS`), sealed with a data key of the person.

    Args:
        kind: how it is normalised, indexed and masked.
        index: the name of the BinaryField beside it that holds the blind index, if there is one.

    The row needs a client-side primary key and a `tenant_id`: both bind the value to its place.
    """

    def __init__(self, *args: Any, kind: str = "name", index: str = "", **kwargs: Any) -> None:
        if kind not in KINDS:
            raise ValueError(f"no such kind of personal data: {kind}")
        self.kind, self.index = kind, index
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), dict(kwargs) | {"kind": self.kind, "index": self.index}

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value.body if value is not None else None
        raise TypeError(f"{self.name} takes sealed values only")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        body = value if prepared else self.get_prep_value(value)
        return super().get_db_prep_value(body, connection, prepared=True)

    def place(self, row: Row) -> str:
        """Return what a value is bound to: tenant|model|field|pk."""
        tenant = getattr(row, "tenant_id", None)
        if tenant is None or row.pk is None:
            raise ValueError("a value is sealed for a row that has its tenant and its key")
        return f"{tenant}|{row._meta.label_lower}|{self.name}|{row.pk}"

    def put(self, row: Row, plain: str, key: DataKey, index_key: bytes) -> None:
        """Seal `plain` into the row, and its blind index beside it. An empty text empties both."""
        setattr(row, self.attname, seal(key, plain, self.place(row)) if plain else None)
        if self.index:
            found = blind_index(index_key, self.kind, plain) if plain else None
            setattr(row, self.index, found)

    def read(self, row: Row, key: DataKey) -> str:
        """Return the value in clear; "" when there is none.

        Raises:
            KeyLost: the key was destroyed, or the value is not this row's.
        """
        sealed: Sealed | None = getattr(row, self.attname)
        return unseal(key, sealed, self.place(row)) if sealed is not None else ""
