"""API addresses of taxes."""

from django.urls import path

from tax.api import imports, payees

urlpatterns = [
    path("payees", payees.PayeesApi.as_view(), name="payees-api"),
    path("payee-deductions", payees.DeductionsApi.as_view(), name="deductions-api"),
    path("payments", payees.PaymentsApi.as_view(), name="payments-api"),
    path("tax-imports", imports.TaxImportsApi.as_view(), name="tax-imports-api"),
    path("tax-imports/<uuid:import_id>", imports.TaxImportApi.as_view(), name="tax-import-api"),
    path(
        "tax-imports/<uuid:import_id>/cancel",
        imports.TaxImportCancelApi.as_view(),
        name="tax-import-cancel-api",
    ),
    path("tax-periods", imports.PeriodsApi.as_view(), name="tax-periods-api"),
]
