"""What keeps a broadcast from beginning, by what is known of those on air. Pure decisions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from livecompliance.kernel.gate import Asked, Reason
from office.rules import days

OPERATOR, MARKETER = "operator", "marketer"
PASSED, FAILED, STARTED, ERROR = "passed", "failed", "started", "error"
RETRY_S = 30  # a provider that is down is asked again
SOON_S = 5  # an answer is on its way


@dataclass(frozen=True, slots=True)
class Done:
    """The newest concluded verification of some kind."""

    state: str
    at: datetime
    until: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Consented:
    """The newest consent of a guardian."""

    at: datetime
    until: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """An approved credential."""

    kind: str
    fields: frozenset[str]
    since: date | None
    until: date | None

    def is_in_date(self, on: date) -> bool:
        """Tell whether it holds on a day, the first and the last included."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Barred:
    """A bar that stands on the party or on its identity; `source` and `ref` say who decided it."""

    ground: str
    clause: str
    source: str = ""
    ref: str = ""
    by: str = "identity"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one party at the instant of the question.

    `file` is the newest concluded check of its documents, `presence` the newest concluded one of
    any kind that no broadcast has used up, `last` how the newest one of all stands.
    `is_unreachable`: a regulator could not reach it, and a measure stands until it updates.
    """

    id: UUID
    kind: str
    roles: frozenset[str]
    state: str
    function: str
    minor_until: date | None = None
    documents: frozenset[str] = frozenset()
    file: Done | None = None
    presence: Done | None = None
    is_used_here: bool = False
    last: str = ""
    consent: Consented | None = None
    credentials: tuple[Held, ...] = ()
    bars: tuple[Barred, ...] = ()
    unlicensed_agencies: int = 0
    is_unreachable: bool = False

    def holds(self, kind: str, on: date, about: str = "") -> bool:
        """Tell whether it has an approved credential in date, for a field where one is named."""
        return any(
            one.kind == kind and one.is_in_date(on) and (not about or about in one.fields)
            for one in self.credentials
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What the law and the tenant ask for on that day.

    Args:
        reverify_months: how long an operator's verification holds.
        presence_minutes: how old a marketer's may be when the broadcast begins.
        minimum_age, adult_age: of the clause M-age.
        licences: categories of goods for which the operator needs a licence.
        professions: category to the profession that its marketers must be allowed to practise.
        agency_categories: categories in which a marketer's agency needs its own licence.
    """

    on: date
    reverify_months: int = 6
    presence_minutes: int = 30
    minimum_age: int = 16
    adult_age: int = 18
    licences: frozenset[str] = frozenset()
    professions: Mapping[str, str] = field(default_factory=dict)
    agency_categories: frozenset[str] = frozenset()


def reasons(asked: Asked, known: Mapping[UUID, Facts], limits: Limits) -> list[Reason]:
    """Return everything that speaks against a broadcast, of the operator and every marketer.

    Law: M-real-identity, M-live-verification, O117-dynamic-verification
    """
    found = list(_of_cast(asked, known))
    for party in asked.parties:
        if (facts := known.get(party)) is not None:
            found += _of_party(asked, facts, limits)
    return found


def _of_cast(asked: Asked, known: Mapping[UUID, Facts]) -> Iterator[Reason]:
    if asked.operator_id is None or asked.operator_id not in known:
        yield Reason("operator_missing", "M-real-identity", asked.operator_id)
    strangers = [one for one in asked.marketers if one not in known]
    if asked.unknown or strangers:
        count = len(asked.unknown) + len(strangers)
        yield Reason("unknown_marketer", "M-live-verification", data={"count": count})
    is_someone = asked.marketers or asked.unknown or asked.virtual_hosts or asked.is_virtual_image
    if not is_someone and asked.session_id is None:  # on air, everybody may have left for a while
        yield Reason("marketer_missing", "M-live-verification")


def _of_party(asked: Asked, facts: Facts, limits: Limits) -> Iterator[Reason]:
    yield from _standing(asked, facts)
    yield from _age(facts, limits, asked.at)
    if facts.id == asked.operator_id:
        yield from _operator(asked, facts, limits)
    if facts.id in asked.marketers:
        yield from _marketer(asked, facts, limits)
    yield from _foreigner(facts, limits.on)


def _standing(asked: Asked, facts: Facts) -> Iterator[Reason]:
    """Say whether the party may act at all.

    Law: M-mechanisms, M-live-verification, O117-unreachable-sanction
    """
    for bar in facts.bars:
        yield Reason("barred", bar.clause, facts.id, _of(bar))
    if facts.state == "closed":
        yield Reason("party_closed", "M-mechanisms", facts.id)
    elif facts.function != "open":
        yield Reason("function_not_open", "M-mechanisms", facts.id, {"state": facts.function})
    if facts.is_unreachable:
        yield Reason("unreachable", "O117-unreachable-sanction", facts.id)
    for role in _roles_missing(asked, facts):
        yield Reason("role_missing", "M-real-identity", facts.id, {"role": role})


def _of(bar: Barred) -> dict[str, str]:
    return {"ground": bar.ground, "source": bar.source, "ref": bar.ref, "by": bar.by}


def _roles_missing(asked: Asked, facts: Facts) -> list[str]:
    wanted = {OPERATOR} if facts.id == asked.operator_id else set()
    wanted |= {MARKETER} if facts.id in asked.marketers else set()
    return sorted(wanted - facts.roles)


def _age(facts: Facts, limits: Limits, at: datetime) -> Iterator[Reason]:
    """Say whether a natural person is old enough, or may act with his guardian's consent.

    Law: M-age
    """
    if facts.minor_until is None or limits.on >= facts.minor_until:
        return
    if limits.on < months_before(facts.minor_until, 12 * (limits.adult_age - limits.minimum_age)):
        yield Reason("under_age", "M-age", facts.id, {"age": limits.minimum_age})
        return
    consent = facts.consent
    if consent is None or (consent.until is not None and consent.until <= at):
        yield Reason("guardian_consent_missing", "M-age", facts.id)
    elif consent.revoked_at is not None:
        yield Reason("guardian_consent_revoked", "M-age", facts.id)


def months_before(day: date, count: int) -> date:
    """Return the same day so many months earlier."""
    return days.months_after(day, -count)


def _operator(asked: Asked, facts: Facts, limits: Limits) -> Iterator[Reason]:
    """Say whether the operator was verified, and lately enough.

    Law: O117-operator-verified
    """
    clause = "O117-operator-verified"
    if facts.file is None or facts.file.state != PASSED:
        yield from _unverified("operator_not_verified", clause, facts)
    elif valid_until(facts.file, limits.reverify_months) <= asked.at:
        yield from _unverified("operator_verification_expired", clause, facts)
    if asked.category in limits.licences and not facts.holds(
        "licence", limits.on, about=asked.category
    ):
        yield Reason("licence_missing", "M-licences", facts.id, {"category": asked.category})


def valid_until(done: Done, months: int) -> datetime:
    """Return when a verification ends: by the months that hold today, or earlier if it says so.

    Law: O117-operator-verified
    """
    end = days.end_of(days.months_after(days.day_of(done.at), months))
    return end if done.until is None else min(end, done.until)


def _marketer(asked: Asked, facts: Facts, limits: Limits) -> Iterator[Reason]:
    """Say whether a marketer has a verified file, and was verified for this very broadcast.

    Law: M-live-verification, O117-marketer-file, O117-dynamic-verification
    """
    if facts.file is None or facts.file.state != PASSED:
        yield from _unverified("marketer_not_verified", "O117-marketer-file", facts)
    elif not (facts.is_used_here or _is_present(facts, limits, asked.at)):
        yield from _unverified("marketer_not_verified_now", "M-live-verification", facts)
    profession = limits.professions.get(asked.category, "")
    if profession and not facts.holds("practising", limits.on, about=profession):
        data = {"profession": profession}
        yield Reason("practising_certificate_missing", "ANCHOR-practising", facts.id, data)
    if facts.unlicensed_agencies and asked.category in limits.agency_categories:
        yield Reason("agency_licence_missing", "NPB-licence", facts.id)


def readiness(facts: Facts, limits: Limits, at: datetime) -> list[Reason]:
    """Return what a party itself lacks before its function may be opened.

    Law: M-real-identity, M-age
    """
    found = [*_age(facts, limits, at), *_foreigner(facts, limits.on)]
    if facts.file is None or facts.file.state != PASSED:
        is_operator = OPERATOR in facts.roles
        code = "operator_not_verified" if is_operator else "marketer_not_verified"
        clause = "O117-operator-verified" if is_operator else "O117-marketer-file"
        found += _unverified(code, clause, facts)
    return found


def _is_present(facts: Facts, limits: Limits, at: datetime) -> bool:
    done = facts.presence
    if done is None or done.state != PASSED:
        return False
    return timedelta(0) <= at - done.at <= timedelta(minutes=limits.presence_minutes)


def _unverified(code: str, clause: str, facts: Facts) -> Iterable[Reason]:
    """Return why somebody counts as unverified, and whether asking again may help."""
    if facts.last == ERROR:
        yield Reason("provider_unavailable", clause, facts.id, retry_after=RETRY_S)
    yield Reason(code, clause, facts.id, retry_after=SOON_S if facts.last == STARTED else 0)


def unready(facts: Facts, at: datetime, limits: Limits) -> Iterator[Reason]:
    """Say what a party lacks before its live-marketing function may be opened.

    Law: M-mechanisms, M-real-identity, M-age
    """
    for bar in facts.bars:
        yield Reason("barred", bar.clause, facts.id, {"ground": bar.ground})
    if facts.state == "closed":
        yield Reason("party_closed", "M-mechanisms", facts.id)
    yield from _age(facts, limits, at)
    done = facts.file
    if done is None or done.state != PASSED or valid_until(done, limits.reverify_months) <= at:
        is_marketer = facts.roles == {MARKETER}
        code = "marketer_not_verified" if is_marketer else "operator_not_verified"
        yield from _unverified(code, "M-real-identity", facts)
    yield from _foreigner(facts, limits.on)


def _foreigner(facts: Facts, on: date) -> Iterator[Reason]:
    """Say whether a person known by passport alone may work.

    Law: O117-dynamic-verification
    """
    is_foreign = facts.kind == "natural" and facts.documents == {"passport"}
    if is_foreign and not facts.holds("work", on):
        yield Reason("work_authorisation_missing", "O117-dynamic-verification", facts.id)
