#!/usr/bin/env python3
"""Signing in through an identity provider that is not ours (oidc-provider-mock of PyPI, put into a temporary folder by
pip; where pip cannot, that is said and skipped): code flow with PKCE, roles by a claim, the same session everywhere; nobody
without an employee, no code twice, and words where the provider is away."""

import re
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from accounts import Accounts, Browser
from checks import Checks, arguments, wait
from others import environment
from suite import Suite, is_free

PAGE = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class OpenID:
    def __init__(self, checks, suite, port):
        self.checks, self.suite, self.port = checks, suite, port

    def consent(self, address, subject):
        """What a person does at the provider; gives where it sends the browser."""
        opener = urllib.request.build_opener(Stay())
        form = urllib.parse.urlencode({"sub": subject}).encode()
        try:
            with opener.open(address, form, timeout=10) as answer:
                raise OSError(f"the provider answers {answer.status}")
        except urllib.error.HTTPError as answer:
            return answer.headers["Location"]

    def begin(self):
        browser = Browser(self.suite)
        answer = browser.send("leads", "GET", "/login/oidc", None, PAGE)
        return browser, answer

    def sign_in(self, subject):
        browser, begun = self.begin()
        back = self.consent(begun.headers["Location"], subject)
        path = back.removeprefix(f"http://127.0.0.1:{self.suite.base + 1}")
        kept = dict(browser.cookies)
        return browser, browser.send("leads", "GET", path, None, PAGE), path, kept

    def signs_in(self):
        leads = self.suite.client("leads")
        leads.post("/v1/employees", {"code": "s-01", "name": "王芳", "role": "shop"})
        form = Browser(self.suite).send("leads", "GET", "/login", None, PAGE)
        self.checks.check("the sign-in page leads to the provider", b'href="/login/oidc"' in form.body, form)
        browser, done, path, kept = self.sign_in("7")
        self.checks.equal("whoever signs in there is signed in here", done.status, 200)
        who = browser.send("leads", "GET", "/v1/session").json
        self.checks.equal("as the employee whom the claim names, with the roles of the other one",
                          (who["code"], who["roles"]), ("s-01", ["net-sales"]))
        self.accounts.taken("the session", browser.token)
        again = Browser(self.suite)
        again.cookies = kept
        twice = again.send("leads", "GET", path, None, PAGE)
        self.checks.check("a code is good once", twice.status in (401, 502) and "joinery_token" not in again.cookies, twice)
        stranger = Browser(self.suite).send("leads", "GET", path, None, PAGE)
        self.checks.equal("in another browser it is good for nothing", stranger.status, 400)

    def refuses(self):
        for subject, status, why in (("8", 403, "no employee here"), ("9", 403, "no role here")):
            browser, done, *_ = self.sign_in(subject)
            self.checks.check(f"{why}: {done.status}", done.status == status and "joinery_token" not in browser.cookies, done)
            self.checks.check(f"{why}: with words", re.search(rb'role="alert">[^<]{10,}', done.body), done)

    def away(self, provider):
        browser, begun = self.begin()
        back = self.consent(begun.headers["Location"], "7")
        provider.kill()
        provider.wait()
        done = browser.send("leads", "GET", back.removeprefix(f"http://127.0.0.1:{self.suite.base + 1}"), None, PAGE)
        self.checks.check("a provider that is away: 503, in a moment", done.status == 503 and done.headers["Retry-After"], done)
        self.suite.down()
        self.suite.up()
        _, begun = self.begin()
        self.checks.equal("also before anything is known of it", begun.status, 503)
        accounts = Accounts(self.checks, self.suite)
        accounts.set_password(self.suite.client("leads").post("/v1/employees/s-01/invite", {}).json["url"])
        accounts.taken("a password opens meanwhile", accounts.sign_in("s-01").token)


def main():
    options = arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="joinery-openid-") as folder:
        bin = environment(Path(folder) / "venv", "oidc-provider-mock")
        if not bin:
            print("0 passed, 0 failed")
            return
        suite = Suite(options)
        port = suite.base + 9 if is_free(suite.base + 9) else suite.base + 8
        users = ['{"sub": "7", "preferred_username": "s-01", "groups": ["crm-sales", "wiki"]}',
                 '{"sub": "8", "preferred_username": "x-99", "groups": ["crm-sales"]}',
                 '{"sub": "9", "preferred_username": "s-01", "groups": ["wiki"]}']
        provider = subprocess.Popen(
            [bin / "oidc-provider-mock", "--port", str(port), "--require-nonce", "true",
             *(word for user in users for word in ("--user-claims", user))],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        try:
            wait("the provider answers", 20, lambda: urllib.request.urlopen(
                f"http://127.0.0.1:{port}/.well-known/openid-configuration", timeout=2).status == 200)
            suite.environment |= {
                "JOINERY_OIDC_ISSUER": f"http://127.0.0.1:{port}", "JOINERY_OIDC_CLIENT_ID": "joinery-crm",
                "JOINERY_OIDC_CLIENT_SECRET": "a secret", "JOINERY_OIDC_ROLES_CLAIM": "groups",
                "JOINERY_OIDC_ROLES": "crm-sales=net-sales,crm-heads=manager",
                "JOINERY_OIDC_REDIRECT_URL": f"http://127.0.0.1:{suite.base + 1}/login/oidc/callback"}
            with suite:
                openid = OpenID(checks, suite, port)
                openid.accounts = Accounts(checks, suite)
                checks.part("signing in", openid.signs_in)
                checks.part("refused", openid.refuses)
                checks.part("away", openid.away, provider)
        finally:
            provider.kill()
            provider.wait()
    checks.finish()


if __name__ == "__main__":
    main()
