#!/usr/bin/env python3
"""People and their tokens, from the first start on: the first manager's link, an invitation, a sign-in by HTTP and by the
page, and a token that all five services refuse within a minute once its roles have changed, its session has ended, it was
revoked or its owner has left. The signing key is changed for another one while everything runs."""

import json
import re
import subprocess
import time

from checks import Checks, arguments, wait
from suite import OFFSETS, Suite
from web import Client

PASSWORD = "correct horse battery"
# One route of each service that needs a token, whatever roles it asks for: 403 is no 401.
ROUTES = {"leads": "/v1/leads", "sales": "/v1/orders", "finance": "/v1/receivables", "after-sales": "/v1/customers",
          "reporting": "/v1/customers"}
OWN = {"Sec-Fetch-Site": "same-origin"}


class Browser:
    """Keeps the cookies of one host, as a browser does: for all ports, by path."""

    def __init__(self, suite):
        self.suite, self.cookies, self.clients = suite, {}, {}

    def send(self, service, method, path, body=None, headers=OWN):
        pairs = [f"{name}={value}" for name, (value, under) in self.cookies.items() if path.startswith(under)]
        more = {"Cookie": "; ".join(pairs)} if pairs else {}
        client = self.clients.setdefault(service, Client(self.suite.base + OFFSETS[service]))
        answer = client.send(method, path, body, {**headers, **more})
        for field in answer.headers.get_all("Set-Cookie") or []:
            name, value = field.split(";")[0].split("=", 1)
            under = re.search(r"Path=([^;]*)", field)[1]
            if "Max-Age=0" in field:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = (value, under)
        return answer

    @property
    def token(self):
        return self.cookies["joinery_token"][0]


class Accounts:
    def __init__(self, checks, suite):
        self.checks, self.suite = checks, suite

    def statuses(self, token):
        """What each service answers to a token."""
        found = {}
        for service in self.suite.services:
            client = Client(self.suite.base + OFFSETS[service])
            found[service] = client.send("GET", ROUTES[service], None, {"Authorization": f"Bearer {token}"}).status
        return found

    def taken(self, name, token):
        found = self.statuses(token)
        self.checks.check(f"{name}: all services take the token", set(found.values()) <= {200, 403}, found)

    def refused(self, name, token, since):
        """Every service refuses the token, and how long that took."""
        wait(f"{name}: all services refuse the token", 60, lambda: set(self.statuses(token).values()) == {401})
        took = time.monotonic() - since
        self.checks.check(f"{name}: refused by all {len(self.suite.services)} services after {took * 1000:.0f} ms", took < 60)
        return took

    def set_password(self, link, password=PASSWORD):
        path = "/invitations/" + link.split("/invitations/")[1].split()[0]
        answer = Client(self.suite.base + 1).send("POST", "/v1" + path, {"password": password})
        self.checks.equal("a link sets a password", answer.status, 204)
        again = Client(self.suite.base + 1).send("POST", "/v1" + path, {"password": password})
        self.checks.equal("and does so once", (again.status, again.problem), (410, "link-used"))

    def sign_in(self, code, password=PASSWORD):
        browser = Browser(self.suite)
        answer = browser.send("leads", "POST", "/v1/session", {"code": code, "password": password})
        self.checks.equal(f"{code} signs in", answer.status, 200)
        return browser

    def first_start(self):
        log = self.suite.log.read_text(errors="replace")
        link = re.search(r"the first manager, 'manager', sets a password at (\S+)", log)
        if not self.checks.check("the first start prints the first manager's link", link, log[-500:]):
            raise OSError("no link")
        self.set_password(link[1])
        self.manager = self.sign_in("manager")
        self.taken("the manager", self.manager.token)
        key = self.suite.data / "keys" / "signing-key.json"
        self.checks.equal("the signing key is its owner's alone", key.stat().st_mode & 0o777, 0o600)
        nobody = self.statuses("")
        self.checks.check("without a token nobody reads", set(nobody.values()) == {401}, nobody)

    def invite(self):
        made = self.manager.send("leads", "POST", "/v1/employees",
                                 {"code": "s-01", "name": "王芳", "role": "net-sales"})
        self.checks.equal("the manager registers a salesperson", made.status, 201)
        link = self.manager.send("leads", "POST", "/v1/employees/s-01/invite").json["url"]
        self.set_password(link)
        self.seller = self.sign_in("s-01")
        self.taken("the salesperson", self.seller.token)

    def pages(self):
        """As a browser: the dashboard leads to the sign-in and back."""
        browser, page = Browser(self.suite), {"Accept": "text/html", **OWN}
        first = browser.send("reporting", "GET", "/", None, page)
        place = first.headers["Location"]
        origin = f"http://127.0.0.1:{self.suite.base + 1}"
        self.checks.check("the dashboard leads to the sign-in", first.status == 303 and place.startswith(origin + "/login?return="), place)
        led = browser.send("leads", "GET", place.removeprefix(origin), None, page)
        form = browser.send("leads", "GET", led.headers["Location"], None, page)
        back = re.search(r'name="return" value="([^"]*)"', form.body.decode())
        self.checks.check("which shows the form", form.status == 200 and back, form)
        filled = f"code=s-01&password={PASSWORD.replace(' ', '+')}&return={back[1].replace(':', '%3A').replace('/', '%2F')}"
        done = browser.send("leads", "POST", "/login", filled.encode(),
                            {**page, "Content-Type": "application/x-www-form-urlencoded"})
        self.checks.equal("and leads back", (done.status, done.headers["Location"]),
                          (303, f"http://127.0.0.1:{self.suite.base + 5}/"))
        self.checks.equal("to the dashboard", browser.send("reporting", "GET", "/", None, page).status, 200)
        # Ten minutes later the browser has dropped the token's cookie.
        del browser.cookies["joinery_token"]
        led = browser.send("leads", "GET", place.removeprefix(origin), None, page)
        resumed = browser.send("leads", "GET", led.headers["Location"], None, page)
        self.checks.equal("a session that still goes on leads back without a word", (resumed.status, resumed.headers["Location"]),
                          (303, f"http://127.0.0.1:{self.suite.base + 5}/"))
        elsewhere = Browser(self.suite).send(
            "leads", "POST", "/login", filled.replace(str(self.suite.base + 5), "80").replace("127.0.0.1", "evil.example").encode(),
            {**page, "Content-Type": "application/x-www-form-urlencoded"})
        self.checks.equal("nobody is led to somebody else's page", elsewhere.headers["Location"], "/login")

    def changes(self):
        """A token ends in every service with its roles, its session, its password and its owner."""
        old, begun = self.seller.token, time.monotonic()
        edited = self.manager.send("leads", "PATCH", "/v1/employees/s-01", {"roles": ["designer"]},
                                   {**OWN, "If-Match": '"v1"'})
        self.checks.equal("other roles", edited.status, 200)
        self.refused("other roles", old, begun)
        again = self.seller.send("leads", "POST", "/v1/session/refresh")
        self.checks.equal("the session goes on with them", again.json["employee"]["roles"], ["designer", "net-sales"])
        self.taken("other roles", self.seller.token)
        other, old, begun = self.sign_in("s-01"), self.seller.token, time.monotonic()
        self.checks.equal("signing out", self.seller.send("leads", "DELETE", "/v1/session").status, 204)
        self.refused("signing out", old, begun)
        self.checks.equal("another session goes on", other.send("leads", "POST", "/v1/session/refresh").status, 200)
        self.taken("another session", other.token)
        old, begun = other.token, time.monotonic()
        changed = other.send("leads", "PUT", "/v1/session/password", {"old": PASSWORD, "new": "another long password"})
        self.checks.equal("a new password", changed.status, 204)
        self.refused("a new password", old, begun)
        last = self.sign_in("s-01", "another long password")
        self.taken("the new password", last.token)
        machine = self.suite.machine("s-01", "net-sales")
        self.taken("a machine in the employee's name", machine)
        begun = time.monotonic()
        left = self.manager.send("leads", "PATCH", "/v1/employees/s-01", {"active": False}, {**OWN, "If-Match": '"v2"'})
        self.checks.equal("deactivation", left.status, 200)
        self.refused("deactivation", last.token, begun)
        self.refused("deactivation, of a machine in the employee's name", machine, begun)
        answer = Browser(self.suite).send("leads", "POST", "/v1/session", {"code": "s-01", "password": "another long password"})
        self.checks.equal("whoever has left does not sign in", (answer.status, answer.problem), (401, "wrong-credentials"))

    def machines(self):
        token = self.suite.machine("bi", "auditor")
        self.taken("a machine", token)
        listed = json.loads(self.suite.joinery("token", "list", "--json", check=True).stdout)
        mine = [one for one in listed if one["sub"] == "bi"]
        self.checks.check("it is listed, without itself", len(mine) == 1 and mine[0]["roles"] == ["auditor"]
                          and token not in json.dumps(listed), listed)
        begun = time.monotonic()
        self.suite.joinery("token", "revoke", mine[0]["id"], check=True)
        self.refused("joinery token revoke", token, begun)
        done = self.suite.joinery("token", "--sub", "bi", "--role", "auditor", "--days", "91")
        self.checks.check("91 days are refused with words", done.returncode == 1 and "90" in done.stderr, done)

    def rotation(self):
        """The signing key is changed for another one, and nobody is signed out."""
        old = self.suite.machine("old", "auditor")
        for word in ("add", "turn"):
            self.suite.joinery("keys", word, check=True)
            # Files are read again within half a second.
            wait("the services know the keys", 20, lambda: 401 not in self.statuses(old).values())
            time.sleep(1.5)
        new = self.suite.machine("new", "auditor")
        self.checks.check("another key signs", old.split(".")[0] != new.split(".")[0])
        self.taken("the key before", old)
        self.taken("the new key", new)
        begun = time.monotonic()
        self.suite.joinery("keys", "drop", check=True)
        self.refused("a key that was dropped", old, begun)
        self.taken("the key that is left", new)
        # What the script itself uses was signed with the first key.
        self.suite.token = self.suite.machine("local", "operations,manager")

    def restart(self, token):
        """What was revoked stays so: by every service's own store."""
        self.suite.down()
        self.suite.up()
        found = self.statuses(token)
        self.checks.check("after a restart it is refused still", set(found.values()) == {401}, found)
        verified = self.suite.joinery("verify", "--json")
        self.checks.check("joinery verify names no difference", verified.returncode == 0, verified.stdout + verified.stderr)

    def demo(self):
        """The demo's people sign in, and only where nobody else can come."""
        log = self.suite.log.read_text(errors="replace")
        told = re.search(r"with the password '([^']+)': (.+)", log)
        if not self.checks.check("the demo's people are told", told and len(told[2].split(", ")) == 9, log[-500:]):
            return
        for code in re.findall(r"(\S+) \(", told[2]):
            self.taken(f"demo: {code}", self.sign_in(code, told[1]).token)
        self.suite.down()
        with_address = {**self.suite.environment, "JOINERY_ADDRESS": "0.0.0.0"}
        done = subprocess.run([self.suite.binaries / "joinery", "up", "--no-demo", *self.suite.where], env=with_address,
                              capture_output=True, text=True, timeout=90, stdin=subprocess.DEVNULL)
        self.checks.check("elsewhere than on loopback they keep the suite from starting, with the remedy",
                          done.returncode == 1 and "joinery demo --remove-accounts" in done.stderr, done.stderr[-800:])
        for service in self.suite.services:
            alone = subprocess.run(
                [self.suite.binaries / service], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
                env={**self.suite.environment, "JOINERY_ADDRESS": "0.0.0.0", "JOINERY_PORT": "0",
                     "JOINERY_DATA": str(self.suite.data / service),
                     "JOINERY_JWKS_FILE": str(self.suite.data / "keys" / "jwks.json")})
            self.checks.check(f"{service} alone: status 78, with the remedy",
                              alone.returncode == 78 and "joinery demo --remove-accounts" in alone.stderr, alone)
        self.suite.up()
        removed = self.suite.joinery("demo", "--remove-accounts", check=True)
        self.checks.check("they are removed", "m-01" in removed.stdout, removed)
        answer = Browser(self.suite).send("leads", "POST", "/v1/session", {"code": "m-01", "password": told[1]})
        self.checks.equal("and sign in no more", answer.status, 401)


def main():
    options = arguments(__doc__)
    checks = Checks()
    with Suite(options) as suite:
        accounts = Accounts(checks, suite)
        checks.part("first start", accounts.first_start)
        checks.part("an invitation", accounts.invite)
        checks.part("pages", accounts.pages)
        checks.part("changes", accounts.changes)
        checks.part("tokens of machines", accounts.machines)
        checks.part("another signing key", accounts.rotation)
        ended = suite.machine("ended", "auditor")
        listed = json.loads(suite.joinery("token", "list", "--json", check=True).stdout)
        suite.joinery("token", "revoke", next(one["id"] for one in listed if one["sub"] == "ended"), check=True)
        accounts.refused("before a restart", ended, time.monotonic())
        checks.part("a restart", accounts.restart, ended)
    if not options.kafka:
        with Suite(options, demo=9) as suite:
            checks.part("the demo's people", Accounts(checks, suite).demo)
    checks.finish()


if __name__ == "__main__":
    main()
