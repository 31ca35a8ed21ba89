#!/usr/bin/env python3
"""The bill of materials that compose/sbom prints is good CycloneDX to PyPI's cyclonedx-python-lib, and whole: each package
that an image has, each executable with its checksum, and no reference that leads nowhere. The image is played by this
machine's packages, those of compose/packages-run and whatever they depend on; compose/drill containers has a real one."""

import hashlib
import json
import re
import subprocess
import tempfile
from pathlib import Path

from checks import Checks, arguments
from others import environment
from suite import BINARIES, OFFSETS

COMPOSE = Path(__file__).resolve().parent.parent.parent / "compose"
VALIDATOR = ["cyclonedx-python-lib[json-validation]", "packageurl-python"]
VALIDATE = """
import json, sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
text = sys.stdin.read()
fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
names = [PackageURL.from_string(one["purl"]).to_dict() for one in json.loads(text)["components"] if "purl" in one]
print(json.dumps({"fault": fault and repr(fault)[:1000], "purls": names}))
"""


def judged(programs, text):
    """What the validator says of a document: its fault, and its package URLs in parts."""
    done = subprocess.run([programs / "python", "-c", VALIDATE], input=text, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def whole(checks, programs, text, executables):
    """The checks of one bill, for an image with these packages' names and executables."""
    document, judgement = json.loads(text), judged(programs, text)
    checks.check(f"{len(document['components'])} components are good CycloneDX {document['specVersion']}",
                 judgement["fault"] is None, judgement["fault"])
    run = [line for line in (COMPOSE / "packages-run").read_text().splitlines() if not line.startswith("#")]
    debian = {one["name"]: one for one in judgement["purls"] if one["type"] == "deb"}
    checks.equal("every package of packages-run is in it", set(run) - set(debian), set())
    checks.check("each names its architecture and distribution", all(
        re.fullmatch(r"debian-\d+", one["qualifiers"]["distro"]) and one["qualifiers"]["arch"] for one in debian.values()))
    refs = {one["bom-ref"] for one in document["components"]} | {document["metadata"]["component"]["bom-ref"]}
    edges = {one["ref"]: one["dependsOn"] for one in document["dependencies"]}
    checks.equal("every component is in the graph, and nothing else", set(edges), refs)
    checks.equal("no edge leads nowhere", {to for found in edges.values() for to in found} - refs, set())
    own = {one["name"]: one["hashes"][0]["content"] for one in document["components"] if one["type"] == "application"}
    checks.equal("each executable, by its checksum", own, executables)
    swift = [one for one in judgement["purls"] if one["type"] == "swift"]
    checks.check(f"the Swift runtime: {[one['version'] for one in swift]}", len(swift) == 1, swift)
    return debian, edges


def root(folder):
    """A root file system of this machine's: what packages-run needs, and the executables that are built here."""
    stanzas = {re.match(r"Package: (.*)", stanza)[1]: stanza
               for stanza in Path("/var/lib/dpkg/status").read_text().split("\n\n") if stanza.strip()}
    wanted = [line for line in (COMPOSE / "packages-run").read_text().splitlines() if not line.startswith("#")]
    taken = {}
    while wanted:
        name = wanted.pop()
        if name in stanzas and name not in taken:
            taken[name] = stanzas[name]
            depends = re.findall(r"^(?:Pre-)?Depends: (.*)$", stanzas[name], re.M)
            wanted += re.findall(r"(?:^|[,|])\s*([\w.+-]+)", ", ".join(depends))
    (folder / "var/lib/dpkg").mkdir(parents=True)
    removed = "Package: gone\nStatus: deinstall ok config-files\nArchitecture: all\nVersion: 1\n"
    (folder / "var/lib/dpkg/status").write_text("\n\n".join([*taken.values(), removed]))
    (folder / "usr/lib").mkdir(parents=True)
    (folder / "usr/lib/os-release").write_text(Path("/usr/lib/os-release").read_text())
    (folder / "app").mkdir()
    (folder / "app" / "swift-version").write_text("Swift version 6.3.1 (swift-6.3.1-RELEASE)\nTarget: x86_64-unknown-linux-gnu\n")
    for name in OFFSETS:
        (folder / "app" / name).symlink_to((BINARIES / name).resolve())
    return set(taken), {name: hashlib.sha256((BINARIES / name).read_bytes()).hexdigest() for name in OFFSETS}


def main():
    arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="joinery-sbom-") as folder:
        folder = Path(folder)
        programs = environment(folder / "venv", *VALIDATOR)
        if not programs:
            print("0 passed, 0 failed")
            return
        names, executables = root(folder / "root")
        done = subprocess.run([COMPOSE / "sbom", "--root", folder / "root"], capture_output=True, text=True)
        if checks.check("compose/sbom prints a bill", done.returncode == 0, done.stderr):
            debian, edges = whole(checks, programs, done.stdout, executables)
            checks.equal("each package that is installed, and none that is gone", set(debian), names)
            curl = next(ref for ref in edges if ref.startswith("pkg:deb/debian/libcurl4@"))
            checks.check("a package's own dependencies: libcurl4 needs libssl3", any(
                ref.startswith("pkg:deb/debian/libssl3@") for ref in edges[curl]), edges[curl])
            checks.check("what is broken is found", judged(programs, done.stdout.replace('"library"', '"book"'))["fault"])
        status = folder / "root/var/lib/dpkg/status"
        status.write_text(status.read_text().replace("Package: librdkafka1\n", "Package: librdkafka9\n"))
        done = subprocess.run([COMPOSE / "sbom", "--root", folder / "root"], capture_output=True, text=True)
        checks.check("an image that lacks a package is refused by its name", done.returncode == 1 and
                     "librdkafka1" in done.stderr, done)
    checks.finish()


if __name__ == "__main__":
    main()
