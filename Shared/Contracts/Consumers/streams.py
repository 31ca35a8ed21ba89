"""Which records of the suite's topics are events, each once and in order; whatever client brought them.

    streams = Streams(kept)                 # what save() gave last time; nothing for the first time
    if streams.take(headers, value): ...    # apply the event, and keep streams.save() in the same transaction
"""
import json
import sys


class Streams:
    def __init__(self, kept=None):
        # Of each ce_source: its epoch, the last number taken of each stream, and the last that a head told of.
        self.sources = kept or {}

    def save(self):
        return self.sources

    def take(self, headers, value):
        """Whether the record is the next event of its stream. Headers are a dictionary of texts, the value is bytes."""
        source, epoch = headers.get("ce_source"), headers.get("ce_streamepoch")
        if value is None or source is None or epoch is None:
            return False
        known = self.sources.setdefault(source, {"epoch": epoch, "taken": {}, "told": {}})
        if headers.get("ce_type", "").endswith(".heads.v1"):
            self.hear(source, known, epoch, json.loads(value))
            return False
        stream, number = headers["ce_stream"], int(headers["ce_streamsequence"])
        if epoch != known["epoch"] or number != known["taken"].get(stream, 0) + 1:
            return False
        known["taken"][stream] = number
        return True

    def hear(self, source, known, epoch, head):
        """A head says how far each stream of its partition is, and which epochs of the source are over."""
        if epoch != known["epoch"]:
            if known["epoch"] not in head.get("left", []):
                return
            # The source was restored: what was taken of it may not have happened. Empty what you made of it, too.
            known = self.sources[source] = {"epoch": epoch, "taken": {}, "told": {}}
        for stream, number in head["numbers"].items():
            known["told"][stream] = max(number, known["told"].get(stream, 0))

    def missing(self):
        """Of each source that the topics do not have whole: how many events. `joinery replay` brings them."""
        counts = {}
        for source, known in self.sources.items():
            for stream, number in known["told"].items():
                lacking = max(0, number - known["taken"].get(stream, 0))
                counts[source] = counts.get(source, 0) + lacking
        return {source: count for source, count in counts.items() if count}


def show(streams, headers, key, value):
    """What the programs here do with a record: an event that was not taken yet is printed, a line of JSON each."""
    if streams.take(headers, value):
        print(json.dumps({"id": headers["ce_id"], "type": headers["ce_type"], "key": key.decode(),
                          "data": json.loads(value)}, ensure_ascii=False))


def end(streams):
    """Ends the program: with status 3 where the topics do not have everything."""
    if missing := streams.missing():
        print(f"missing; joinery replay brings them: {missing}", file=sys.stderr)
    sys.exit(3 if missing else 0)
