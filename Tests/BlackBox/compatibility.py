#!/usr/bin/env python3
"""`.ci/check-schemas` on a repository of its own: each kind of change that readers or writers of yesterday could not
live with is refused, with the message and the field named, and each that they can passes."""

import copy
import json
import subprocess
import tempfile
from pathlib import Path

from broker import HERE
from checks import Checks, arguments

CHECK = HERE.parent.parent / ".ci" / "check-schemas"
FOLDER = Path("Shared/Contracts/Schemas")
OWN, ERP = "joinery.sales.thing.made.v1.json", "joinery.erp.thing.sent.v1.json"
SCHEMA = {
    "$id": "urn:joinery:schema:joinery.sales.thing.made.v1", "title": "a thing", "description": "Made.",
    "type": "object",
    "properties": {
        "id": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^.+$"},
        "kind": {"type": "string", "enum": ["small", "large"]},
        "count": {"type": "integer", "minimum": 0, "maximum": 9},
        "day": {"type": "string", "format": "date"},
        "note": {"type": ["string", "null"]},
        "price": {"$ref": "#/$defs/Money", "description": "What it costs."},
        "parts": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Part"}},
        "size": {"anyOf": [{"$ref": "#/$defs/Money"}, {"type": "null"}]},
        "names": {"type": "object", "additionalProperties": {"type": "string"}},
        "version": {"const": 1},
    },
    "required": ["id", "kind", "count", "day", "price", "parts"], "examples": [{}],
    "$defs": {
        "Money": {"type": "object", "properties": {"amount": {"type": "integer"}}, "required": ["amount"]},
        "Part": {"type": "object", "properties": {
            "name": {"type": "string"}, "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}}}},
    },
}


def put(path, value):
    """A change that sets what stands at a path, or takes it away where the value is None."""
    def change(schema):
        *steps, last = path.split("/")
        for step in steps:
            schema = schema[int(step)] if isinstance(schema, list) else schema[step]
        if value is None:
            del schema[last]
        else:
            schema[last] = value
    return change


# A name, the change, the words of the refusal; then whether it is refused of what others send too.
BREAKS = [
    ("a field is taken away", put("properties/note", None), "/note: is gone", True),
    ("a field is renamed", lambda schema: schema["properties"].update(
        remark=schema["properties"].pop("note")), "/note: is gone", True),
    ("a field of a shared type is taken away", put("$defs/Money/properties/amount", None), "/price/amount: is gone", True),
    ("a field below a list is taken away", put("$defs/Part/properties/name", None), "/parts/*/name: is gone", True),
    ("a type is another", put("properties/count/type", "string"), "count: type no longer takes integer", True),
    ("a type of many values is another", put("properties/names/additionalProperties/type", "integer"),
     "/names/*: type no longer takes string", True),
    ("null is taken no longer", put("properties/note/type", "string"), "/note: type no longer takes null", True),
    ("null is taken now", put("properties/day/type", ["string", "null"]), "/day: type takes null now", False),
    ("a field is needed that was not", lambda schema: schema["required"].append("note"),
     "/note: was optional and is needed now", True),
    ("a field is needed that is new", lambda schema: (
        schema["properties"].update(more={"type": "string"}), schema["required"].append("more")),
     "/more: is new and needed", True),
    ("a field is needed no longer", lambda schema: schema["required"].remove("day"),
     "/day: was always there and is optional now", False),
    ("a value is gone", put("properties/kind/enum", ["small"]), "/kind: enum no longer takes large", True),
    ("a value is new", put("properties/kind/enum", ["small", "large", "huge"]), "/kind: enum takes huge now", False),
    ("a list of values is new", put("properties/note/enum", ["a"]), "/note: enum added", True),
    ("a constant is another", put("properties/version/const", 2), "/version: const no longer takes 1", True),
    ("a limit is narrower", put("properties/id/maxLength", 50), "/id: maxLength 100 is 50 now", True),
    ("a least is more", put("properties/count/minimum", 1), "/count: minimum 0 is 1 now", True),
    ("a limit is wider", put("properties/count/maximum", 10), "/count: maximum 9 is 10 now", False),
    ("a limit is gone", put("properties/parts/minItems", None), "/parts: minItems 1 is null now", False),
    ("a pattern is new", put("properties/note/pattern", "a"), '/note: pattern null is "a" now', True),
    ("a format is another", put("properties/day/format", "date-time"), '/day: format "date" is "date-time" now', True),
    ("unknown fields are refused", put("additionalProperties", False), "/: additionalProperties null is false now", True),
    ("a choice is gone", put("properties/size/anyOf", [{"$ref": "#/$defs/Money"}]), "another number of choices", True),
    ("the name is another", put("$id", "urn:else"), "/: $id ", True),
]
PASSES = [
    ("nothing", lambda schema: None),
    ("words and examples", lambda schema: (
        schema.update(description="Else.", title="else", examples=[{"id": "a"}]),
        put("$defs/Part/description", "P")(schema))),
    ("an optional field is added", put("properties/more", {"type": "string"})),
    ("an optional field of a shared type is added", put("$defs/Money/properties/currency", {"type": "string"})),
    ("a shared type is called otherwise", lambda schema: (
        schema["$defs"].update(Price=schema["$defs"].pop("Money")),
        put("properties/price/$ref", "#/$defs/Price")(schema),
        put("properties/size/anyOf/0/$ref", "#/$defs/Price")(schema))),
]


class Repository:
    def __init__(self, folder):
        self.folder = Path(folder)
        (self.folder / FOLDER).mkdir(parents=True)
        self.git("init", "--quiet")

    def git(self, *arguments):
        subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", *arguments], cwd=self.folder, check=True)

    def write(self, name, change=None):
        schema = copy.deepcopy(SCHEMA)
        if change:
            change(schema)
        (self.folder / FOLDER / name).write_text(json.dumps(schema))

    def commit(self):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "c")

    def check(self, *arguments):
        return subprocess.run([CHECK, *arguments], cwd=self.folder, capture_output=True, text=True)


def main():
    options = arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="joinery-schemas-") as folder:
        repository = Repository(folder)
        repository.commit()
        repository.write(OWN)
        repository.write(ERP)
        repository.commit()
        done = repository.check()
        checks.check("without earlier schemas there is nothing to compare", done.returncode == 0, done)
        for words, change, refusal, always in BREAKS:
            for name, is_refused in ((OWN, True), (ERP, always)):
                repository.write(OWN)
                repository.write(ERP)
                repository.write(name, change)
                done = repository.check("HEAD")
                right = (done.returncode == 1 and f"{name}: " in done.stdout and refusal in done.stdout) if is_refused \
                    else done.returncode == 0
                checks.check(f"{name.split('.')[1]}: {words}: {'refused' if is_refused else 'passes'}", right, done.stdout)
        for words, change in PASSES:
            for name in (OWN, ERP):
                repository.write(OWN)
                repository.write(ERP)
                repository.write(name, change)
                done = repository.check("HEAD")
                checks.check(f"{name.split('.')[1]}: {words}: passes", done.returncode == 0, done.stdout)
        repository.write(OWN)
        (repository.folder / FOLDER / ERP).unlink()
        checks.check("a file that is gone is refused", repository.check("HEAD").returncode == 1)
        repository.write(ERP)
        repository.write("joinery.sales.thing.made.v2.json", put("properties/note", None))
        checks.check("a new version beside the old one passes", repository.check("HEAD").returncode == 0)
        repository.commit()
        compared = repository.check().stdout.split()[1:4]
        checks.equal("the commit before is what is compared with", compared, ["2", "of", "HEAD~1"])
    checks.finish()


if __name__ == "__main__":
    main()
