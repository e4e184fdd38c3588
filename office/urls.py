"""Pages of the office: jobs, files, messages, the calendar."""

from django.urls import URLPattern, path

from office.views import calendar, clocks, file, job, record

urlpatterns: list[URLPattern] = [
    path("jobs", job.jobs, name="jobs"),
    path("jobs/<uuid:job_id>/cancel", job.cancel, name="job-cancel"),
    path("jobs/<uuid:job_id>/retry", job.retry, name="job-retry"),
    path("files/<uuid:file_id>/take", file.take, name="file-take"),
    path("files/<str:ticket>", file.download, name="file-download"),
    path("settings/record/job", record.export, name="record-export-job"),
    path("calendar", calendar.calendar, name="calendar"),
    path("clocks", clocks.clocks, name="clocks"),
]
