"""Addresses of the pages of taxes."""

from django.urls import path

from tax.views import (
    bringing,
    choices,
    months,
    overview,
    payees,
    platform,
    quarter_deeds,
    quarters,
    reminders,
    signs,
)

urlpatterns = [
    path("tax", overview.overview, name="tax"),
    path("tax/choices", choices.choices, name="tax-choices"),
    path("tax/choices/draft", choices.draft, name="tax_choice_draft"),
    path("tax/choices/<uuid:choice_id>", choices.choice, name="tax-choice"),
    path("tax/choices/<uuid:choice_id>/edit", choices.edit, name="tax_choice_edit"),
    path("tax/choices/<uuid:choice_id>/publish", choices.publish, name="tax_choice_publish"),
    path("tax/choices/<uuid:choice_id>/discard", choices.discard, name="tax_choice_discard"),
    path("tax/bring", bringing.bring, name="tax_bring"),
    path("tax/templates/<str:what>", bringing.template, name="tax-template"),
    path("tax/close", overview.close, name="tax_close"),
    path("tax/months/<uuid:period_id>", months.month, name="tax-month"),
    path("tax/months/<uuid:period_id>/compute", months.compute, name="tax_compute"),
    path("tax/months/<uuid:period_id>/file", months.file, name="tax_file"),
    path("tax/months/<uuid:period_id>/export", months.export, name="tax_export"),
    path("tax/payees", payees.payees, name="tax-payees"),
    path("tax/payees/<uuid:payee_id>", payees.payee, name="tax-payee"),
    path("tax/reminders", reminders.reminders, name="tax-reminders"),
    path("me/tax", reminders.mine, name="my-tax"),
    path("me/tax/<uuid:reminder_id>/note", reminders.note, name="my-tax-note"),
    path("tax/platform", platform.platform, name="tax-platform"),
    path("tax/basics", platform.basics, name="tax_basics"),
    path("tax/basics/report", platform.report, name="tax_basics_report"),
    path("tax/quarters/<uuid:quarter_id>", quarters.quarter, name="tax-quarter"),
    path("tax/quarters/<uuid:quarter_id>/make", quarter_deeds.make, name="tax_package_make"),
    path("tax/quarters/<uuid:quarter_id>/flaw", quarter_deeds.flaw, name="tax_flaw"),
    path("tax/quarters/<uuid:quarter_id>/extension", quarter_deeds.extension, name="tax_extension"),
    path("tax/quarters/<uuid:quarter_id>/extended", quarter_deeds.extended, name="tax_extended"),
    path("tax/packages/<uuid:package_id>/send", quarter_deeds.send, name="tax_package_send"),
    path(
        "tax/packages/<uuid:package_id>/receipt", quarter_deeds.receipt, name="tax_package_receipt"
    ),
    path("tax/packages/<uuid:package_id>/answer", quarter_deeds.answer, name="tax_package_answer"),
    path("tax/packages/<uuid:package_id>/excel", quarter_deeds.excel, name="tax_package_excel"),
    path(
        "tax/packages/<uuid:package_id>/papers/<uuid:sheet_id>",
        quarter_deeds.take,
        name="tax_package_take",
    ),
    path("tax/signs", signs.signs, name="tax-signs"),
    path("tax/signs/look", signs.look, name="tax_signs_look"),
    path("tax/signs/<uuid:sign_id>", signs.sign, name="tax-sign"),
    path("tax/signs/<uuid:sign_id>/decide", signs.decide, name="tax_sign_decide"),
]
