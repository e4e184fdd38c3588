"""Which forms a package has and which columns they have: dated files, never code. Pure.

A column says what it holds by a word of `Value`, what it is called, and whether a row may do
without it: `required` leaves such a row out of the package, `wanted` says so and keeps it.
"""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Literal, get_args

import msgspec

from tax.rules.refusals import TableRefused
from tax.rules.tables import SHIPPED

Rows = Literal["basics", "identities", "links", "income", "extension"]
Who = Literal[
    "registered", "natural", "onshore", "offshore", "streamers", "paid", "platforms"
]  # fmt: skip
TenantKind = Literal["platform", "own_site", "agency"]
Value = Literal[
    "platform_name", "platform_code", "site_name", "domain", "business", "entity_code",
    "entity_name", "begun_on", "ended_on", "basics_state",
    "identity_state", "external_id", "kind", "name", "document_kind", "number", "code",
    "number_or_code", "country", "address", "shop_name", "shops", "is_agency", "contact",
    "link_state", "agency_id", "agency_name", "agency_code",
    "income_state", "quarter", "goods_total", "goods_refund", "goods_net", "services_total",
    "services_refund", "services_net", "intangibles_total", "intangibles_refund",
    "intangibles_net", "other_total", "other_refund", "other_net", "total", "refund", "net",
    "orders",
    "extension_said", "asked_on", "wanted_on", "extension_state", "until_on", "notice",
]  # fmt: skip
VALUES: frozenset[str] = frozenset(get_args(Value))
EXCEL_ROWS = 1_048_575  # of a sheet, the names of its columns left out


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One column: its name, what it holds, and whether a row may do without."""

    name: str
    value: Value
    required: bool = False
    wanted: bool = False


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One form: what its rows are, of whom, which tenants fill it in, and its columns."""

    key: str
    number: str
    zh: str
    en: str
    rows: Rows
    columns: tuple[Column, ...]
    tenants: frozenset[TenantKind]
    who: frozenset[Who] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns in their order."""
        return tuple(one.name for one in self.columns)


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All forms as they are from a day on, and the words that stand in them."""

    version: str
    source: str
    confidence: str
    note_zh: str
    note_en: str
    most_rows: int
    words: dict[str, dict[str, str]]
    forms: tuple[Form, ...] = msgspec.field(name="form")
    begins: date = msgspec.field(name="from")

    def forms_of(self, tenant_kind: str) -> tuple[Form, ...]:
        """Return the forms that a kind of tenant fills in."""
        return tuple(one for one in self.forms if tenant_kind in one.tenants)

    def word(self, of: str, code: str) -> str:
        """Return the word a form has for a code; the code where it has none."""
        return self.words.get(of, {}).get(code, code)


def read(text: str) -> Layout:
    """Read a layout from TOML.

    Raises:
        TableRefused: it cannot be read, or names a form or a column twice.
    """
    try:
        found = msgspec.convert(tomllib.loads(text), Layout)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise TableRefused("table_malformed", name=str(error)) from error
    _require_single(one.key for one in found.forms)
    for form in found.forms:
        _require_single(form.names)
    if not 1 <= found.most_rows <= EXCEL_ROWS:
        raise TableRefused("out_of_range", name="most_rows")
    return found


def _require_single(names: Iterable[str]) -> None:
    given = list(names)
    twice = sorted({one for one in given if given.count(one) > 1})
    if twice:
        raise TableRefused("table_malformed", name=twice[0])


def ordered(layouts: Iterable[Layout]) -> tuple[Layout, ...]:
    """Return layouts by their days.

    Raises:
        TableRefused: two begin on one day.
    """
    found = tuple(sorted(layouts, key=lambda one: one.begins))
    for one, other in pairwise(found):
        if one.begins == other.begins:
            raise TableRefused("table_date_overlap", name=one.version)
    return found


@cache
def shipped() -> tuple[Layout, ...]:
    """Return the layouts the product brings along."""
    folder = SHIPPED / "layouts"
    return ordered(read(file.read_text("utf-8")) for file in sorted(folder.glob("*.toml")))


def layout_on(day: date, layouts: Sequence[Layout] | None = None) -> Layout:
    """Return the layout of a day.

    Raises:
        TableRefused: there is none yet: nothing was reported then.
    """
    known = shipped() if layouts is None else layouts
    found = [one for one in known if one.begins <= day]
    if not found:
        raise TableRefused("table_date_hole", name="layouts", on=f"{day}")
    return found[-1]


def layout_named(version: str) -> Layout | None:
    """Return a layout by its version; None when the product has it no more."""
    return next((one for one in shipped() if one.version == version), None)
