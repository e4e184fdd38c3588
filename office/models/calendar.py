"""What was learnt of days after the product was shipped. Public facts: they belong to no tenant."""

from django.db import models

from livecompliance.kernel import clock


class CalendarNotice(models.Model):
    """A year whose notice was loaded here: its days are certain from now on."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    papers = models.JSONField(default=list)
    loaded_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """What one day is, in place of what the shipped calendar says of it."""

    day = models.DateField(primary_key=True)
    name = models.CharField(max_length=40)
    is_off = models.BooleanField()
    source = models.CharField(max_length=300)
    edited_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
