"""Asks FinOps before a call to a model, and reports what it used. Python 3.9 or later, no packages."""
import json
import os
import urllib.error
import urllib.request


class Denied(Exception):
    """The call may not be made; `problem` holds reason_code, retry_after_seconds and the budget."""

    def __init__(self, status, problem):
        super().__init__(problem.get("detail", f"HTTP {status}"))
        self.status, self.problem = status, problem


class Admissions:
    def __init__(self, url=None, key=None, timeout=2.0, fail_open=None):
        self.url = (url or os.environ.get("FINOPS_URL", "http://localhost:5080")).rstrip("/") + "/api/v1/admissions"
        self.key = key or os.environ["FINOPS_KEY"]
        self.timeout = timeout
        # What to do when FinOps cannot be reached at all: go on (True) or refuse (False).
        self.fail_open = os.environ.get("FAIL_OPEN", "1") == "1" if fail_open is None else fail_open

    def admit(self, request_id, tenant, model, input_tokens, max_output_tokens=None, **more):
        """Holds the worst case. Returns the reservation, or None when FinOps cannot be reached; raises Denied."""
        body = dict(more, request_id=request_id, tenant=tenant, model=model, estimate={"input_tokens": input_tokens, "max_output_tokens": max_output_tokens})
        try:
            return self._post("", body)
        except (urllib.error.URLError, TimeoutError):
            if self.fail_open:
                return None
            raise

    def progress(self, reservation_id, output_tokens, tool_calls=0, elapsed_seconds=0.0):
        """Returns {"action": "continue" | "stop", ...}; call it every second or so while a stream runs."""
        return self._post(f"/{reservation_id}/progress", {"output_tokens": output_tokens, "tool_calls": tool_calls, "elapsed_seconds": elapsed_seconds})

    def settle(self, reservation_id, input_tokens, output_tokens, status="success", **more):
        return self._post(f"/{reservation_id}/settle", dict(more, status=status, input_tokens=input_tokens, output_tokens=output_tokens))

    def void(self, reservation_id):
        return self._post(f"/{reservation_id}/void", {})

    def _post(self, path, body):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise Denied(refused.code, json.loads(refused.read() or b"{}")) from None


if __name__ == "__main__":
    import uuid

    finops = Admissions()
    held = finops.admit(f"call-{uuid.uuid4()}", "acme", "gpt-4o", 1200, 500, provider="openai", feature="support-chat")
    print("admitted:", held)
    if held:
        print("settled:", finops.settle(held["reservation_id"], 1180, 240))
