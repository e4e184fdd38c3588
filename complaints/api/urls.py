"""Addresses of the API of complaints."""

from django.urls import path

from complaints.api import referrals, views

urlpatterns = [
    path("complaints", views.ComplaintsApi.as_view(), name="complaints-api"),
    path("complaints/follow", views.FollowApi.as_view(), name="complaint-follow-api"),
    path("complaints/referrals", referrals.ReferralsApi.as_view(), name="complaint-referrals-api"),
    path(
        "complaints/referrals/<uuid:referral_id>/answer",
        referrals.ReferralAnswerApi.as_view(),
        name="complaint-referral-answer-api",
    ),
    path(
        "complaints/<uuid:complaint_id>/refer",
        referrals.ReferApi.as_view(),
        name="complaint-refer-api",
    ),
    path("complaints/<uuid:complaint_id>", views.ComplaintApi.as_view(), name="complaint-api"),
    path(
        "complaints/<uuid:complaint_id>/acknowledge",
        views.AcknowledgeApi.as_view(),
        name="complaint-acknowledge-api",
    ),
    path(
        "complaints/<uuid:complaint_id>/answer",
        views.AnswerApi.as_view(),
        name="complaint-answer-api",
    ),
]
