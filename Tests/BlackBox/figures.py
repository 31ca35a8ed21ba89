"""Every report of a reporting as comparable figures, for scripts that hold several of them beside each other."""

REPORTS = {
    "lead-sources": ("channel", "month", "campaign", "partner", "salesperson", "shop"), "funnel": ("stage", "salesperson"),
    "campaigns": ("campaign",), "sales": ("salesperson", "shop", "month"), "receivables-aging": ("customer",),
    "receivables-concentration": ("customer",), "cash": ("method", "month"), "expenses": ("category", "shop"),
    "commissions": ("salesperson",), "activities": ("salesperson", "channel"), "after-sales": ("crew", "month"),
    "quality": ("crew", "cause"), "referrals": ("referrer",), "retention": ("month", "shop"), "segments": ("segment",),
    "source-to-cash": ("channel", "campaign", "month"),
}
# Codes that each company gives by itself (`Services/Reporting/README.md#several-companies`).
OWN = {"salesperson", "shop", "campaign", "partner", "crew", "segment"}


def report(client, name, **query):
    text = "&".join(f"{key}={value}" for key, value in query.items() if value)
    answer = client.get(f"/v1/reports/{name}?{text}")
    if answer.status != 200:
        raise OSError(f"{name}?{text}: {answer}")
    return answer.json


def figures(found):
    """A report's rows without names, by key, and its totals: all that is counted."""
    keys = {found["columns"][0]["name"], "key2", "currency"}
    rows = {}
    for row in found["rows"]:
        key = (row[found["columns"][0]["name"]], row.get("key2"), row.get("currency"))
        rows[key] = {name: cell for name, cell in row.items() if name not in keys and not name.startswith("label")}
    return rows, [found["totals"]] + found.get("furtherTotals", [])


def all_figures(client, known=None):
    """Of all reports by all groupings."""
    return {(name, by): figures(report(client, name, groupBy=by, knownAt=known))
            for name, groupings in REPORTS.items() for by in groupings}


def sizes(row, columns):
    """The figures of a row that may be added up: counts and amounts, not averages and shares."""
    return {name: (row[name]["amount"] if isinstance(row[name], dict) else row[name])
            for name, kind in columns.items() if name in row and kind in ("count", "money")}


def kinds(found):
    """Figures that are sums. Costs by a count, and the greatest age, are none."""
    ratios = {"costPerLead", "costPerWin", "costPerNew", "costPerKept", "maxAge"}
    return {column["name"]: column["type"] for column in found["columns"]
            if column["type"] in ("count", "money") and column["name"] not in ratios}


def read_through(client, journals):
    """Whether a reporting has applied all events of these journals: how many each source has."""
    found = report(client, "sales")["positions"]
    return {source: position["events"] for source, position in found.items()} == journals
