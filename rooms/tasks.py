"""What runs by the clock for rooms."""

from celery import shared_task

from rooms import services


@shared_task(name="rooms.partitions_ensure")  # type: ignore[untyped-decorator]
def partitions_ensure() -> int:
    """Have the partitions of this month and the next two ready."""
    return services.partitions_ensure()
