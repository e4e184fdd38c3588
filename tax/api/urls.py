"""API addresses of taxes."""

from django.urls import path

from tax.api import filed, imports, packages, payees, periods

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
    path("tax-periods", periods.PeriodsApi.as_view(), name="tax-periods-api"),
    path("tax-periods/<uuid:period_id>", periods.PeriodApi.as_view(), name="tax-period-api"),
    path(
        "tax-periods/<uuid:period_id>/runs",
        periods.PeriodRunsApi.as_view(),
        name="tax-compute-api",
    ),
    path(
        "tax-periods/<uuid:period_id>/filed",
        periods.PeriodFiledApi.as_view(),
        name="tax-filed-api",
    ),
    path("tax-periods/<uuid:quarter_id>/flaws", filed.FlawsApi.as_view(), name="tax-flaws-api"),
    path("tax-packages", packages.PackagesApi.as_view(), name="tax-packages-api"),
    path("tax-packages/<uuid:package_id>", packages.PackageApi.as_view(), name="tax-package-api"),
    path(
        "tax-packages/<uuid:package_id>/problems",
        packages.ProblemsApi.as_view(),
        name="tax-problems-api",
    ),
    path(
        "tax-packages/<uuid:package_id>/excel",
        filed.PackageExcelApi.as_view(),
        name="tax-excel-api",
    ),
    path(
        "tax-packages/<uuid:package_id>/papers/<uuid:sheet_id>/tickets",
        filed.PaperTicketApi.as_view(),
        name="tax-paper-ticket-api",
    ),
    path(
        "tax-packages/<uuid:package_id>/sent", filed.PackageSentApi.as_view(), name="tax-sent-api"
    ),
    path(
        "tax-packages/<uuid:package_id>/receipt",
        filed.PackageReceiptApi.as_view(),
        name="tax-receipt-api",
    ),
    path(
        "tax-packages/<uuid:package_id>/answer",
        filed.PackageAnswerApi.as_view(),
        name="tax-answer-api",
    ),
    path("tax-jobs/<uuid:job_id>", packages.TaxJobApi.as_view(), name="tax-job-api"),
    path(
        "tax-jobs/<uuid:job_id>/cancel",
        periods.TaxJobCancelApi.as_view(),
        name="tax-job-cancel-api",
    ),
    path(
        "tax-jobs/<uuid:job_id>/retry",
        periods.TaxJobRetryApi.as_view(),
        name="tax-job-retry-api",
    ),
]
