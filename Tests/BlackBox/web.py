"""HTTP as a foreign client speaks it: http.client, one kept connection a thread."""

import http.client
import json
import threading
import time


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body
        # Twice where a kept connection was gone: a refusal of the second says nothing about the first.
        self.tries = 1

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def problem(self):
        """The last part of a problem's type, such as `duplicate-lead`; None for anything else."""
        if self.headers.get_content_type() != "application/problem+json":
            return None
        return self.json["type"].replace(":", "/").rsplit("/", 1)[-1]

    def __repr__(self):
        return f"{self.status} {self.body[:400].decode(errors='replace')}"


class Client:
    # Commands that were answered with 2xx, of all clients.
    taken = 0

    def __init__(self, port, token=None, timeout=10, tls=None):
        """`tls`: the `ssl.SSLContext` for a service that speaks TLS."""
        self.tls = tls
        self.port = port
        self.token = token
        self.timeout = timeout
        self.kept = threading.local()

    def send(self, method, path, body=None, headers=None):
        """One try; a kept connection that has gone meanwhile is made anew once. Raises OSError."""
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        fresh = getattr(self.kept, "connection", None) is None
        try:
            return self._exchange(method, path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            self._drop()
            idempotent = method == "GET" or "Idempotency-Key" in headers
            if fresh or not idempotent:
                raise ConnectionError(f"{method} {path}: {type(error).__name__} {error}") from error
        try:
            answer = self._exchange(method, path, body, headers)
            answer.tries = 2
            return answer
        except (OSError, http.client.HTTPException) as error:
            self._drop()
            raise ConnectionError(f"{method} {path}: {type(error).__name__} {error}") from error

    def _exchange(self, method, path, body, headers):
        connection = getattr(self.kept, "connection", None)
        if connection is None:
            connection = (http.client.HTTPSConnection("127.0.0.1", self.port, timeout=self.timeout, context=self.tls)
                          if self.tls else http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout))
            self.kept.connection = connection
        try:
            connection.request(method, path, body=body, headers=headers)
        except BrokenPipeError:
            pass  # refused before all of it was sent: the answer is there
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        if method != "GET" and answer.status < 300:
            Client.taken += 1
        if response.will_close:
            self._drop()
        return answer

    def _drop(self):
        connection = getattr(self.kept, "connection", None)
        if connection is not None:
            connection.close()
        self.kept.connection = None

    def get(self, path, **headers):
        return self.send("GET", path, headers=headers)

    def post(self, path, body, key=None, **headers):
        if key:
            headers["Idempotency-Key"] = key
        return self.send("POST", path, body, headers)

    def until_answered(self, path, body, key, seconds=120, stop=None):
        """Sends a command with its key again and again until it is answered with anything but 'not now'.

        Gives the answer and how often it was sent; None when `stop` was set before."""
        deadline = time.monotonic() + seconds
        tries = 0
        while time.monotonic() < deadline and not (stop and stop.is_set()):
            tries += 1
            try:
                answer = self.post(path, body, key=key)
                if answer.status not in (429, 500, 503):
                    return answer, tries
            except OSError:
                pass
            time.sleep(0.1)
        return None, tries
