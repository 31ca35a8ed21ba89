#!/usr/bin/env python3
"""The names that users' tools rely on: each route is in its service's OpenAPI document, each report has its columns,
takes the groupings that it must and refuses others, and every list answers as JSON and as CSV."""

from checks import Checks, arguments
from suite import Suite

ROUTES = {
    "leads": """
        GET:/v1/approvals GET:/v1/approvals/{} POST:/v1/approvals/{}/grant POST:/v1/approvals/{}/refuse
        POST:/v1/approvals/{}/withdraw
        GET POST PATCH:/v1/employees GET POST PATCH:/v1/shops GET POST:/v1/leads GET PATCH:/v1/leads/{}
        POST:/v1/leads/{}/assign POST:/v1/leads/{}/stage POST:/v1/leads/{}/invalidate POST:/v1/leads/{}/review
        POST:/v1/leads/{}/merge POST:/v1/leads/{}/unmerge GET:/v1/leads/duplicates POST:/v1/leads/import
        GET POST:/v1/activities GET POST:/v1/customers GET PATCH:/v1/customers/{} GET:/v1/reminders GET:/v1/campaigns
        GET:/v1/partners GET:/v1/segments GET:/v1/tiers GET:/v1/care-plans GET:/v1/custom-fields GET:/v1/referrals""",
    "sales": """
        GET:/v1/approvals GET:/v1/approvals/{} POST:/v1/approvals/{}/grant POST:/v1/approvals/{}/refuse
        POST:/v1/approvals/{}/withdraw
        GET POST:/v1/products GET POST:/v1/quotes POST:/v1/quotes/{}/issue POST:/v1/quotes/{}/revise
        POST:/v1/quotes/{}/accept POST:/v1/quotes/{}/decline GET:/v1/quotes/{} GET:/v1/quotes/{}.html
        GET:/v1/quotes/{}.xlsx GET:/v1/quotes/{}.csv GET POST:/v1/orders GET:/v1/orders/{} POST:/v1/orders/{}/amend
        POST:/v1/orders/{}/cancel POST:/v1/orders/{}/deliveries GET:/v1/deliveries/{}.html POST:/v1/measurements
        GET:/v1/customers/{}/recommendations GET:/v1/customers/{} GET:/v1/erp-orders""",
    "finance": """
        GET:/v1/approvals GET:/v1/approvals/{} POST:/v1/approvals/{}/grant POST:/v1/approvals/{}/refuse
        POST:/v1/approvals/{}/withdraw
        POST:/v1/receipts POST:/v1/receipts/{}/reverse POST:/v1/receipts/{}/allocate POST:/v1/refunds
        POST:/v1/credit-notes GET:/v1/receivables GET:/v1/aging GET:/v1/statements/{} GET POST:/v1/suppliers
        GET POST:/v1/payables POST:/v1/payments POST:/v1/payments/{}/reverse GET POST:/v1/expenses
        GET POST:/v1/commission-plans GET:/v1/commissions GET PUT:/v1/credit/{} POST:/v1/credit/{}/release
        GET:/v1/ledger GET:/v1/trial-balance GET:/v1/periods POST:/v1/periods/{}/close POST:/v1/periods/{}/reopen
        GET:/v1/reminders GET:/v1/customers/{}""",
    "after-sales": """
        GET:/v1/approvals GET:/v1/approvals/{} POST:/v1/approvals/{}/grant POST:/v1/approvals/{}/refuse
        POST:/v1/approvals/{}/withdraw
        GET:/v1/installations POST:/v1/installations/{}/schedule POST:/v1/installations/{}/complete
        POST:/v1/evaluations/{} POST:/v1/requests POST:/v1/requests/{}/assign POST:/v1/requests/{}/pause
        POST:/v1/requests/{}/resume POST:/v1/requests/{}/resolve POST:/v1/requests/{}/confirm GET:/v1/outlets
        GET:/v1/crews GET:/v1/installed-items GET:/v1/maintenance-plans GET:/v1/reminders GET:/v1/customers/{}""",
    "reporting": "GET:/v1/customers GET:/v1/customers/{} GET:/v1/customers/{}/timeline GET:/v1/live GET:/",
}
# Things that are found by a code of their own stand under it, whatever the parameter is called.
BY_CODE = {"/v1/employees", "/v1/shops"}

COLUMNS = {
    "lead-sources": "channel leads inProfile valid won wonAmount received",
    "funnel": "", "campaigns": "", "sales": "key orders signed delivered received",
    "receivables-aging":
        "customerId notDue days1to30 days31to60 days61to90 days91to180 over180 total unallocated",
    "receivables-concentration": "", "cash": "key in out net", "expenses": "key amount",
    "commissions": "salespersonId accrued adjusted paid open", "activities": "",
    "after-sales": "key installations problems averageScore requests onTime", "quality": "", "segments": "",
    "referrals": "", "retention": "", "source-to-cash": "",
}
GROUPINGS = {"sales": "salesperson shop month", "cash": "method month", "expenses": "category item month salesperson"}


def pattern(path):
    """`/v1/leads/{id}.csv` as `/v1/leads/{}.csv`."""
    parts, inside = [], False
    for character in path:
        if character == "{":
            inside = True
            parts.append("{")
        elif character == "}":
            inside = False
            parts.append("}")
        elif not inside:
            parts.append(character)
    return "".join(parts)


def routes(checks, suite, service):
    document = suite.client(service).get("/openapi.json").json
    checks.check(f"{service}: OpenAPI 3.1", document["openapi"].startswith("3.1"), document["openapi"])
    there = {(method.upper(), pattern(path)) for path, methods in document["paths"].items() for method in methods}
    methods = []
    for word in ROUTES[service].split():
        method, _, path = word.partition(":")
        methods.append(method)
        if not path:
            continue
        for method in methods:
            expected = f"{path}/{{}}" if method == "PATCH" and path in BY_CODE else path
            checks.check(f"{service}: {method} {expected}", (method, expected) in there, "not in /openapi.json")
        methods = []
    client = suite.client(service)
    for path, found in sorted(document["paths"].items()):
        if "{" in path or "get" not in found or not path.startswith("/v1/") or "." in path or path == "/v1/live":
            continue
        answer = client.get(path)
        if answer.status == 200 and answer.headers.get_content_type() == "application/json" and "items" in answer.json:
            one_or_many = path == "/v1/erp-orders"  # an object for one, a list for all: its table has a path of its own
            table = client.get(f"{path}.csv") if one_or_many else client.get(path, Accept="text/csv")
            checks.check(f"{service}: {path} as CSV with BOM",
                         table.status == 200 and table.body.startswith(b"\xef\xbb\xbf"), table)


def reports(checks, suite):
    client = suite.client("reporting")
    for report, columns in COLUMNS.items():
        answer = client.get(f"/v1/reports/{report}")
        if not checks.equal(f"report {report}", answer.status, 200):
            continue
        body = answer.json
        for name in ["report", "asOf", "knownAt", "positions", "columns", "rows", "totals"]:
            checks.check(f"report {report}: {name}", name in body, sorted(body))
        there = [column["name"] for column in body["columns"]]
        for column in columns.split():
            checks.check(f"report {report}: column {column}", column in there, there)
        for column in body["columns"]:
            checks.check(f"report {report}: column {column['name']} says what it is",
                         {"name", "type", "label", "definition"} <= column.keys(), column)
        for grouping in GROUPINGS.get(report, "").split():
            checks.equal(f"report {report} by {grouping}",
                         client.get(f"/v1/reports/{report}?groupBy={grouping}").status, 200)
        refused = client.get(f"/v1/reports/{report}?groupBy=weather")
        checks.check(f"report {report} by weather: refused by name",
                     refused.status in (400, 422) and "groupBy" in refused.body.decode(), refused)
        table = client.get(f"/v1/reports/{report}.csv")
        checks.check(f"report {report}.csv", table.status == 200 and table.body.startswith(b"\xef\xbb\xbf"), table)


def main():
    options = arguments(__doc__)
    checks = Checks()
    with Suite(options) as suite:
        for service in ROUTES:
            if checks.check(f"{service} runs", service in suite.services, "no executable of that name was built"):
                checks.part(service, routes, checks, suite, service)
        checks.part("reports", reports, checks, suite)
    checks.finish()


if __name__ == "__main__":
    main()
