"""API addresses of files and clocks."""

from django.urls import path

from office.api import clocks, files

urlpatterns = [
    path("clocks", clocks.ClocksApi.as_view(), name="clocks-api"),
    path("files", files.FilesApi.as_view(), name="files-api"),
    path("files/<uuid:file_id>/tickets", files.FileTicketApi.as_view(), name="file-ticket"),
    path("files/tickets/<str:ticket>", files.FileTakeApi.as_view(), name="file-fetch"),
]
