"""The doors of taxes: payees, payments, months and quarters."""

from livecompliance.doorways import AUDIT, MERCHANT, OFFICER, STREAMER, Door

PAGES: dict[str, Door] = {
    **dict.fromkeys(("tax", "tax-*"), OFFICER | AUDIT),
    "tax_*": OFFICER,
    **dict.fromkeys(("my-tax", "my-tax-note"), MERCHANT | STREAMER),
}
# Who may enter finds only what he ordered himself.
FOR_ONE = (
    "tax-imports-api", "tax-import-api", "tax-import-cancel-api", "tax-job-api",
    "tax-job-cancel-api", "tax-job-retry-api",
)  # fmt: skip
API: dict[str, Door] = {
    **dict.fromkeys(
        ("GET payees-api", "GET tax-periods-api", "GET tax-period-api"), OFFICER | AUDIT
    ),
    **dict.fromkeys(("POST payees-api", "POST payments-api", "POST tax-imports-api"), OFFICER),
    "POST deductions-api": OFFICER,
    **dict.fromkeys(
        ("GET tax-packages-api", "GET tax-package-api", "GET tax-problems-api"), OFFICER | AUDIT
    ),
    **dict.fromkeys(("POST tax-packages-api", "POST tax-excel-api", "POST tax-sent-api"), OFFICER),
    **dict.fromkeys(("POST tax-receipt-api", "POST tax-answer-api", "POST tax-flaws-api"), OFFICER),
    "GET tax-job-api": OFFICER,
    **dict.fromkeys(("POST tax-job-cancel-api", "POST tax-job-retry-api"), OFFICER),
    **dict.fromkeys(
        ("POST tax-periods-api", "POST tax-compute-api", "POST tax-filed-api"), OFFICER
    ),
    "POST tax-paper-ticket-api": frozenset(),  # by a key: a person takes a file on the page
    **dict.fromkeys(("GET tax-import-api", "POST tax-import-cancel-api"), OFFICER),
}
