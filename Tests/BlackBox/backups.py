#!/usr/bin/env python3
"""Backups that are encrypted by age for those who hold a key and copied away by rclone: nothing of a store is left in plain,
whoever has the key reads them without us, and a suite is restored from the copy; old ones go, here and there."""

import shutil
import subprocess

import erp
from checks import Checks, arguments
from suite import Suite


def decrypt(file, key, folder):
    """As an operator does it who has no joinery."""
    folder.mkdir()
    tar = folder / "plain.tar"
    done = subprocess.run(["age", "--decrypt", "-i", key, "-o", tar, file], capture_output=True, text=True)
    if done.returncode == 0:
        subprocess.run(["tar", "-C", folder, "-xf", tar], check=True)
        tar.unlink()
    return done


def run(checks, options):
    with Suite(options) as suite:
        keys = []
        for name in ("key", "another"):
            keys.append(suite.folder / name)
            subprocess.run(["age-keygen", "-o", keys[-1]], check=True, capture_output=True)
        recipients = suite.folder / "recipients"
        recipients.write_text(subprocess.run(["age-keygen", "-y", keys[0]], check=True, capture_output=True, text=True).stdout)
        here, there = suite.folder / "backups", suite.folder / "elsewhere"
        there.mkdir()
        kept = {"JOINERY_BACKUP_RECIPIENTS_FILE": str(recipients), "JOINERY_BACKUP_REMOTE": f":local:{there}",
                "RCLONE_CONFIG": str(suite.folder / "rclone.conf")}
        (suite.folder / "rclone.conf").touch()
        phones = [erp.phone(options.random) for _ in range(5)]
        for phone in phones:
            answer = suite.client("leads").post(
                "/v1/leads", {"name": "备份", "phone": phone, "source": {"channel": "own"}}, key=erp.key())
            if answer.status != 201:
                raise OSError(answer)
        suite.wait_quiet()

        # Old ones, as a schedule of long ago has left them, here and there.
        here.mkdir()
        for place in (here, there):
            (place / "joinery-20200101T030000Z.tar.age").write_bytes(b"old")
            (place / "notes.txt").write_text("not ours")
        done = suite.joinery("backup", "--to", str(here), "--keep-days", "14", environment=kept)
        checks.check("joinery backup, encrypted and copied", done.returncode == 0, done)
        files = sorted(path.name for path in here.iterdir())
        checks.check("one file is left here, besides what is not ours", len(files) == 2 and files[0].endswith(".tar.age")
                     and files[1] == "notes.txt", files)
        checks.equal("the same stands elsewhere", sorted(path.name for path in there.iterdir()), files)
        backup = there / files[0]
        checks.check("and is the same", backup.read_bytes() == (here / files[0]).read_bytes())
        checks.check("nothing of it is in plain", backup.read_bytes().startswith(b"age-encryption.org/v1")
                     and not any(phone.encode() in backup.read_bytes() for phone in phones))
        metrics = suite.client("leads").get("/metrics").body.decode()
        age = float(next(line for line in metrics.splitlines() if line.startswith("joinery_backup_age_seconds")).split()[1])
        checks.check(f"the services know of it ({age:.0f} s)", age < 120)

        by_hand = decrypt(backup, keys[0], suite.folder / "by-hand")
        whole = suite.folder / "by-hand" / files[0].removesuffix(".tar.age")
        sums = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=whole, capture_output=True, text=True)
        checks.check("age and tar give the folder, and sha256sum agrees", by_hand.returncode == 0 and sums.returncode == 0,
                     by_hand.stderr + sums.stdout)

        away = suite.joinery("backup", "--to", str(suite.folder / "failed"), environment=kept | {
            "JOINERY_BACKUP_REMOTE": "nowhere:backups"})
        checks.check("a remote that is not there fails with rclone's words", away.returncode == 1
                     and "rclone" in away.stderr and "nowhere" in away.stderr, away)
        for name, value, words in (("JOINERY_BACKUP_RECIPIENTS_FILE", "/nowhere", "cannot be read"),
                                   ("JOINERY_BACKUP_REMOTE", "nowhere", "REMOTE:PATH")):
            wrong = suite.joinery("backup", "--to", str(suite.folder / "wrong"), environment=kept | {name: value})
            checks.check(f"{name}={value} is refused by its name", wrong.returncode == 1 and name in wrong.stderr
                         and words in wrong.stderr, wrong)

        # A token in a file, read anew each time: the one of before is revoked.
        token = suite.folder / "token"
        token.write_text("broken")
        refused = suite.joinery("backup", "--to", str(suite.folder / "token-1"), environment={"JOINERY_TOKEN_FILE": str(token)})
        token.write_text(suite.machine("backups", "operations") + "\n")
        taken = suite.joinery("backup", "--to", str(suite.folder / "token-2"), environment={"JOINERY_TOKEN_FILE": str(token)})
        checks.check("JOINERY_TOKEN_FILE says who asks", (refused.returncode, taken.returncode) == (1, 0), (refused, taken))

        suite.keep_keys()
        suite.down()
        for name in suite.services:
            shutil.rmtree(suite.data / name)
        for words, arguments_ in (("--identity", []), ("age", ["--identity", str(keys[1])])):
            wrong = suite.joinery("restore", "--from", str(backup), *arguments_)
            checks.check(f"no restore {'with another key' if arguments_ else 'without a key'}, with words",
                         wrong.returncode == 1 and words in wrong.stderr, wrong)
        done = suite.joinery("restore", "--from", str(backup), "--identity", str(keys[0]))
        checks.check("joinery restore with the key", done.returncode == 0, done)
        checks.check("nothing decrypted is left", not list(suite.data.glob("decrypted*")), list(suite.data.iterdir()))
        suite.up()
        suite.wait_quiet()
        found = {event["data"]["profile"]["phone"] for event in suite.journal("leads")
                 if event["type"].startswith("joinery.leads.lead.captured.")}
        checks.equal("the leads are back", found, set(phones))
        done = suite.joinery("verify")
        checks.check("joinery verify finds nothing", done.returncode == 0, done.stdout + done.stderr)


def main():
    options = arguments(__doc__)
    checks = Checks()
    missing = [name for name in ("age", "rclone") if not shutil.which(name)]
    if missing:
        print(f"skipped: {' and '.join(missing)} are not here")
    else:
        checks.part("encrypted and elsewhere", run, checks, options)
    checks.finish()


if __name__ == "__main__":
    main()
