"""Addresses of the API of complaints."""

from django.urls import path

from complaints.api import notices, particulars, receipts, referrals, terms, views
from livecompliance.kernel.api import Api

RECEIPT: tuple[tuple[str, type[Api]], ...] = (
    ("say", receipts.SayApi),
    ("contest", receipts.ContestApi),
    ("withdraw", receipts.WithdrawApi),
    ("settle", receipts.SettleApi),
    ("sued", notices.SuitApi),
    ("particulars", particulars.EnquireApi),
    ("particulars-read", particulars.ReadApi),
)

urlpatterns = [
    path("complaints", views.ComplaintsApi.as_view(), name="complaints-api"),
    path("complaints/follow", views.FollowApi.as_view(), name="complaint-follow-api"),
    path("complaints/terms", terms.TermsApi.as_view(), name="complaint-terms-api"),
    path("complaints/notices", notices.NoticesApi.as_view(), name="complaint-notices-api"),
    *(
        path(f"complaints/receipts/{name}", view.as_view(), name=f"complaint-receipt-{name}-api")
        for name, view in RECEIPT
    ),
    path(
        "complaints/<uuid:complaint_id>/attachments",
        receipts.AttachmentsApi.as_view(),
        name="complaint-attachments-api",
    ),
    path(
        "complaints/<uuid:complaint_id>/particulars",
        particulars.ParticularsApi.as_view(),
        name="complaint-particulars-api",
    ),
    path(
        "complaints/<uuid:complaint_id>/trade-records",
        particulars.TradeApi.as_view(),
        name="complaint-trade-api",
    ),
    path(
        "complaints/<uuid:complaint_id>/notice",
        notices.NoticeApi.as_view(),
        name="complaint-notice-api",
    ),
    path(
        "complaints/<uuid:complaint_id>/notice/declare",
        notices.DeclareApi.as_view(),
        name="complaint-notice-declare-api",
    ),
    path(
        "complaints/notices/contents/<uuid:content_id>/done",
        notices.DoneApi.as_view(),
        name="complaint-notice-done-api",
    ),
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
