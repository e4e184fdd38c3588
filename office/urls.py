"""Pages of the office: jobs, files, messages, the calendar."""

from django.urls import URLPattern, path

from office.views import calendar, clocks, file, job, letter, record

urlpatterns: list[URLPattern] = [
    path("jobs", job.jobs, name="jobs"),
    path("jobs/<uuid:job_id>/cancel", job.cancel, name="job-cancel"),
    path("jobs/<uuid:job_id>/retry", job.retry, name="job-retry"),
    path("files", file.files, name="files"),
    path("files/<uuid:file_id>/discard", file.discard, name="file-discard"),
    path("files/<uuid:file_id>/restore", file.restore, name="file-restore"),
    path("files/<uuid:file_id>/rows", file.rows, name="file-rows"),
    path("files/<uuid:file_id>/check", file.check, name="file-check"),
    path("files/<uuid:file_id>/take", file.take, name="file-take"),
    path("files/<str:ticket>", file.download, name="file-download"),
    path("settings/record/job", record.export, name="record-export-job"),
    path("calendar", calendar.calendar, name="calendar"),
    path("clocks", clocks.clocks, name="clocks"),
    path("clocks/<uuid:clock_id>", clocks.clock, name="clock"),
    path("clocks/<uuid:clock_id>/acts", clocks.clock_acts, name="clock-acts"),
    path("clocks/<uuid:clock_id>/pause", clocks.clock_pause, name="clock-pause"),
    path("clocks/<uuid:clock_id>/resume", clocks.clock_resume, name="clock-resume"),
    path("clocks/<uuid:clock_id>/reassign", clocks.clock_reassign, name="clock-reassign"),
    path("clocks/<uuid:clock_id>/meet", clocks.clock_meet, name="clock-meet"),
    path("clocks/<uuid:clock_id>/escalate", clocks.clock_escalate, name="clock-escalate"),
    path("inbox", letter.inbox, name="inbox"),
    path("inbox/bell", letter.bell, name="inbox-bell"),
    path("inbox/read", letter.inbox_read, name="inbox-read"),
    path("inbox/sent", letter.sent, name="letters-sent"),
    path("inbox/sent/<uuid:letter_id>", letter.proof, name="letter-proof"),
    path("inbox/preferences", letter.preferences, name="inbox-preferences"),
    path("inbox/address", letter.address, name="inbox-address"),
    path("inbox/address/<str:token>", letter.address_confirm, name="address-confirm"),
    path("inbox/<uuid:letter_id>", letter.letter, name="letter"),
    path("inbox/<uuid:letter_id>/read", letter.letter_read, name="letter-read"),
    path(
        "inbox/<uuid:letter_id>/acknowledge", letter.letter_acknowledge, name="letter-acknowledge"
    ),
]
