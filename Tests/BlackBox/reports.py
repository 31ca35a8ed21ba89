"""Reporting's own reports beside the SQL of `compose/analytics/reports`, whoever runs it: the same figures to the fen."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

SQL = Path(__file__).parent.parent.parent / "compose" / "analytics" / "reports"
FIRST, LAST = "2026-01-01", "2026-12-31"
AGES = ["notDue", "days1to30", "days31to60", "days61to90", "days91to180", "over180", "total", "unallocated"]

# Of each file: its key columns with the groupings of the report that they are, and the report's column of each figure.
REPORTS = {
    "sales": ({"salesperson": "salesperson", "month": "month"},
              {"orders": "orders", "signed": "signed", "delivered": "delivered", "received": "received"}),
    "lead-sources": ({"channel": "channel"},
                     {"leads": "leads", "in_profile": "inProfile", "valid": "valid", "won": "won",
                      "won_amount": "wonAmount", "received": "received"}),
    "funnel": ({key: key for key in ("stage", "salesperson", "channel", "month")}, {"entered": "entered", "moved_on": "left"}),
    "receivables-aging": ({"customer_id": "customer"},
                          dict(zip(["not_due", "days_1_to_30", "days_31_to_60", "days_61_to_90", "days_91_to_180",
                                    "over_180", "total", "unallocated"], AGES))),
    "cash": ({"method": "method", "month": "month"}, {"came_in": "in", "went_out": "out", "net": "net"}),
    "expenses": ({"category": "category", "item": "item", "month": "month"}, {"amount": "amount"}),
    "commissions": ({"salesperson": "salesperson", "month": "month"},
                    {"accrued": "accrued", "adjusted": "adjusted", "paid": "paid", "open": "open"}),
    "after-sales": ({"crew": "crew", "month": "month"},
                    {"installations": "installations", "problems": "problems", "requests": "requests",
                     "on_time": "onTime", "resolved": "resolved", "cost": "cost"}),
}
# The average that a report shows, and what it is made of: sum, count, decimals.
AVERAGES = {"funnel": ("averageDays", "days", "moved_on"), "after-sales": ("averageScore", "scores", "answers")}


def sql(name, first, last):
    """The file's text with these days in the place of its own."""
    return (SQL / f"{name}.sql").read_text().replace(f"'{FIRST}'", f"'{first}'").replace(f"'{LAST}'", f"'{last}'")


def half_up(sum, count):
    return float((Decimal(int(sum)) / int(count)).quantize(Decimal("0.01"), ROUND_HALF_UP)) if count else None


def of_rows(name, key, rows):
    """{key: {column of the report: figure}} of the rows that the SQL gave, added up by one of its key columns."""
    sums = defaultdict(lambda: defaultdict(int))
    figures = REPORTS[name][1]
    average, *parts = AVERAGES.get(name, (None,))
    for row in rows:
        for column in {*figures, *parts}:
            sums[row[key]][column] += int(row[column] or 0)
    found = {}
    for value, by in sums.items():
        if any(by.values()):
            found[value] = {report: by[column] for column, report in figures.items()}
            if average:
                found[value][average] = half_up(by[parts[0]], by[parts[1]])
    return found


def of_report(client, name, grouping, first, last):
    """The same of the report itself."""
    answer = client.get(f"/v1/reports/{name}?from={first}&to={last}&asOf={last}&groupBy={grouping}")
    if answer.status != 200:
        raise OSError(f"the report {name} is refused: {answer}")
    key = answer.json["columns"][0]["name"]
    average = AVERAGES.get(name, (None,))[0]
    columns = [*REPORTS[name][1].values(), *([average] if average else [])]

    def figure(cell):
        return cell["amount"] if isinstance(cell, dict) else cell

    return {row[key]: {column: figure(row.get(column)) for column in columns} for row in answer.json["rows"]}


def compare(checks, what, client, run, first, last, names=REPORTS):
    """`run` gives the rows of a text of SQL as dictionaries."""
    for name in names:
        rows = run(sql(name, first, last))
        for key, grouping in REPORTS[name][0].items():
            expected = of_report(client, name, grouping, first, last)
            found = of_rows(name, key, rows)
            differ = {value: (found.get(value), expected.get(value)) for value in {*found, *expected}
                      if found.get(value) != expected.get(value)}
            checks.check(f"{what}: {name} by {grouping}, {first} to {last}: {len(expected)} rows as reporting has them",
                         expected and not differ, dict(list(differ.items())[:3]) or "nothing to compare")
