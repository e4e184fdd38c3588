"""Addresses of review: the queue, one item, patrol, quality."""

from django.urls import path

from review.views import item, patrol, quality, queue

urlpatterns = [
    path("review", queue.queue, name="review"),
    path("review/list", queue.waiting, name="review-list"),
    path("review/next", queue.claim, name="review-next"),
    path("review/beat", queue.beat, name="review-beat"),
    path("review/leave", queue.leave, name="review-leave"),
    path("review/pictures", queue.pictures, name="review-pictures"),
    path("review/items/<uuid:item_id>", item.item, name="review-item"),
    path("review/items/<uuid:item_id>/take", item.take, name="review-take"),
    path("review/items/<uuid:item_id>/decide", item.decide, name="review-decide"),
    path("review/items/<uuid:item_id>/skip", item.skip, name="review-skip"),
    path("review/items/<uuid:item_id>/release", item.release, name="review-release"),
    path("review/items/<uuid:item_id>/escalate", item.escalate, name="review-escalate"),
    path("review/apart", quality.apart, name="review-apart"),
    path("review/apart/<uuid:item_id>/say", quality.say, name="review-say"),
    path("review/quality", quality.quality, name="review-quality"),
    path("review/quality/<uuid:item_id>/settle", quality.settle, name="review-settle"),
    path("review/quality/add", quality.add, name="golden-add"),
    path("review/quality/<uuid:golden_id>/retire", quality.retire, name="golden-retire"),
    path("patrol", patrol.patrol, name="patrol"),
    path("patrol/<uuid:round_id>/start", patrol.start, name="patrol-start"),
]
