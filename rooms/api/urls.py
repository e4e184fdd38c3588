"""API addresses of rooms and sessions."""

from django.urls import path

from rooms.api import events, gate, tickets, views

urlpatterns = [
    path("rooms", views.RoomsApi.as_view(), name="rooms"),
    path("rooms/<uuid:room_id>", views.RoomReadApi.as_view(), name="room-read"),
    path("rooms/<uuid:room_id>/sessions", gate.SessionStartApi.as_view(), name="session-start"),
    path("rooms/<uuid:room_id>/gate", gate.GateTryApi.as_view(), name="gate-try"),
    path("rooms/<uuid:room_id>/operator", views.RoomOperatorApi.as_view(), name="room-operator"),
    path("sessions/<uuid:session_id>/cast", gate.CastApi.as_view(), name="cast-change"),
    path("rooms/<uuid:room_id>/tickets", tickets.TicketIssueApi.as_view(), name="ticket-issue"),
    path("sessions/<uuid:session_id>", views.SessionReadApi.as_view(), name="session-read"),
    path("sessions/<str:session_id>/events", events.EventsApi.as_view(), name="events"),
    path(
        "sessions/<uuid:session_id>/sales-completed",
        views.SessionSalesApi.as_view(),
        name="session-sales",
    ),
    path("sessions/<uuid:session_id>/end", views.SessionEndApi.as_view(), name="session-end"),
]
