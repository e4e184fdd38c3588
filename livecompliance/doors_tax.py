"""The doors of taxes: payees, payments, months and quarters."""

from livecompliance.doorways import AUDIT, MERCHANT, OFFICER, STREAMER, Door

PAGES: dict[str, Door] = {
    **dict.fromkeys(("tax", "tax-*"), OFFICER | AUDIT),
    "tax_*": OFFICER,
    **dict.fromkeys(("my-tax", "my-tax-note"), MERCHANT | STREAMER),
}
API: dict[str, Door] = {
    **dict.fromkeys(("GET payees-api", "GET tax-periods-api"), OFFICER | AUDIT),
    **dict.fromkeys(("POST payees-api", "POST payments-api", "POST tax-imports-api"), OFFICER),
    "POST deductions-api": OFFICER,
    **dict.fromkeys(("GET tax-import-api", "POST tax-import-cancel-api"), OFFICER),
}
