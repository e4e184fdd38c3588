"""API addresses of rooms and sessions."""

from django.urls import path

from rooms.api import events, tickets, views

urlpatterns = [
    path("rooms", views.RoomsApi.as_view(), name="rooms"),
    path("rooms/<uuid:room_id>", views.RoomReadApi.as_view(), name="room-read"),
    path("rooms/<uuid:room_id>/sessions", views.SessionStartApi.as_view(), name="session-start"),
    path("rooms/<uuid:room_id>/tickets", tickets.TicketIssueApi.as_view(), name="ticket-issue"),
    path("sessions/<uuid:session_id>", views.SessionReadApi.as_view(), name="session-read"),
    path("sessions/<str:session_id>/events", events.EventsApi.as_view(), name="events"),
    path("sessions/<uuid:session_id>/end", views.SessionEndApi.as_view(), name="session-end"),
]
