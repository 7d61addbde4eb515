# SPDX-License-Identifier: Apache-2.0
"""A real Prometheus scrapes operator and webhook, with the rules of deploy/monitoring: alerts fire and end, the dashboard is answered."""

import contextlib
import json
import pathlib
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import NamedTuple

import resources as r
from kube import at_the_end, wait_until

WATCHED = "app.kubernetes.io/part-of=model-signature-operator"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Prometheus:
    """Scrapes through the API server, so that it works wherever kubectl does."""

    def __init__(self, kube, folder, program, rules, shorter=()):
        self.kube, self.folder = kube, pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.started = []
        at_the_end(self.close)
        # What an alert is about decides here, not how long it has lasted.
        text = re.sub(r"(?m)^    for: .*\n", "", rules.read_text())
        for written, instead in shorter:
            text = text.replace(written, instead)
        (self.folder / "rules.yaml").write_text(text)
        self.port, self.way = free_port(), free_port()
        with open(self.folder / "proxy-log", "w") as log:
            self._start([*kube.base, "proxy", f"--port={self.way}"], log)
        self.names = ()
        self.write()
        with open(self.folder / "log", "w") as log:
            # The last samples of a pod that has gone would count for five minutes.
            self.process = self._start(
                [program, "--config.file=prometheus.yaml", "--storage.tsdb.path=data", "--query.lookback-delta=10s",
                 f"--web.listen-address=127.0.0.1:{self.port}"], log)
        wait_until("Prometheus to serve", 60, lambda: self.get("/-/ready") is not None)

    def _start(self, command, log):
        process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        self.started.append(process)
        return process

    def write(self):
        pods = self.kube.get("pods", namespace=r.SYSTEM, selector=WATCHED) or []
        self.names = tuple(sorted(p["metadata"]["name"] for p in pods if "deletionTimestamp" not in p["metadata"]))
        jobs = "".join(
            f"- job_name: {name}\n  metrics_path: /api/v1/namespaces/{r.SYSTEM}/pods/{name}:9000/proxy/q/metrics\n"
            f"  static_configs: [{{targets: ['127.0.0.1:{self.way}']}}]\n" for name in self.names)
        (self.folder / "prometheus.yaml").write_text(
            # The interval bounds how long an answer may take, and a busy machine takes its time.
            "global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 1s}\nrule_files: [rules.yaml]\n"
            f"scrape_configs:\n{jobs}" if jobs else "rule_files: [rules.yaml]\n")

    def follow(self):
        """Scrapes the pods that there are now."""
        before = self.names
        self.write()
        if self.names != before:
            self.process.send_signal(signal.SIGHUP)

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.read()
        except (urllib.error.URLError, OSError):
            return None

    def query(self, expression):
        answer = self.get("/api/v1/query?query=" + urllib.parse.quote(expression))
        return json.loads(answer)["data"]["result"] if answer else None

    def firing(self):
        """None when it does not answer."""
        answer = self.get("/api/v1/alerts")
        if answer is None:
            return None
        alerts = json.loads(answer)["data"]["alerts"]
        return {a["labels"]["alertname"].removeprefix("ModelSignature") for a in alerts if a["state"] == "firing"}

    def close(self):
        while self.started:
            process = self.started.pop()
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Trial(NamedTuple):
    """What makes alerts fire, and what takes it away; what ends by itself after a while needs nothing."""

    alerts: tuple[str, ...]
    cause: Callable[[], object]
    end: Callable[[], object] = lambda: None
    seconds: int = 0  # to fire, and to end; 0 is as long as for others


class Watching:
    seconds = 120  # for an alert to fire, and for it to end

    def __init__(self, story, program, deploy, work, shorter=(), without_webhook=None):
        """shorter: pairs of what the rules say and what they say here, for times that nobody waits for.

        without_webhook: gets the context in which there is neither webhook nor operator, and enters it.
        """
        self.story, self.kube, self.report = story, story.kube, story.report
        self.files = pathlib.Path(deploy) / "monitoring"
        self.deploy = pathlib.Path(deploy)
        self.program, self.work = program, pathlib.Path(work) / "prometheus"
        self.prometheus, self.shorter, self.without_webhook = None, shorter, without_webhook

    @contextlib.contextmanager
    def caused(self, *trials):
        """Each alert of the trials fires by its cause, and ends with it; what is done meanwhile is the caller's."""
        alerts = {alert: trial.seconds or self.seconds for trial in trials for alert in trial.alerts}
        step, names = self.report.step, ", ".join(alerts)
        wait_until("the API server to answer", 60, lambda: self.kube.run("get", "--raw", "/readyz", check=False).returncode == 0)

        def begin():
            for alert, seconds in alerts.items():
                self.until(alert, False, seconds)
            for trial in trials:
                trial.cause()
            return True, "they are there"

        def end():
            failed = []
            for trial in trials:
                try:
                    trial.end()
                except Exception as failure:  # noqa: BLE001 - the other causes end all the same
                    failed.append(f"{type(failure).__name__}: {failure}")
            return not failed, "; ".join(failed) or "they are gone"

        step(f"causes of {names}", "before them, no such alert fires", begin)
        try:
            yield
            for alert, seconds in alerts.items():
                step(f"alert {alert} fires", "by what it is about", lambda a=alert, s=seconds: self.seen(a, True, s))
        finally:
            step(f"the end of the causes of {names}", "they are gone", end)
        for alert, seconds in alerts.items():
            step(f"alert {alert} ends", "with its cause", lambda a=alert, s=seconds: self.seen(a, False, s))

    def fires(self, *trials):
        with self.caused(*trials):
            pass

    def seen(self, alert, firing, seconds):
        self.until(alert, firing, seconds)
        return True, "fires" if firing else "has ended"

    def until(self, alert, firing, seconds):
        def seen():
            self.prometheus.follow()
            found = self.prometheus.firing()
            return found is not None and (alert in found) == firing

        def told():
            found = self.prometheus.firing()
            return "(no answer)" if found is None else f"(firing: {' '.join(sorted(found)) or 'none'})"

        wait_until(f"{alert} to {'fire' if firing else 'end'}", seconds, seen, told)

    def start(self):
        def action():
            self.prometheus = Prometheus(self.kube, self.work, self.program, self.files / "rules.yaml", self.shorter)

            def scraped():
                self.prometheus.follow()
                up = self.prometheus.query("sum(up)")
                return up and int(up[0]["value"][1]) == len(self.prometheus.names)

            wait_until("all pods to be scraped", 60, scraped)
            models = wait_until("the current state", 60, lambda: self.prometheus.query("sum by (verdict) (model_signature_models)"))
            return True, "; ".join(f"{m['metric']['verdict']} {m['value'][1]}" for m in models)

        return self.report.step("a Prometheus scrapes operator and webhooks", "all are up, and models are counted", action)

    def dashboard(self):
        def action():
            panels = json.loads((self.files / "dashboard.json").read_text())["panels"]
            queries = [target["expr"] for panel in panels for target in panel["targets"]]
            failed = [q for q in queries if self.prometheus.query(q) is None]
            filled = sum(1 for q in queries if self.prometheus.query(q))
            return not failed, f"{len(queries)} queries answered, {filled} with values" + (f"; FAILED {failed}" if failed else "")

        self.report.step("the queries of the dashboard", "each is answered", action)

    def scale(self, name, replicas):
        self.kube.run("scale", "deployment", name, "-n", r.SYSTEM, f"--replicas={replicas}")

    def tell(self):
        try:
            if self.start():
                self.dashboard()
                self.alerts()
        finally:
            if self.prometheus:
                self.prometheus.close()

    def guard_absent(self):
        guard = str(self.deploy / "guard.yaml")
        return Trial(("GuardAbsent",),
                     lambda: self.kube.delete("validatingadmissionpolicybinding", "model-signature-reserved-connections"),
                     lambda: self.kube.run("apply", "--server-side", "--force-conflicts", "-f", guard))

    def policy_not_ready(self):
        nobody = r.policy([{"name": "nobody", "key": {"secretKeyRef": {"name": "no-such-secret", "key": "public.pem"}}}])
        nobody["metadata"]["name"] = "unreadable"
        nobody["spec"]["mode"] = "Audit"
        nobody["spec"]["match"] = {"namespaceSelector": {"matchLabels": {"watched": "true"}}}
        return Trial(("PolicyNotReady",), lambda: self.kube.apply(nobody),
                     lambda: self.kube.delete("clustermodeltrustpolicy", "unreadable"))

    def webhook_absent(self):
        return Trial(("WebhookAbsent",), lambda: self.scale("model-signature-webhook", 0),
                     lambda: self.scale("model-signature-webhook", 2))

    def operator_absent(self, *alerts):
        return Trial(("OperatorAbsent", *alerts), lambda: self.scale("model-signature-operator", 0),
                     lambda: self.scale("model-signature-operator", 1))

    def alerts(self):
        self.fires(self.guard_absent(), self.policy_not_ready())
        self.without_webhook(self.caused(self.webhook_absent(), self.operator_absent()))
