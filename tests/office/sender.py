"""A mail worker in a process of its own: `python sender.py TENANT`; a mail server may kill it."""

# ruff: noqa: E402  (Django must be set up before models are imported)

import sys

import django

django.setup()

from office.tasks import letter as tasks

tasks.mails_send(tenant_id=sys.argv[1])
