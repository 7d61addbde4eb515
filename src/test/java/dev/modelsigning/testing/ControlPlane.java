// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * etcd and kube-apiserver as child processes in a temporary directory, without controllers and
 * nodes: nothing binds, schedules, deletes namespaces or runs pods. Ended by process handle, last
 * started first.
 */
final class ControlPlane implements AutoCloseable {
  /** Started second, unless it was started again. */
  private static final int API_SERVER = 1;

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final Path binaries;
  private final Path directory;
  private final ApiServerPki pki;
  private final List<Process> processes = new ArrayList<>();
  private final int etcdPort;
  private final int apiPort;

  private ControlPlane(Path binaries, Path directory, ApiServerPki pki, int etcdPort, int apiPort) {
    this.binaries = binaries;
    this.directory = directory;
    this.pki = pki;
    this.etcdPort = etcdPort;
    this.apiPort = apiPort;
  }

  /** Starts both; the caller waits until the API server answers. */
  static ControlPlane start(Path binaries) throws IOException, GeneralSecurityException {
    Path directory = Files.createTempDirectory("kube-apiserver-test");
    ApiServerPki pki = new ApiServerPki(directory, Clock.systemUTC());
    pki.issue("server", "CN=kube-apiserver");
    pki.issueToClient("admin", "O=system:masters,CN=admin");
    ControlPlane plane =
        new ControlPlane(binaries, directory, pki, FreePorts.next(), FreePorts.next());
    // A test JVM that ends without closing its extensions must not leave servers behind.
    Runtime.getRuntime().addShutdownHook(new Thread(plane::close));
    try {
      plane.startEtcd(FreePorts.next());
      plane.startApiServer();
    } catch (IOException e) {
      plane.close();
      throw e;
    }
    return plane;
  }

  String url() {
    return "https://127.0.0.1:" + apiPort;
  }

  Path file(String name) {
    return pki.file(name);
  }

  /** True while every process runs. */
  boolean running() {
    return processes.stream().allMatch(Process::isAlive);
  }

  /**
   * Starts the named controllers of kube-controller-manager.
   *
   * @return false when there is no such binary: envtest folders hold none
   */
  boolean startControllers(String... names) throws IOException {
    if (!Files.isExecutable(binaries.resolve("kube-controller-manager"))) {
      return false;
    }
    Files.writeString(
        file("controllers.kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "%s", certificate-authority: "%s"}}]
        users: [{name: u, user: {client-certificate: "%s", client-key: "%s"}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(url(), file("ca.crt"), file("admin.crt"), file("admin.key")));
    run(
        "kube-controller-manager",
        "--kubeconfig=" + file("controllers.kubeconfig"),
        "--controllers=" + String.join(",", names),
        "--leader-elect=false",
        "--secure-port=0");
    return true;
  }

  /** The last lines of both logs, for the message of a failed start. */
  String logTail() {
    return Stream.of("etcd.log", "kube-apiserver.log").map(this::tail).reduce("", String::concat);
  }

  @Override
  public synchronized void close() {
    // Nothing is kept, so nothing has to end in order: the API server alone would take a second.
    for (Process process : processes.reversed()) {
      kill(process);
    }
    processes.clear();
    deleteDirectory();
  }

  private void startEtcd(int peer) throws IOException {
    String clientUrl = "http://127.0.0.1:" + etcdPort;
    run(
        "etcd",
        "--data-dir",
        directory.resolve("etcd").toString(),
        "--listen-client-urls",
        clientUrl,
        "--advertise-client-urls",
        clientUrl,
        "--listen-peer-urls",
        "http://127.0.0.1:" + peer,
        "--unsafe-no-fsync",
        "--log-level",
        "warn");
  }

  /** Stops the API server; what it has stored stays in etcd. */
  synchronized void stopApiServer() {
    Process server = processes.get(API_SERVER);
    processes.remove(server);
    stop(server);
  }

  /** Starts the API server again, on the same port. */
  synchronized void serveAgain() {
    try {
      startApiServer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With what becomes of pods in {@code audit.log}, beside the certificates. */
  private void startApiServer() throws IOException {
    Files.writeString(
        file("audit-policy.yaml"),
        """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - {level: Metadata, verbs: [create], resources: [{group: "", resources: [pods]}]}
        - {level: None}
        """);
    run(
        "kube-apiserver",
        "--etcd-servers=http://127.0.0.1:" + etcdPort,
        "--bind-address=127.0.0.1",
        "--secure-port=" + apiPort,
        "--service-cluster-ip-range=10.96.0.0/16",
        "--authorization-mode=Node,RBAC",
        "--client-ca-file=" + file("ca.crt"),
        "--tls-cert-file=" + file("server.crt"),
        "--tls-private-key-file=" + file("server.key"),
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + file("service-accounts.pub"),
        "--service-account-signing-key-file=" + file("service-accounts.key"),
        "--disable-admission-plugins=ServiceAccount",
        "--endpoint-reconciler-type=none",
        "--allow-privileged",
        "--audit-policy-file=" + file("audit-policy.yaml"),
        "--audit-log-path=" + file("audit.log"),
        "--cert-dir=" + directory);
  }

  private void run(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(binaries.resolve(name).toString());
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    // Go collects garbage less often: a tenth of the CPU time of a start, for a hundred megabytes.
    builder.environment().put("GOGC", "400");
    processes.add(builder.start());
  }

  private static void kill(Process process) {
    process.destroyForcibly();
    awaitEnd(process);
  }

  private static void stop(Process process) {
    process.destroy();
    awaitEnd(process);
  }

  private static void awaitEnd(Process process) {
    try {
      process.onExit().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private String tail(String name) {
    try {
      List<String> lines = Files.readAllLines(directory.resolve(name));
      int from = Math.max(0, lines.size() - 15);
      return name + ":\n" + String.join("\n", lines.subList(from, lines.size())) + "\n";
    } catch (IOException e) {
      return name + ": " + e.getMessage() + "\n";
    }
  }

  private void deleteDirectory() {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
