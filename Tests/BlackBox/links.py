#!/usr/bin/env python3
"""A customer's links: a quote accepted with a signature and printed with it, refused from another origin and a second
time; the QR code read back as its address. `journey.py` takes what a customer corrects on an evaluation."""

import shutil
import subprocess
import sys

import erp
from checks import Checks, arguments, wait
from suite import Suite

STROKES = [[{"x": 40, "y": 120}, {"x": 180, "y": 60}], [{"x": 200, "y": 80}, {"x": 320, "y": 150}]]


def command(suite, service, path, body, *good):
    answer, _ = suite.client(service).until_answered(path, body, erp.key(), seconds=30)
    if answer.status not in good:
        raise OSError(f"POST {path} {body}: {answer}")
    return answer.json


def quote(suite):
    lead = command(suite, "leads", "/v1/leads", {"name": "陈伟", "phone": "13800138000", "source": {"channel": "own"}}, 201)
    wait("sales knows the customer", 30,
         lambda: suite.client("sales").get(f"/v1/customers/{lead['customerId']}").status == 200)
    made = command(suite, "sales", "/v1/quotes", {
        "customerId": lead["customerId"], "salespersonId": "s-1", "validUntil": "2099-12-31",
        "lines": [{"description": "衣柜", "quantity": {"value": 1, "scale": 0},
                   "unitPrice": {"amount": 1_234_500, "currency": "CNY"}}]}, 201)
    command(suite, "sales", f"/v1/quotes/{made['id']}/issue", {}, 200)
    return made["id"]


def qr(checks, suite, link, folder):
    if "qr" not in link:
        checks.check("the link has its address and a QR code", False, link)
        return
    if not (shutil.which("rsvg-convert") and shutil.which("zbarimg")):
        print("skipped: rsvg-convert and zbarimg read the QR code (compose/packages-test)")
        return
    (folder / "qr.svg").write_text(link["qr"])
    subprocess.run(["rsvg-convert", "-w", "400", folder / "qr.svg", "-o", folder / "qr.png"], check=True)
    read = subprocess.run(["zbarimg", "--quiet", "--raw", folder / "qr.png"], capture_output=True, text=True)
    checks.check("a reader finds the link's address in the QR code", read.stdout.strip() == link["url"], read)


def accept(checks, suite):
    found = quote(suite)
    link = command(suite, "sales", f"/v1/quotes/{found}/link", {}, 201)
    qr(checks, suite, link, suite.folder)
    path, customer = link["acceptanceUrl"], suite.client("sales")
    signed = {"name": "陈伟", "signature": STROKES}
    page = customer.get(path)
    checks.check("the page asks for name and signature", 'id="pad"' in page.body.decode() and 'id="name"' in page.body.decode(), page)
    fields = {name.lower(): value for name, value in page.headers.items()}
    checks.check("nothing keeps the page or tells its address", fields.get("cache-control") == "no-store"
                 and fields.get("referrer-policy") == "no-referrer" and fields.get("x-robots-tag") == "noindex", fields)
    checks.check("no acceptance without a signature", customer.post(path, {"name": "陈伟"}).status == 422)
    answer = customer.post(path, signed, Origin="https://evil.example")
    checks.check("none from a page of another origin", answer.status == 403, answer)
    answer = customer.post(path, signed)
    checks.check("the customer accepts and signs", answer.status == 200, answer)
    checks.check("the link is for once", customer.post(path, signed).status == 410)
    printed = customer.get(f"/v1/quotes/{found}.html?lang=zh").body.decode()
    for text in ("客户签名", "陈伟", "M40 120L180 60M200 80L320 150", "127.0.0.1", "链接发放人"):
        checks.check(f"the print shows {text}", text in printed, printed)


def main():
    options = arguments(__doc__)
    checks = Checks()
    with Suite(options) as suite:
        checks.part("a quote's link", accept, checks, suite)
    checks.finish()


if __name__ == "__main__":
    main()
