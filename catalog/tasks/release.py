"""Background work of the catalogue."""

from celery import shared_task

from catalog import services


@shared_task(name="catalog.release_note")  # type: ignore[untyped-decorator]
def release_note() -> None:
    """Note a base pack that came with a new release of the product."""
    services.release_note()
