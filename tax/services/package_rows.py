"""What a package says of one share of payees: read, compared with what was reported, written down.

One step is one transaction and bounded: so many payees, and what was booked of them in the quarter.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from accounts import services as accounts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from parties.services.sealing import read
from tax.models import IdentityLine, IncomeLine, Package, Payee, Problem
from tax.rules import calendar, left_out, packages
from tax.rules.layouts import VALUES, Form, Layout
from tax.rules.left_out import Told
from tax.rules.packages import Booked, Identity
from tax.selectors.package import identities_reported, incomes_reported
from tax.selectors.payee import KEY
from tax.services.package_left import LeftOut, scope_of
from tax.services.package_payees import Opener, PayeeRead, payees_read, sort_of
from tax.services.package_values import amounts

STEP = 4_000
FIRST, LAST = UUID(int=0), UUID(int=(1 << 128) - 1)
MOST_AGENCIES = 5_000  # whose names are held at once
EMPTY = dict.fromkeys(VALUES, "")
BOOKED = """
SELECT payee_id, kind, is_refund, sum(amount_fen)::bigint, sum(orders)::bigint, is_of, true
FROM (
  SELECT payee_id, kind, is_refund, amount_fen, orders,
    (NOT is_late OR (paid_at >= %(since)s AND paid_at < %(until)s)) AS is_of
  FROM tax_payment
  WHERE tenant_id = %(tenant)s AND month IN (%(m0)s, %(m1)s, %(m2)s) AND bucket = %(bucket)s
    AND payee_id > %(after)s AND payee_id <= %(to)s
) one GROUP BY payee_id, kind, is_refund, is_of
UNION ALL
SELECT payee_id, kind, is_refund, sum(amount_fen)::bigint, sum(orders)::bigint, true, false
FROM tax_payment
WHERE tenant_id = %(tenant)s AND month > %(m2)s AND bucket = %(bucket)s
  AND payee_id > %(after)s AND payee_id <= %(to)s
  AND is_late AND paid_at >= %(since)s AND paid_at < %(until)s
GROUP BY payee_id, kind, is_refund
"""
PUT_IDENTITIES = """
INSERT INTO tax_identityline (tenant_id, number, bucket, payee_id, state, print, agency_id, link)
SELECT %s, %s, %s, * FROM unnest(%s::uuid[], %s::text[], %s::bytea[], %s::uuid[], %s::text[])
"""
PUT_INCOMES = """
INSERT INTO tax_incomeline (tenant_id, number, bucket, payee_id, state, figures)
SELECT %s, %s, %s, payee, state, figures::bigint[]
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS one (payee, state, figures)
"""
PUT_PROBLEMS = """
INSERT INTO tax_problem (tenant_id, number, bucket, payee_id, external_id, form, code, field)
SELECT %s, %s, %s, * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])
ON CONFLICT DO NOTHING
"""

Values = dict[str, str]
Rows = dict[str, list[list[str]]]


class Wrong(NamedTuple):
    """One thing that is wrong with a row."""

    payee_id: UUID
    external_id: str
    form: str
    code: str
    field: str


class Found(NamedTuple):
    """What one step came to; `last` is None when the share is worked off."""

    payees: int
    rows: Rows
    wrong: list[Wrong]
    sums: dict[str, int]
    last: UUID | None


class Reader:
    """Reads shares of payees for one package. Holds no more than a step and some agencies."""

    def __init__(self, actor: Actor, package: Package, layout: Layout, tenant_kind: str) -> None:
        self.actor, self.package, self.layout = actor, package, layout
        self.first: date = package.period.first_on
        self.since, self.until = packages.bounds(self.first)
        self.forms = layout.forms_of(tenant_kind)
        self.asked = {form.key: packages.asked_by(form) for form in self.forms}
        self.quarter = packages.named(self.first)
        self.scope = scope_of(actor)
        self.left = LeftOut(actor, self.first, (self.since, self.until), self.scope)
        self.all = list(package.accepted)
        self.own: list[int] = []  # of these, the packages of this quarter
        self.opener = Opener(actor)
        self._agencies: dict[UUID, Values] = {}

    def of(self, rows: str) -> list[Form]:
        """Return the forms with rows of a kind."""
        return [form for form in self.forms if form.rows == rows]

    def step(self, bucket: int, after: UUID) -> Found:
        """Read the next payees of a share, and write down what the package says of them."""
        payees = payees_read(self.actor, bucket, after, STEP)
        is_whole = len(payees) < STEP
        to = LAST if is_whole else payees[-1].pk
        booked, sums = self._booked(bucket, after, to)
        step = _Step(self, payees, booked)
        step.reported = identities_reported(self.actor, self.all, bucket, after, to)
        step.incomes = incomes_reported(self.actor, self.own, bucket, after, to)
        step.filed = self.left.filed(bucket, after, to)
        labouring = [one.pk for one in payees if one.labour]
        step.convenient = self.left.convenient(bucket, labouring)
        step.small, step.known = self.left.sold(bucket, after, to)
        step.decide()
        step.write(bucket)
        step.sums.update(sums)
        last = None if is_whole else to
        return Found(len(payees), step.rows, step.wrong, step.sums, last)

    def _booked(
        self, bucket: int, after: UUID, to: UUID
    ) -> tuple[dict[UUID, list[Booked]], dict[str, int]]:
        """Return what was booked of each payee, and the control sums of the months themselves."""
        months = calendar.months_of(self.first)
        given: dict[str, Any] = {f"m{at}": month for at, month in enumerate(months)} | {
            "tenant": self.actor.tenant_id, "bucket": bucket, "after": after, "to": to,
            "since": self.since, "until": self.until,
        }  # fmt: skip
        found: dict[UUID, list[Booked]] = {}
        sums = {"months_paid": 0, "months_refunded": 0}
        with connection.cursor() as cursor:
            cursor.execute(BOOKED, given)
            for payee_id, kind, is_refund, amount, orders, is_of, is_in_months in cursor.fetchall():
                if is_in_months:
                    sums["months_refunded" if is_refund else "months_paid"] += amount
                if is_of:
                    found.setdefault(payee_id, []).append(Booked(kind, is_refund, amount, orders))
        return found, sums

    def agencies(self, ids: Iterable[UUID]) -> Mapping[UUID, Values]:
        """Return what forms say of agencies; few are held at once."""
        wanted = set(ids)
        missing = wanted - set(self._agencies)
        if missing:
            if len(self._agencies) + len(missing) > MOST_AGENCIES:
                self._agencies.clear()
                missing = wanted
            rows = list(Payee.objects.of(self.actor).filter(pk__in=missing))
            keys = accounts.person_keys(self.actor, [one.pk for one in rows], KEY)
            for one in rows:
                self._agencies[one.pk] = {
                    "agency_id": one.external_id,
                    "agency_name": read(one, "name", keys.get(one.pk)),
                    "agency_code": one.code,
                }
        return self._agencies


class _Step:
    """Payees of one step, decided one by one."""

    def __init__(
        self, reader: Reader, payees: Sequence[PayeeRead], booked: Mapping[UUID, list[Booked]]
    ) -> None:
        self.reader, self.payees, self.booked = reader, payees, booked
        self.reported: Mapping[UUID, Identity] = {}
        self.incomes: Mapping[UUID, Told] = {}
        self.filed: Mapping[UUID, list[Booked]] = {}
        self.convenient: Collection[UUID] = ()
        self.small: Mapping[UUID, list[Booked]] = {}
        self.known: Mapping[UUID, list[Booked]] = {}
        self.rows: Rows = {}
        self.wrong: list[Wrong] = []
        self.sums: dict[str, int] = {}
        self.identity_lines: list[tuple[Any, ...]] = []
        self.income_lines: list[tuple[Any, ...]] = []
        self._forms = {rows: reader.of(rows) for rows in ("identities", "links", "income")}
        self._asked: dict[tuple[str, frozenset[str]], list[Form]] = {}

    def decide(self) -> None:
        """Decide of each payee what of him is reported, and put it into its forms."""
        due = [one for one in map(self._due, self.payees) if one is not None]
        keys = accounts.person_keys(self.reader.actor, [one.payee.pk for one in due], KEY)
        agencies = self.reader.agencies(
            pk for one in due for pk in (one.agency, one.agency_before) if pk is not None
        )
        for one in due:
            self._say(one, keys.get(one.payee.pk), agencies)
        known = {one.pk for one in self.payees}
        for payee_id in self.booked:
            if payee_id not in known:
                self.wrong.append(Wrong(payee_id, str(payee_id), "", "payee_unknown", ""))

    def _due(self, payee: PayeeRead) -> "_Due | None":
        """Return what is to be reported of a payee; None where nothing changed."""
        sort, scope = sort_of(payee), self.reader.scope
        told = self._told(payee, is_sold_into=sort.is_abroad and scope.is_offshore)
        groups = packages.groups_of(
            sort, told.figures, from_abroad=scope.is_offshore, hosts=scope.hosts
        )
        income = ""
        if self._asking("income", groups):
            before = self.incomes.get(payee.pk)
            income = left_out.income_flag(told, before, is_sold_into="offshore" in groups)
        identity = link = ""
        if self._is_in_scope(payee, told) and self._asking("identities", groups):
            reported = self.reported.get(payee.pk)
            identity = packages.identity_flag(bytes(payee.print), reported)
            link = packages.link_flag(payee.agency_id, reported) if identity else ""
        if not (identity or income):
            return None
        held = self.reported.get(payee.pk)
        agency_before = held.agency if held is not None and link == "ended" else None
        return _Due(payee, told, groups, identity, link, income, payee.agency_id, agency_before)

    def _is_in_scope(self, payee: PayeeRead, told: Told) -> bool:
        return payee.is_agency or any(told.figures) or payee.brought_at < self.reader.until

    def _asking(self, rows: str, groups: frozenset[str]) -> list[Form]:
        """Return the forms of a kind that ask for somebody of these groups."""
        found = self._asked.get((rows, groups))
        if found is None:
            found = [form for form in self._forms[rows] if form.who <= groups]
            self._asked[rows, groups] = found
        return found

    def _told(self, payee: PayeeRead, *, is_sold_into: bool) -> Told:
        """Return what a payee got, and what of it is left out.

        Law: A16-not-twice, A15-offshore, D810-convenience
        """
        booked = self.booked.get(payee.pk, [])
        if is_sold_into:
            figures = packages.figures_of(left_out.sold_into(booked))
            return Told(figures, packages.figures_of(self.small.get(payee.pk, ())))
        figures = packages.figures_of(booked)
        if payee.pk in self.convenient:
            return Told(figures, left_out.services_of(booked))
        return Told(figures, left_out.filed_of(self.filed.get(payee.pk, ()), figures))

    def _say(self, one: "_Due", key: DataKey | None, agencies: Mapping[UUID, Values]) -> None:
        payee = one.payee
        values = self._values(one, key, agencies)
        if key is None:
            self._wrong(payee, "", "destroyed", "")
            return
        if one.identity:
            self._say_identity(one, values)
        if one.income and self._say_income(one, values):
            told = "{" + ",".join(map(str, one.told.kept())) + "}"
            self.income_lines.append((payee.pk, one.income, told))
            self._count(one)
            for kind in packages.overdrawn(one.told.said):
                self._wrong(payee, "income", "overdrawn", kind)

    def _say_identity(self, one: "_Due", values: Mapping[str, str]) -> None:
        """Say who a payee is; of whom the authority knows it from filings, only his agency.

        Law: D810-quarterly-report, A16-not-twice
        """
        is_known = one.payee.pk not in self.convenient  # of those the identity is still asked
        is_left = is_known and "onshore" in one.groups and left_out.is_all_out(one.told)
        if is_left:
            self._add("identities_left", 1)
        elif not self._put("identities", one.payee, one.groups, values):
            return
        is_linked = not one.link or self._put("links", one.payee, one.groups, values)
        if not is_left or (one.link and is_linked):
            self._identity_line(one, is_linked=is_linked, is_left=is_left)

    def _say_income(self, one: "_Due", values: Mapping[str, str]) -> bool:
        if "offshore" in one.groups:
            known = packages.figures_of(self.known.get(one.payee.pk, ()))
            if left_out.total_of(one.told.figures) > left_out.total_of(known):
                self._wrong(one.payee, "offshore", "buyer_unknown", "")
        if left_out.is_all_out(one.told) and one.income == "new":
            return True
        return self._put("income", one.payee, one.groups, values)

    def _identity_line(self, one: "_Due", *, is_linked: bool, is_left: bool) -> None:
        reported = self.reported.get(one.payee.pk)
        agency = one.agency if is_linked else (reported.agency if reported else None)
        link = one.link if is_linked else ""
        before = reported.print if reported else b""
        print_ = before if is_left else bytes(one.payee.print)
        self.identity_lines.append((one.payee.pk, one.identity, print_, agency, link))
        if not is_left:
            self._add(f"identities_{one.identity}", 1)

    def _count(self, one: "_Due") -> None:
        paid, refunded = packages.sums_of(one.told.said)
        of, _back = packages.sums_of(one.told.out)
        orders = one.told.said[packages.ORDERS]
        is_easy = one.payee.pk in self.convenient
        why = "small" if "offshore" in one.groups else "convenience" if is_easy else "filed"
        flag = "left" if left_out.is_all_out(one.told) else one.income
        added = {f"incomes_{flag}": 1, "paid_fen": paid, "refunded_fen": refunded,
                 "orders": orders}  # fmt: skip
        if any(one.told.out):
            added |= {f"{why}_fen": of, f"{why}_payees": 1}
        for name, value in added.items():
            self._add(name, value)

    def _add(self, name: str, value: int) -> None:
        self.sums[name] = self.sums.get(name, 0) + value

    def _put(
        self, rows: str, payee: PayeeRead, groups: frozenset[str], values: Mapping[str, str]
    ) -> bool:
        """Put a payee into the forms of a kind, unless a column that must be filled is empty."""
        forms = [self.reader.asked[one.key] for one in self._asking(rows, groups)]
        lacking = [(one.form, names) for one in forms
                   if (names := packages.lacks(one.required, values))]  # fmt: skip
        for form, names in lacking:
            self._wrong(payee, form.key, "missing", "、".join(names))
        if lacking:
            return False
        for one in forms:
            if names := packages.lacks(one.wanted, values):
                self._wrong(payee, one.form.key, "gap", "、".join(names))
            self.rows.setdefault(one.form.key, []).append(list(one.cells(values)))
        return True

    def _wrong(self, payee: PayeeRead, form: str, code: str, field: str) -> None:
        self.wrong.append(Wrong(payee.pk, payee.external_id, form, code, field))

    def _values(self, one: "_Due", key: DataKey | None, agencies: Mapping[UUID, Values]) -> Values:
        payee, word = one.payee, self.reader.layout.word
        values = EMPTY | self.reader.opener.opened(payee, key)
        values |= {
            "external_id": payee.external_id,
            "kind": word("kind", payee.kind),
            "document_kind": word("document", payee.document_kind),
            "code": payee.code,
            "number_or_code": payee.code or values["number"],
            "country": payee.country,
            "shop_name": payee.shop_name,
            "shops": "、".join(payee.shops),
            "is_agency": word("flag", "yes" if payee.is_agency else "no"),
            "identity_state": word("state", one.identity),
            "link_state": word("state", one.link),
            "income_state": word("state", one.income),
            "quarter": self.reader.quarter,
        }
        if (agency := one.agency or one.agency_before) is not None:
            values |= agencies.get(agency, {})
        return values | amounts(one.told.said) if one.income else values

    def write(self, bucket: int) -> None:
        """Write down what the package says, and what is wrong with it."""
        of = [self.reader.actor.tenant_id, self.reader.package.number, bucket]
        put(PUT_IDENTITIES, of, self.identity_lines)
        put(PUT_INCOMES, of, self.income_lines)
        put(PUT_PROBLEMS, of, self.wrong)


def lines_clear(package: Package, bucket: int) -> None:
    """Forget what a package says of the payees of a share."""
    for lines in (IdentityLine, IncomeLine, Problem):
        lines.objects.filter(
            tenant_id=package.tenant_id, bucket=bucket, number=package.number
        ).delete()


def put(statement: str, of: Sequence[Any], lines: Sequence[tuple[Any, ...]]) -> None:
    """Write lines, all at once."""
    if lines:
        with connection.cursor() as cursor:
            cursor.execute(statement, [*of, *map(list, zip(*lines, strict=True))])


class _Due(NamedTuple):
    """What of a payee is to be reported, and as what."""

    payee: PayeeRead
    told: Told
    groups: frozenset[str]
    identity: str
    link: str
    income: str
    agency: UUID | None
    agency_before: Any
