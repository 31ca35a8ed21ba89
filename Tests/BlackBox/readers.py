#!/usr/bin/env python3
"""What people and programs read: every list and every report of a suite with demo data says the same as JSON, as CSV in
both forms and, reports, as a spreadsheet (read by openpyxl, put into a temporary folder by pip; where pip cannot, that
is said and skipped), in yuan, yen and dinar; nothing runs as a formula; long lists are streamed in bounded memory."""

import csv
import datetime
import http.client
import io
import json
import re
import subprocess
import tempfile
import urllib.parse
from decimal import Decimal
from pathlib import Path

from checks import Checks, arguments, wait
from others import environment
from suite import OFFSETS, Suite

EXPONENTS = {"CNY": 2, "JPY": 0, "KWD": 3}
GUARDED = "=+-@\t\r\n＝＋－＠'"
ZONE = datetime.timedelta(hours=8)

# Runs in the environment's own Python: files in, their sheets as JSON out.
SHEETS = """
import json, sys
from openpyxl import load_workbook
found = {}
for name in sys.argv[1:]:
    book = load_workbook(name)
    found[name] = [{"name": sheet.title, "frozen": sheet.freeze_panes, "rows": [
        [[cell.value, cell.number_format, cell.data_type, bool(cell.font.b)] for cell in row]
        for row in sheet.iter_rows()]} for sheet in book.worksheets]
print(json.dumps(found))
"""


def decimal(amount, currency):
    return Decimal(amount).scaleb(-EXPONENTS[currency])


def table(answer):
    """A CSV's header and rows, apostrophes in front of guarded texts taken off."""
    text = answer.body.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    return header, [[cell[1:] if cell.startswith("'") else cell for cell in row] for row in rows]


def at(row, path):
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row


def instant(text):
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text)


class Lists:
    def __init__(self, checks, suite):
        self.checks, self.suite = checks, suite
        self.names = {}

    def run(self):
        leads = self.suite.client("leads")
        for kind, key in (("employee", "code"), ("shop", "code"), ("customer", "id")):
            self.names[kind] = {one[key]: one["name"] for one in self.pages(leads, f"/v1/{kind}s")}
        named = 0
        for service in OFFSETS:
            client = self.suite.client(service, timeout=60)
            for path in sorted(client.get("/openapi.json").json["paths"]):
                if "{" in path or not path.endswith(".csv") or path.startswith("/v1/reports/"):
                    continue
                path = path.removesuffix(".csv")
                if path in ("/v1/audit", "/v1/audit/reads"):
                    continue
                named += self.compare(service, client, path)
        self.checks.check("names stand beside ids in many lists", named > 30, named)

    @staticmethod
    def pages(client, path):
        items, cursor = [], ""
        while cursor is not None:
            body = client.get(f"{path}?limit=500" + (f"&cursor={cursor}" if cursor else "")).json
            items += body["items"]
            cursor = body.get("nextCursor")
        return items

    def compare(self, service, client, path):
        """Gives how many columns of names there are."""
        where = f"{service} {path}.csv"
        items = self.pages(client, path)
        people, programs = client.get(f"{path}.csv"), client.get(f"{path}.csv?money=minor&times=utc")
        marked = people.status == programs.status == 200 and people.body.startswith(b"\xef\xbb\xbf")
        self.checks.check(f"{where}: UTF-8 with its mark, the zone named",
                          marked and people.headers["X-Time-Zone"] == "Asia/Shanghai", people)
        (columns, rows), (minor, whole) = table(people), table(programs)
        self.checks.equal(f"{where}: as many rows as JSON has", (len(rows), len(whole)), (len(items), len(items)))
        wrong = [difference for item, row in zip(items, whole) for name, cell in zip(minor, row)
                 for difference in [self.difference(item, name, cell)] if difference]
        wrong += [difference for item, row in zip(items, rows) for difference in self.decimals(item, columns, row)]
        self.checks.check(f"{where}: every cell as in JSON, {len(items)} rows", not wrong, wrong[:5])
        refused = client.get(f"{path}.csv?colour=red")
        self.checks.check(f"{where}: an unknown parameter is refused",
                          refused.status == 422 and b"colour" in refused.body, refused)
        return sum(1 for name in columns if self.is_of_names(name, columns))

    @staticmethod
    def is_of_names(name, columns):
        base = name.removesuffix("Name")
        return base != name and any(base + ending in columns for ending in ("Id", "Code", ""))

    def difference(self, item, name, cell):
        value = at(item, name)
        if value is None and name.endswith("Name"):
            base = name.removesuffix("Name")
            key = next((at(item, base + ending) for ending in ("Id", "Code", "") if at(item, base + ending)), None)
            kind = next((kind for kind in ("customer", "shop", "crew", "supplier") if base.lower().endswith(kind)),
                        "employee")
            if kind not in self.names:
                return None
            known = self.names[kind].get(key, "") if key else ""
            return None if cell == known else (name, cell, known)
        if isinstance(value, dict) and value.keys() == {"value", "scale"}:
            value = Decimal(value["value"]).scaleb(-value["scale"])
        if value is None:
            same = cell == ""
        elif isinstance(value, bool):
            same = cell == ("true" if value else "false")
        elif isinstance(value, (int, float, Decimal)):
            same = cell != "" and Decimal(cell) == Decimal(str(value))
        elif isinstance(value, str):
            same = cell == value
        else:
            same = json.loads(cell) == value
        return None if same else (name, cell, value)

    def decimals(self, item, columns, row):
        """Where the form for people differs: amounts and instants."""
        for place, (name, cell) in enumerate(zip(columns, row)):
            value = at(item, name)
            if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
                expected = decimal(value["amount"], value["currency"])
                if (columns[place + 1], row[place + 1]) != (f"{name}.currency", value["currency"]):
                    yield name, columns[place + 1], row[place + 1]
                if cell != f"{expected:.{EXPONENTS[value['currency']]}f}":
                    yield name, cell, value
            elif isinstance(value, str) and instant(value) and not self.is_text(name):
                local = datetime.datetime.fromisoformat(value[:-1]).replace(microsecond=0) + ZONE
                if cell != str(local):
                    yield name, cell, value

    @staticmethod
    def is_text(name):
        return name in ("notes", "summary")


class Reports:
    def __init__(self, checks, suite, programs, folder):
        self.checks, self.suite, self.programs, self.folder = checks, suite, programs, folder
        self.client = suite.client("reporting", timeout=60)
        self.books = {}

    def run(self):
        catalogue = self.client.get("/v1/reports", **{"Accept-Language": "zh"}).json["items"]
        self.checks.equal("there are 16 reports", len(catalogue), 16)
        texts = [column[text] for entry in catalogue for column in entry["columns"] for text in ("label", "definition")]
        self.checks.check("columns say in Chinese what they mean", all(re.search("[一-鿿]", text) for text in texts),
                          texts)
        pairs = 0
        for entry in catalogue:
            names = [grouping["name"] for grouping in entry["groupings"]]
            choices = names + [f"{first},{second}" for first, second in zip(names, names[1:])]
            pairs += sum("," in choice for choice in choices)
            for choice in choices:
                self.compare(entry, choice)
            for form in ["", ".csv", ".xlsx"]:
                refused = self.client.get(f"{entry['path']}{form}?colour=red")
                self.checks.equal(f"{entry['report']}{form}: an unknown parameter is refused", refused.status, 422)
        self.checks.check("pairs of groupings were asked for", pairs > 10, pairs)
        self.meta()
        self.explained()
        self.sheets()

    def compare(self, entry, choice):
        path, where = entry["path"], f"{entry['report']} by {choice}"
        query = f"groupBy={choice}"
        report = self.client.get(f"{path}?{query}").json
        (columns, rows) = table(self.client.get(f"{path}.csv?{query}"))
        (minor, whole) = table(self.client.get(f"{path}.csv?{query}&money=minor"))
        wrong = [] if len(rows) == len(whole) == len(report["rows"]) else [("rows", len(rows), len(report["rows"]))]
        labels = [{"name": name, "type": "text"} for name in ("label", "label2") if name in columns]
        for row, cells, others in zip(report["rows"], rows, whole):
            cells, others = dict(zip(columns, cells)), dict(zip(minor, others))
            wrong += [(column["name"], cells, row) for column in report["columns"] + labels
                      if not self.is_same(row.get(column["name"]), column, cells, others)]
        self.checks.check(f"{where}: CSV as JSON, {len(rows)} rows", not wrong, wrong[:3])
        self.sums(where, report, columns, rows)
        book = self.client.get(f"{path}.xlsx?{query}&lang=en")
        name = self.folder / f"{entry['report']}-{choice.replace(',', '-')}.xlsx"
        name.write_bytes(book.body)
        self.books[str(name)] = (where, report)

    @staticmethod
    def is_same(value, column, cells, minor):
        """A row's value, and its cells in the form for people and in that for programs."""
        name = column["name"]
        if column["type"] != "money":
            if value is None or isinstance(value, str):
                return (cells[name] or None) == value
            return Decimal(cells[name]) == Decimal(str(value))
        currency = cells[f"{name}.currency"]
        if value is None:
            return cells[name] == currency == minor[f"{name}.amount"] == ""
        exact = f"{decimal(value['amount'], value['currency']):.{EXPONENTS[value['currency']]}f}"
        return (cells[name], currency, minor[f"{name}.amount"]) == (exact, value["currency"], str(value["amount"]))

    def sums(self, where, report, columns, rows):
        """Amounts that are sums add up to the totals to the fen."""
        for total in [report["totals"], *report.get("furtherTotals", [])]:
            for column in report["columns"]:
                # What one is divided by another has no sum.
                if column["type"] != "money" or column["name"].startswith("costPer"):
                    continue
                place = columns.index(column["name"])
                currency = total[column["name"]]["currency"]
                found = sum(Decimal(row[place]) for row in rows if row[place] and row[place + 1] == currency)
                expected = decimal(total[column["name"]]["amount"], currency)
                if found != expected:
                    self.checks.equal(f"{where}: {column['name']} in {currency} adds up", found, expected)
                    return
        self.checks.check(f"{where}: amounts add up to the totals", True)

    def meta(self):
        path = "/v1/reports/expenses.csv?groupBy=category,month&from=2020-01-01"
        report = self.client.get(path.replace(".csv", "")).json
        file = self.client.get(f"{path}&meta=file").body.decode("utf-8-sig")
        said = list(csv.reader(io.StringIO(file)))
        words = {line[0]: line[1] for line in said}
        self.checks.equal(
            "what is said of a report", [words[name] for name in ("report", "asOf", "from", "groupBy", "scope")],
            ["expenses", report["asOf"], "2020-01-01", "category,month", "all"])
        totals = {line[2]: Decimal(line[1]) for line in said if line[0] == "total.amount"}
        amounts = [total["amount"] for total in [report["totals"], *report["furtherTotals"]]]
        self.checks.equal("and its totals in each currency", totals, {
            amount["currency"]: decimal(amount["amount"], amount["currency"]) for amount in amounts})
        self.checks.equal("yen and dinar with their decimals", (totals["JPY"], totals["KWD"]),
                          (Decimal(1500), Decimal("1.250")))
        above, rows = self.client.get(f"{path}&meta=lines").body.decode("utf-8-sig").split("\r\n\r\n")
        # Each request is of another moment.
        above, file = [re.sub(r"(?m)^knownAt,.*$", "knownAt", text).strip() for text in (above, file)]
        self.checks.equal("the same stands above the rows", f"name,value,currency\r\n{above}", file)
        self.checks.equal("an empty line in between", rows, self.client.get(path).body.decode("utf-8-sig"))

    def explained(self):
        catalogue = {entry["report"]: entry for entry in self.client.get("/v1/reports").json["items"]}
        columns = {"sales": "signed", "expenses": "amount", "funnel": "entered", "lead-sources": "leads"}
        for report, column in columns.items():
            first, second = [grouping["name"] for grouping in catalogue[report]["groupings"][:2]]
            path = catalogue[report]["path"]
            body = self.client.get(f"{path}?groupBy={first},{second}").json
            row = body["rows"][len(body["rows"]) // 2]
            keys = {"row": row[body["columns"][0]["name"]], "row2": row["key2"], "column": column}
            if "currency" in row:
                keys["currency"] = row["currency"]
            answer = self.client.get(
                f"{path}/explain?groupBy={first},{second}&{urllib.parse.urlencode(keys)}").json
            added = sum(event["amount"]["amount"] if "amount" in event else event["count"]
                        for event in answer["events"])
            figure = row[column]["amount"] if isinstance(row[column], dict) else row[column]
            self.checks.check(f"a row of {report} by two is explained by its events",
                              added == figure and answer["value"] == row[column], (added, row))

    def sheets(self):
        done = subprocess.run([self.programs / "python", "-c", SHEETS, *self.books], capture_output=True, text=True)
        if not self.checks.check("openpyxl opens every spreadsheet", done.returncode == 0, done.stderr[-500:]):
            return
        for name, (first, about) in json.loads(done.stdout).items():
            where, report = self.books[name]
            header, *lines = first["rows"]
            totals = [report["totals"], *report.get("furtherTotals", [])]
            rows = report["rows"] + totals
            names = [column["name"] for column in report["columns"]]
            keys = names[:2 if "key2" in names else 1]
            measures = [name for name in names[len(keys):] if name != "currency"]
            wrong = [] if len(lines) == len(rows) else [("rows", len(lines), len(rows))]
            for place, (row, line) in enumerate(zip(rows, lines)):
                is_total = place >= len(report["rows"])
                if not is_total and [line[2 * key][0] for key in range(len(keys))] != [row[key] for key in keys]:
                    wrong.append((line, row))
                for measure, cell in zip(measures, line[-len(measures):]):
                    if not self.is_cell(cell, row.get(measure), is_total):
                        wrong.append((measure, cell, row))
            self.checks.check(f"{where}: the spreadsheet as JSON", not wrong, wrong[:3])
            runs = [cell for line in first["rows"] + about["rows"] for cell in line if cell[2] == "f"]
            self.checks.check(f"{where}: its head stays in sight, no formulas",
                              first["frozen"] == "A2" and all(cell[3] for cell in header) and not runs, runs)
            said = {line[0][0]: line[1][0] for line in about["rows"] if line[0][0]}
            self.checks.check(f"{where}: a sheet about it", said.get("As of") == report["asOf"]
                              and re.fullmatch(r"\S+ \S+ Asia/Shanghai", said.get("Known at", "")), said)

    @staticmethod
    def is_cell(cell, value, is_total):
        """Whether a spreadsheet's cell is a number, with the decimals of its currency; totals are bold."""
        found, form, kind, bold = cell
        if value is None:
            return found is None
        decimals = 2 if "." in form else 0
        if isinstance(value, dict):
            decimals = EXPONENTS[value["currency"]]
            value = decimal(value["amount"], value["currency"])
        expected = "#,##0" + ("." + "0" * decimals if decimals else "")
        same = round(Decimal(str(found)), 3) == Decimal(str(value))
        return same and (kind, form, bold) == ("n", expected, is_total)


def expenses(checks, suite):
    finance = suite.client("finance")
    today = str(datetime.datetime.now(datetime.timezone.utc) + ZONE)[:10]
    for currency, amount in (("JPY", 1500), ("KWD", 1250)):
        answer = finance.post("/v1/expenses", {
            "category": "travel", "item": "hotel", "amount": {"amount": amount, "currency": currency}, "spentOn": today,
            "method": "cash"})
        checks.equal(f"an expense in {currency}", answer.status, 201)


def parts(checks, suite):
    """Who sees a part reads the same part in each form."""
    token = suite.machine("n-01", "net-sales")
    for service, path in (("sales", "/v1/orders"), ("leads", "/v1/leads"), ("finance", "/v1/receivables")):
        mine, all_of_them = suite.client(service, token, timeout=60), suite.client(service, timeout=60)
        items = [item["id"] for item in Lists.pages(mine, path)]
        header, rows = table(mine.get(f"{path}.csv"))
        checks.equal(f"a salesperson's {path}.csv has her own", [row[header.index("id")] for row in rows], items)
        checks.check("and nothing else", 0 < len(items) < len(Lists.pages(all_of_them, path)), len(items))
        checks.check("with the names of her customers", all(row[header.index("customerName")] for row in rows), header)
    mine = suite.client("reporting", token)
    names = [entry["report"] for entry in mine.get("/v1/reports").json["items"]]
    checks.check("she is told of the reports that she may read", "sales" in names and "cash" not in names, names)
    refused = [form for form in ("", ".csv", ".xlsx") if mine.get(f"/v1/reports/cash{form}").status != 403]
    checks.check("the others are refused in every form", not refused, refused)
    for form in (".csv", ".xlsx"):
        answer = mine.get(f"/v1/reports/sales{form}")
        checks.equal(f"sales{form} says that it is a part", answer.headers["X-Scope"], "own")


def formulas(checks, suite):
    leads = suite.client("leads")
    texts = ["=1+1", "+8613800138000", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "'quoted", "a=1",
             "=HYPERLINK(\"http://x\",\"y\")"]
    for index, text in enumerate(texts):
        answer = leads.post("/v1/leads", {"name": f"公式{index}", "phone": f"1390000{index:04}",
                                          "source": {"channel": "own"}, "notes": text})
        checks.equal(f"a lead with the notes {text!r}", answer.status, 201)
    raw = csv.reader(io.StringIO(leads.get("/v1/leads.csv").body.decode("utf-8-sig"), newline=""))
    header = next(raw)
    notes = {row[header.index("name")]: row[header.index("notes")] for row in raw}
    kept = {item["name"]: item["notes"] for item in Lists.pages(leads, "/v1/leads") if item["name"][:2] == "公式"}
    checks.check("nothing that a spreadsheet would run stands bare", all(
        notes[name] == "'" + text if text[0] in GUARDED else notes[name] == text for name, text in kept.items()), notes)
    answer = leads.post("/v1/employees", {"code": "f-x", "name": "=cmd|' /C calc'!A0", "role": "shop"})
    checks.equal("an employee with a formula for a name", answer.status, 201)


def memory(pid):
    """MiB of a process that are in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024


def streamed(checks, suite, random):
    """6,000 leads of some 4,000 bytes each."""
    leads = suite.client("leads", timeout=120)
    total = 0
    for batch in range(30):
        lines = ["name,phone,channel,notes"]
        for row in range(200):
            note = "".join(random.choice("abcdefghij ") for _ in range(40)) * 100
            lines.append(f"长表{batch * 200 + row},1370{batch * 200 + row:07},own,{note}")
        answer = leads.send("POST", "/v1/leads/import", "\n".join(lines).encode(), {"Content-Type": "text/csv"})
        total += answer.json.get("created", 0)
    checks.equal("6,000 leads are there", total, 6000)
    pid = suite.pid("leads")
    # Once, so that what is kept for all requests is there.
    leads.get("/v1/leads.csv?limit=500")
    before = peak = memory(pid)
    connection = asking(suite, "/v1/leads.csv")
    response, pieces = connection.getresponse(), []
    while piece := response.read(1 << 16):
        pieces.append(piece)
        peak = max(peak, memory(pid))
    body = b"".join(pieces)
    header, *rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    ids = [row[header.index("id")] for row in rows]
    checks.check(f"{len(ids)} rows, {len(body) >> 20} MiB, each once and in order",
                 len(ids) > 6000 and ids == sorted(set(ids)) and len(body) > 20 << 20, len(ids))
    checks.check(f"read while it is sent: {before:.0f} MiB before, {peak:.0f} at most", peak - before < 24,
                 peak - before)
    connection.close()
    # Clients that read a little and stay, and leave.
    port = suite.base + OFFSETS["leads"]
    there, others = connections(port), []
    for index in range(12):
        others.append(asking(suite, "/v1/leads.csv"))
        others[-1].getresponse().read(1000)
    checks.equal("others are served meanwhile", leads.get("/v1/leads?limit=1").status, 200)
    checks.check("twelve who read slowly take little", memory(pid) - peak < 64, memory(pid) - peak)
    for other in others:
        other.close()
    wait("the service lets go of those who left", 30, lambda: connections(port) <= there)
    checks.check("those who left have left nothing behind", True)


def asking(suite, path):
    connection = http.client.HTTPConnection("127.0.0.1", suite.base + OFFSETS["leads"], timeout=60)
    connection.request("GET", path, headers={"Authorization": f"Bearer {suite.token}"})
    return connection


def connections(port):
    """How many clients a service has connections of, those that have left without its notice among them."""
    tcp = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(1 for fields in tcp if fields[3] in ("01", "08") and fields[1].endswith(f":{port:04X}"))


def main():
    options = arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        programs = environment(Path(folder) / "venv", "openpyxl")
        if not programs:
            print("0 passed, 0 failed")
            return
        with Suite(options, demo=100) as suite:
            checks.part("amounts in three currencies", expenses, checks, suite)
            checks.part("formulas", formulas, checks, suite)
            suite.wait_quiet()
            checks.part("lists", Lists(checks, suite).run)
            checks.part("reports", Reports(checks, suite, programs, Path(folder)).run)
            checks.part("parts", parts, checks, suite)
            checks.part("long lists", streamed, checks, suite, options.random)
    checks.finish()


if __name__ == "__main__":
    main()
