"""Whatever happens, in whatever order: the inbox and the figures tell the same of every clock."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction

from complaints.models import Complaint
from complaints.rules.periods import period_of
from complaints.selectors import figures, inbox
from complaints.views.inbox import lines_of
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Clock
from tests.complaints.conftest import answer, do, file, published

pytestmark = [pytest.mark.django_db, pytest.mark.long]
KINDS = ("content", "conduct", "goods", "minors", "personal")
OUTCOMES = ("upheld", "partly", "unfounded", "unproven", "outside")


@pytest.fixture(autouse=True)
def winter(later) -> None:
    """These tests begin some days before a New Year, which is a year of two periods."""
    today = clock.today()
    later(days=(date(today.year + 1, 12, 27) - today).days)


class Desk:
    """Somebody who does whatever comes to his mind; what is out of order is refused."""

    def __init__(self, seed, lin, mei, passer, later) -> None:
        self.chance, self.lin, self.mei = random.Random(seed), lin, mei
        self.passer, self.later = passer, later
        self.filed: list = []
        self.refused = 0
        self.deeds = [
            *[self.file] * 3, *[self.answer] * 3, self.told_before, self.acknowledge, self.take,
            self.handle, self.ask, self.heard, self.say, self.merge, self.part, self.close,
            self.reopen, self.contest, self.withdraw, self.report, self.wait, self.wait,
            self.sweep, self.hurry,
        ]  # fmt: skip

    def act(self) -> None:
        deed = self.chance.choice(self.deeds) if self.filed else self.file
        try:
            deed()
        except DomainError:
            self.refused += 1

    def one(self):
        return self.chance.choice(self.filed)

    def pk(self):
        return {"complaint_id": self.one().complaint.pk}

    def file(self) -> None:
        self.filed.append(file(self.passer, self.chance.choice(KINDS)))

    def answer(self) -> None:
        answer(self.lin, self.one().complaint, self.chance.choice(OUTCOMES))

    def told_before(self) -> None:
        row = self.one().complaint
        at = row.filed_at + timedelta(hours=self.chance.randrange(60))
        answer(self.mei, row, "upheld", channel="phone", at=min(at, clock.now()))

    def acknowledge(self) -> None:
        do("complaint_acknowledge", self.lin, **self.pk())

    def take(self) -> None:
        do("complaint_take", self.lin, assignee_id=self.mei.user_id, **self.pk())

    def handle(self) -> None:
        do("complaint_handle", self.lin, text="已警示主播", **self.pk())

    def ask(self) -> None:
        do("complaint_ask", self.lin, text="是哪一场？", **self.pk())

    def heard(self) -> None:
        do("complaint_heard", self.mei, text="昨天晚上。", channel="phone", **self.pk())

    def say(self) -> None:
        do("receipt_say", self.passer, receipt=self.one().receipt, text="昨天晚上。")

    def merge(self) -> None:
        do("complaint_merge", self.lin, into_id=self.one().complaint.pk, **self.pk())

    def part(self) -> None:
        do("complaint_part", self.mei, **self.pk())

    def close(self) -> None:
        do("complaint_close", self.lin, **self.pk())

    def reopen(self) -> None:
        do("complaint_reopen", self.lin, text="又有新材料。", **self.pk())

    def contest(self) -> None:
        do("receipt_reopen", self.passer, receipt=self.one().receipt, text="录像里有。")

    def withdraw(self) -> None:
        do("receipt_withdraw", self.passer, receipt=self.one().receipt)

    def report(self) -> None:
        do("complaint_report_made", self.lin, **self.pk())

    def wait(self) -> None:
        self.later(hours=self.chance.choice((1, 9, 26, 75)))

    def sweep(self) -> None:
        product = system_actor(self.lin.tenant_id)
        with acting(product):
            office.clocks_follow(actor=product)

    def hurry(self) -> None:
        kind = self.chance.choice(KINDS[:4])
        published(self.lin, self.mei, **{f"{kind}_act": (self.chance.randrange(1, 30), "hour")})


def told_in_figures(actor) -> Counter[str]:
    found: Counter[str] = Counter()
    year = clock.today().year
    for code in (str(year - 1), str(year)):
        for kinds in figures.figures_of(actor, period_of(code)).tables().values():
            tally = kinds["all"]
            found |= Counter()
            found.update(open=tally.open, overdue=tally.overdue, number=tally.number)
    return found


def told_in_the_inbox(actor) -> Counter[str]:
    """Count what the open tab shows: every clock of what is listed and of what was merged."""
    rows = list(inbox.inbox_list(actor, inbox.Sought()))
    assert len(rows) == inbox.inbox_counts(actor, inbox.Sought())["open"]
    listed = {str(one.pk) for one in rows}
    for one in Complaint.objects.filter(merged_into__in=[row.pk for row in rows], state="merged"):
        listed.add(str(one.pk))
    running = Clock.objects.filter(subject_kind="complaint", state__in=("running", "paused"))
    hidden = [one for one in running if one.subject_ref not in listed]
    assert hidden == [], "a clock runs that nobody is shown"
    late = [one for one in running if one.due_at is not None and one.due_at < clock.now()]
    shown = [each for line in lines_of(actor, rows) for each in line["clocks"]]
    assert len(shown) <= len(running)
    assert all(line["edge"] == "act" for line in lines_of(actor, rows)
               if any(each.clock in late for each in line["clocks"]))  # fmt: skip
    return Counter(open=len(running) - len(late), overdue=len(late))


@pytest.mark.law("M-complaints", "O117-complaints")
@pytest.mark.parametrize("seed", range(6))
def test_what_happens_in_any_order_is_told_alike_in_the_inbox_and_in_the_figures(
    lin, mei, passer, later, seed
):
    desk = Desk(seed, lin, mei, passer, later)
    for _round in range(5):
        for _step in range(14):
            desk.act()
        with acting(lin), transaction.atomic():
            counted, shown = told_in_figures(lin), told_in_the_inbox(lin)
            assert (counted["open"], counted["overdue"]) == (shown["open"], shown["overdue"])

    assert desk.filed
    assert desk.refused
