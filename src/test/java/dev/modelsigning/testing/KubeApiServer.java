// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real kube-apiserver with etcd, shared by all test classes of one JVM unless {@link #ofItsOwn},
 * with the CRDs of {@code crds/} installed.
 *
 * <pre>{@code
 * @RegisterExtension static final KubeApiServer API = new KubeApiServer();
 * }</pre>
 *
 * The binaries come from property {@code envtest.assets}, else from variable {@code
 * KUBEBUILDER_ASSETS}, else from the build cache of {@code hack/cluster}. Without them tests are
 * skipped with the reason, or fail when property {@code envtest.required} is {@code true}.
 *
 * <p>There are no controllers and no nodes: namespaces are never cleaned up, so a test makes its
 * own ({@link #newNamespace}); pods stay pending until a test writes their status as a node.
 */
public final class KubeApiServer implements BeforeAllCallback {
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  private final boolean shared;
  private @Nullable Running server;

  /** The server that all test classes of this JVM share. */
  public KubeApiServer() {
    this(true);
  }

  private KubeApiServer(boolean shared) {
    this.shared = shared;
  }

  /**
   * A server for one test class, for tests that install what would affect others: admission
   * policies, webhook configurations.
   */
  public static KubeApiServer ofItsOwn() {
    return new KubeApiServer(false);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Optional<Path> binaries = binaries();
    if (binaries.isEmpty()) {
      String reason =
          "no folder with etcd and kube-apiserver: run hack/cluster/envtest.sh, or set"
              + " KUBEBUILDER_ASSETS";
      assertThat(Boolean.getBoolean("envtest.required")).as(reason).isFalse();
      Assumptions.abort(reason);
    }
    ExtensionContext owner = shared ? context.getRoot() : context;
    // A store answers with what the stores above it hold, so a server of its own needs a key of its
    // own.
    Object key = shared ? Running.class : context.getRequiredTestClass();
    server =
        owner
            .getStore(ExtensionContext.Namespace.create(KubeApiServer.class))
            .computeIfAbsent(key, k -> Running.start(binaries.orElseThrow()), Running.class);
  }

  private Running server() {
    return Objects.requireNonNull(server, "the test API server starts before the first test");
  }

  /** A client of group system:masters. Shared: do not close it. */
  public KubernetesClient admin() {
    return server().admin;
  }

  /**
   * Starts controllers of kube-controller-manager by their names; the test is skipped with the
   * reason where the folder of binaries has no kube-controller-manager.
   */
  public void startControllers(String... names) throws IOException {
    Assumptions.assumeTrue(
        server().plane.startControllers(names),
        "no kube-controller-manager next to kube-apiserver: run hack/cluster/build.sh"
            + " kube-controller-manager");
  }

  /** Base URL, {@code https://127.0.0.1:port}. */
  public String url() {
    return server().plane.url();
  }

  /**
   * A client that acts as another user, by impersonation. The server adds no groups: {@code
   * system:authenticated} has to be named like any other. Closed with the server.
   */
  public KubernetesClient as(String user, String... groups) {
    return server()
        .client(
            new ConfigBuilder(server().adminConfig())
                .withImpersonateUsername(user)
                .withImpersonateGroups(groups)
                .build());
  }

  /** A client that acts as a service account, with the groups it really has. */
  public KubernetesClient asServiceAccount(String namespace, String name) {
    return as(
        "system:serviceaccount:" + namespace + ":" + name,
        "system:serviceaccounts",
        "system:serviceaccounts:" + namespace,
        "system:authenticated");
  }

  /** A client that acts as the kubelet of a node. */
  public KubernetesClient asNode(String node) {
    return as("system:node:" + node, "system:nodes", "system:authenticated");
  }

  /** The kubectl beside kube-apiserver. */
  public Path kubectl() {
    return binaries().orElseThrow().resolve("kubectl");
  }

  /** Configuration of the admin client, for code under test that makes its own client. */
  public Config adminConfig() {
    return server().adminConfig();
  }

  /** Creates a namespace with a unique name that begins with the prefix; returns the name. */
  public String newNamespace(String prefix, Map<String, String> labels) {
    return admin()
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withGenerateName(prefix + "-")
                .withLabels(labels)
                .endMetadata()
                .build())
        .create()
        .getMetadata()
        .getName();
  }

  /** Stops serving while something is done, then serves again, with everything as it was. */
  public void awayDuring(Runnable outage) {
    server().plane.stopApiServer();
    try {
      outage.run();
    } finally {
      server().plane.serveAgain();
      server().awaitReady();
    }
  }

  private static Optional<Path> binaries() {
    return Stream.of(
            Optional.ofNullable(System.getProperty("envtest.assets")),
            Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS")))
        .flatMap(Optional::stream)
        .filter(folder -> !folder.isBlank())
        .map(Path::of)
        .findFirst()
        .or(KubeApiServer::cached)
        .filter(
            folder ->
                Files.isExecutable(folder.resolve("etcd"))
                    && Files.isExecutable(folder.resolve("kube-apiserver")));
  }

  private static Optional<Path> cached() {
    Path bin = BuildCache.folder().resolve("bin");
    if (!Files.isDirectory(bin)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(bin)) {
      return folders.filter(f -> Files.isExecutable(f.resolve("kube-apiserver"))).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The shared server; JUnit closes it after the last test. */
  private static final class Running implements AutoCloseable {
    private final ControlPlane plane;
    private final List<KubernetesClient> clients = new ArrayList<>();
    private final KubernetesClient admin;

    private Running(ControlPlane plane) {
      this.plane = plane;
      this.admin = client(adminConfig());
    }

    static Running start(Path binaries) {
      try {
        ControlPlane plane = ControlPlane.start(binaries);
        Running running = new Running(plane);
        try {
          running.awaitReady();
          running.installCrds(Path.of("crds"));
        } catch (RuntimeException | IOException | Error e) {
          running.close();
          throw e;
        }
        return running;
      } catch (IOException | GeneralSecurityException e) {
        throw new IllegalStateException("the test API server did not start", e);
      }
    }

    Config adminConfig() {
      return new ConfigBuilder(Config.empty())
          .withMasterUrl(plane.url())
          .withCaCertFile(plane.file("ca.crt").toString())
          .withClientCertFile(plane.file("admin.crt").toString())
          .withClientKeyFile(plane.file("admin.key").toString())
          .withNamespace("default")
          .build();
    }

    synchronized KubernetesClient client(Config config) {
      KubernetesClient client = ApiClients.of(config);
      clients.add(client);
      return client;
    }

    private void awaitReady() {
      long deadline = System.nanoTime() + START_PATIENCE.toNanos();
      while (!ready()) {
        if (!plane.running() || System.nanoTime() > deadline) {
          throw new IllegalStateException("the test API server is not ready\n" + plane.logTail());
        }
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }

    private boolean ready() {
      try {
        // The default namespace is made by a hook that runs after /readyz turns green.
        return "ok".equals(admin.raw("/readyz"))
            && admin.namespaces().withName("default").get() != null;
      } catch (KubernetesClientException e) {
        return false;
      }
    }

    private void installCrds(Path folder) throws IOException {
      if (!Files.isDirectory(folder)) {
        return;
      }
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file :
            files.filter(f -> f.toString().endsWith(".modelsigning.dev.yaml")).toList()) {
          try (InputStream yaml = Files.newInputStream(file)) {
            var crds = admin.apiextensions().v1().customResourceDefinitions();
            CustomResourceDefinition crd = crds.load(yaml).create();
            crds.resource(crd).waitUntilCondition(KubeApiServer::established, 30, TimeUnit.SECONDS);
          }
        }
      }
    }

    @Override
    public synchronized void close() {
      clients.forEach(KubernetesClient::close);
      plane.close();
    }
  }

  private static boolean established(CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}
