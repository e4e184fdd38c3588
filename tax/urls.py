"""Addresses of the pages of taxes."""

from django.urls import path

from tax.views import months, overview, payees, signs

urlpatterns = [
    path("tax", overview.overview, name="tax"),
    path("tax/bring", overview.bring, name="tax_bring"),
    path("tax/close", overview.close, name="tax_close"),
    path("tax/months/<uuid:period_id>", months.month, name="tax-month"),
    path("tax/months/<uuid:period_id>/compute", months.compute, name="tax_compute"),
    path("tax/months/<uuid:period_id>/file", months.file, name="tax_file"),
    path("tax/months/<uuid:period_id>/export", months.export, name="tax_export"),
    path("tax/payees", payees.payees, name="tax-payees"),
    path("tax/payees/<uuid:payee_id>", payees.payee, name="tax-payee"),
    path("tax/signs", signs.signs, name="tax-signs"),
    path("tax/signs/look", signs.look, name="tax_signs_look"),
    path("tax/signs/<uuid:sign_id>", signs.sign, name="tax-sign"),
    path("tax/signs/<uuid:sign_id>/decide", signs.decide, name="tax_sign_decide"),
]
