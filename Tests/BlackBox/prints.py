#!/usr/bin/env python3
"""Statement and receipt as Chromium prints them: page size, every page's head, figures, and the spreadsheets beside."""

import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import erp
from checks import Checks, arguments, wait
from suite import Suite

NAME = "佛山市顺德区乐从镇国际家居博览城红星美凯龙全屋定制高端体验中心（欧阳娜娜女士转陈伟强先生收）"
SIZES = {"A4": (595, 842), "241mm": (683, 397)}
FIRST = date(2026, 1, 5)


def command(suite, service, path, body, *good):
    answer, _ = suite.client(service).until_answered(path, body, erp.key(), seconds=30)
    if answer.status not in good:
        raise OSError(f"POST {path} {body}: {answer}")
    return answer.json


def money(amount):
    return {"amount": amount, "currency": "CNY"}


def history(suite):
    """A customer with two orders, 24 receipts of which three bounce, a refund and a credit note: 40 lines and more."""
    lead = command(suite, "leads", "/v1/leads", {"name": NAME, "phone": "13800138000", "source": {"channel": "own"}}, 201)
    customer = lead["customerId"]
    for service in ("sales", "finance"):
        wait(f"{service} knows the customer", 30,
             lambda: suite.client(service).get(f"/v1/customers/{customer}").status == 200)
    for signed, price in ((FIRST, 12_345_678), (FIRST + timedelta(40), 4_500_000)):
        command(suite, "sales", "/v1/orders", {
            "customerId": customer, "salespersonId": "s-1", "signedOn": signed.isoformat(), "signedAt": "shop",
            "promisedOn": (signed + timedelta(90)).isoformat(),
            "lines": [{"description": "全屋定制 <橱柜&衣柜>", "quantity": {"value": 1, "scale": 0}, "unitPrice": money(price)}],
            "instalments": [
                {"label": label, "percent": percent, "dueOn": (signed + timedelta(days)).isoformat()}
                for label, percent, days in (("订金（签约当日支付）", 30, 0), ("进度款", 50, 60), ("尾款", 20, 120))]}, 201)
    finance = suite.client("finance")
    owed = wait("six receivables", 30, lambda: (
        lambda items: items if len(items) == 6 else None)(finance.get(f"/v1/receivables?customerId={customer}").json["items"]))
    receipts = []
    for index in range(24):
        receipts.append(command(suite, "finance", "/v1/receipts", {
            "customerId": customer, "amount": money(500_000 + index * 12_345), "method": ["bank", "cash", "wechat"][index % 3],
            "receivedOn": (FIRST + timedelta(7 * index)).isoformat()}, 201))
    for index in (3, 11, 19):
        command(suite, "finance", f"/v1/receipts/{receipts[index]['id']}/reverse",
                {"on": (FIRST + timedelta(7 * index + 3)).isoformat(), "reason": "退票"}, 200)
    command(suite, "finance", "/v1/credit-notes", {
        "receivableId": owed[0]["id"], "amount": money(123_456),
        "creditedOn": (FIRST + timedelta(90)).isoformat(), "reason": "门板划伤"}, 201)
    command(suite, "finance", "/v1/receipts", {
        "customerId": customer, "amount": money(30_000), "method": "cash", "allocations": [],
        "receivedOn": (FIRST + timedelta(190)).isoformat()}, 201)
    command(suite, "finance", "/v1/refunds", {
        "customerId": customer, "amount": money(23_456), "method": "cash",
        "refundedOn": (FIRST + timedelta(200)).isoformat(), "reason": "多收"}, 201)
    return customer, receipts[5]["id"]


def printed(suite, path, folder, name):
    """The text of each page, and the size of the first in points."""
    pdf, page = folder / f"{name}.pdf", folder / f"{name}.html"
    # A page is whole by itself, and a browser on the command line has nobody signed in.
    page.write_bytes(suite.client("finance").get(path).body)
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={pdf}",
         f"--user-data-dir={folder / 'chromium'}", page.as_uri()],
        capture_output=True, timeout=90, check=True)
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info)
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return text.removesuffix("\f").split("\f"), tuple(round(float(points)) for points in size.groups())


def cells(file):
    """Rows of a spreadsheet's first sheet: texts as str, numbers as float."""
    space = {"": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(file) as book:
        shared = ["".join(item.itertext()) for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    for row in sheet.iterfind(".//row", space):
        found = [(cell.get("t"), cell.findtext("v", namespaces=space)) for cell in row.iterfind("c", space)]
        yield [shared[int(text)] if kind == "s" else float(text) for kind, text in found if text is not None]


def look(suite, checks, folder):
    customer, receipt = history(suite)
    period = f"from={FIRST}&to={FIRST + timedelta(300)}"
    statement = suite.client("finance").get(f"/v1/statements/{customer}?{period}").json
    closing = f"{statement['closing']['amount'] / 100:,.2f}"
    for language, head, receipt_words in (("zh", "日期", "付款人"), ("en", "Date", "Received")):
        for paper, expected in SIZES.items():
            path = f"/v1/statements/{customer}.html?{period}&paper={paper}&lang={language}"
            pages, size = printed(suite, path, folder, f"statement-{language}-{paper}")
            name = f"statement, {language}, {paper}"
            checks.check(f"{name}: page size", all(abs(a - b) <= 1 for a, b in zip(size, expected)), size)
            checks.check(f"{name}: over pages", len(pages) > 1, len(pages))
            rows = [page for page in pages if re.search(r"\d{4}-\d\d-\d\d +\S+ +[A-Z]{2}-", page)]
            checks.check(f"{name}: every page has the head of the table", all(head in page for page in rows), pages)
            checks.check(f"{name}: pages are numbered", re.search(rf"{len(pages)} ?/ ?{len(pages)}\s*$", pages[-1]), pages[-1])
            text = "".join(pages)
            checks.check(f"{name}: all lines", len(re.findall(r"^ *2026-\d\d-\d\d ", text, re.M)) == len(statement["lines"]) + 2,
                         text)
            checks.check(f"{name}: closing balance", closing in pages[-1] + pages[-2], closing)
            path = f"/v1/receipts/{receipt}.html?paper={paper}&lang={language}"
            pages, size = printed(suite, path, folder, f"receipt-{language}-{paper}")
            name = f"receipt, {language}, {paper}"
            checks.check(f"{name}: one page of its size", len(pages) == 1 and all(abs(a - b) <= 1 for a, b in zip(size, expected)),
                         (len(pages), size))
            checks.check(f"{name}: amount", "5,617.25" in pages[0] and receipt_words in pages[0], pages[0])
    for path in (f"/v1/statements/{customer}.xlsx?{period}", "/v1/aging.xlsx", f"/v1/aging.csv", "/v1/receivables.csv"):
        answer = suite.client("finance").get(path)
        file = folder / re.sub(r"\W+", "-", path.split("?")[0].strip("/")).replace("-xlsx", ".xlsx").replace("-csv", ".csv")
        file.write_bytes(answer.body)
        good = zipfile.is_zipfile(file) if ".xlsx" in path else answer.body.startswith(b"\xef\xbb\xbf")
        checks.check(f"{path.split('?')[0]}", answer.status == 200 and good, answer)
        if path.startswith("/v1/statements"):
            rows = list(cells(file))
            checks.check("amounts are numbers, days and document numbers text, kinds in words",
                         rows[2][:5] == ["2026-01-05", "订单", "SO-2026-000001", "订金（签约当日支付）", 37037.03]
                         and rows[-1][-2:] == [statement["closing"]["amount"] / 100, "CNY"], rows)
        elif path.endswith(".xlsx"):
            rows = list(cells(file))
            checks.check("aging names the customer, ids are text, the total is the sum",
                         rows[1][:2] == [customer, NAME] and rows[1][8] == rows[-1][7] == sum(rows[1][2:8]), rows)


def main():
    options = arguments(__doc__, ("--folder", {"help": "keeps the PDF files there"}))
    missing = [tool for tool in ("chromium", "pdftotext", "pdfinfo") if not shutil.which(tool)]
    if missing:
        print(f"skipped: {', '.join(missing)} not here\n0 passed, 0 failed")
        sys.exit(0)
    checks = Checks()
    with Suite(options) as suite:
        folder = Path(options.folder or suite.folder / "prints").absolute()
        folder.mkdir(parents=True, exist_ok=True)
        checks.part("statement and receipt", look, suite, checks, folder)
    checks.finish()


if __name__ == "__main__":
    main()
