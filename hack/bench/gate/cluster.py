# SPDX-License-Identifier: Apache-2.0
"""etcd and kube-apiserver as processes of their own, without controllers and nodes, in a temporary folder."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


# Between two looks at a process that starts: each is a request that it has to answer, and a line in its log.
START_PAUSE = 0.1


def wait_for(what, seconds, condition, pause=0.02):
    """Waits for a condition; returns the seconds that it took."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > seconds:
            raise SystemExit(f"error: gave up after {seconds} s waiting for: {what}")
        time.sleep(pause)
    return time.monotonic() - start


def answers(url):
    """The status of an HTTP service of this machine; 0 while nothing listens."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def end_in_order():
    """Who ends this process by a signal ends what it has started, too: groups of their own do not hear that a terminal is closed."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        # nohup has the second one ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: sys.exit("error: ended"))


class Process:
    """A child process with a log, in a group of its own, which is ended by its id: a JVM has another one write its AOT cache."""

    def __init__(self, name, command, folder, environment=None):
        self.name = name
        self.log = folder / f"{name}.log"
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **(environment or {})},
                # No session of its own: Linux may give each the same share of the processors, however nice its processes are.
                process_group=0,
            )

    def require_running(self):
        if self.child.poll() is not None:
            raise SystemExit(f"error: {self.name} ended with {self.child.returncode}:\n{self.log.read_text()[-3000:]}")
        return True

    def resident_mib(self):
        for line in Path(f"/proc/{self.child.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        if self.child.poll() is None:
            self._signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(10)
        # Also what one that has ended left behind.
        self._signal(signal.SIGKILL)
        self.child.wait()

    def _signal(self, number):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, number)


class Cluster:
    """A real API server with the CRDs of crds/ and the rights of deploy/."""

    def __init__(self, root, binaries, folder):
        self.root = Path(root)
        self.binaries = Path(binaries)
        self.folder = Path(folder)
        self.processes = []
        self.url = f"https://127.0.0.1:{free_port()}"

    def file(self, name):
        return self.folder / name

    def start(self):
        self._make_keys()
        etcd, peer = free_port(), free_port()
        self._run("etcd", "--data-dir", self.file("etcd"), "--listen-client-urls", f"http://127.0.0.1:{etcd}",
                  "--advertise-client-urls", f"http://127.0.0.1:{etcd}", "--listen-peer-urls", f"http://127.0.0.1:{peer}",
                  "--unsafe-no-fsync", "--log-level", "warn")
        self._run("kube-apiserver", f"--etcd-servers=http://127.0.0.1:{etcd}", "--bind-address=127.0.0.1",
                  f"--secure-port={self.url.rpartition(':')[2]}", "--service-cluster-ip-range=10.96.0.0/16",
                  "--authorization-mode=Node,RBAC", f"--client-ca-file={self.file('ca.crt')}",
                  f"--tls-cert-file={self.file('server.crt')}", f"--tls-private-key-file={self.file('server.key')}",
                  "--service-account-issuer=https://kubernetes.default.svc",
                  f"--service-account-key-file={self.file('accounts.key')}",
                  f"--service-account-signing-key-file={self.file('accounts.key')}",
                  "--disable-admission-plugins=ServiceAccount", "--endpoint-reconciler-type=none", "--allow-privileged",
                  f"--cert-dir={self.folder}")
        wait_for("the API server", 60, lambda: self._running() and self.try_kubectl("get", "--raw", "/readyz"))
        wait_for("namespace default", 30, lambda: self.try_kubectl("get", "namespace", "default"))
        self.kubectl("apply", "--server-side", "-k", self.root / "crds")
        self.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s")
        return self

    def kubectl(self, *arguments, given=None):
        done = subprocess.run(
            [str(part) for part in (self.binaries / "kubectl", *self._access(), *arguments)],
            input=given, capture_output=True, text=True, check=False,
        )
        if done.returncode != 0:
            raise SystemExit(f"error: kubectl {' '.join(map(str, arguments))}:\n{done.stderr[-2000:]}")
        return done.stdout

    def try_kubectl(self, *arguments):
        command = [str(part) for part in (self.binaries / "kubectl", *self._access(), *arguments)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def begin_kubectl(self, *arguments):
        """A kubectl that goes on until it is ended; its output is there to be read."""
        command = [str(part) for part in (self.binaries / "kubectl", *self._access(), *arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def apply(self, *objects):
        everything = {"apiVersion": "v1", "kind": "List", "items": list(objects)}
        self.kubectl("apply", "--server-side", "--force-conflicts", "-f", "-", given=json.dumps(everything))

    def token(self, namespace, account):
        return self.kubectl("-n", namespace, "create", "token", account, "--duration=6h").strip()

    def issue(self, name, subject, algorithm=("EC", "-pkeyopt", "ec_paramgen_curve:P-256")):
        """Writes NAME.crt and NAME.key, for 127.0.0.1."""
        key, request, extension = self.file(f"{name}.key"), self.file(f"{name}.csr"), self.file(f"{name}.ext")
        self._openssl("genpkey", "-algorithm", *algorithm, "-out", key)
        self._openssl("req", "-new", "-key", key, "-subj", subject, "-out", request)
        extension.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
        self._openssl("x509", "-req", "-in", request, "-CA", self.file("ca.crt"), "-CAkey", self.file("ca.key"), "-days", "2",
                      "-CAcreateserial", "-extfile", extension, "-out", self.file(f"{name}.crt"))

    def stop(self):
        for process in reversed(self.processes):
            process.stop()

    def _running(self):
        return all(process.require_running() for process in self.processes)

    def _run(self, name, *arguments):
        self.processes.append(Process(name, [str(part) for part in (self.binaries / name, *arguments)], self.folder))

    def _access(self):
        return ("--server", self.url, "--certificate-authority", self.file("ca.crt"), "--client-certificate", self.file("admin.crt"),
                "--client-key", self.file("admin.key"))

    def _make_keys(self):
        self._openssl("genpkey", "-algorithm", "RSA", "-out", self.file("accounts.key"))
        self._openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", self.file("ca.key"))
        self._openssl("req", "-x509", "-key", self.file("ca.key"), "-subj", "/CN=bench", "-days", "2", "-out", self.file("ca.crt"))
        self.issue("server", "/CN=kube-apiserver")
        # The Kubernetes client of the tests reads every PKCS #8 key as RSA.
        self.issue("admin", "/O=system:masters/CN=admin", ("RSA",))
        self.issue("webhook", "/CN=webhook")

    @staticmethod
    def _openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
