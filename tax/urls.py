"""Addresses of the pages of taxes."""

from django.urls import path

from tax.views import overview, payees

urlpatterns = [
    path("tax", overview.overview, name="tax"),
    path("tax/bring", overview.bring, name="tax_bring"),
    path("tax/close", overview.close, name="tax_close"),
    path("tax/payees", payees.payees, name="tax-payees"),
    path("tax/payees/<uuid:payee_id>", payees.payee, name="tax-payee"),
]
