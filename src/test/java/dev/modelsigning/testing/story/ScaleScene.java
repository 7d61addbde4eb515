// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.controller.modelsignature.OperatorUnderTest;
import dev.modelsigning.testing.ApiClients;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.Claims;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * A large cluster for the benchmark: so many ModelSignatures and pods in twenty namespaces, and
 * five policies. A tenth of the models is on claims, was measured by a real operator, and has
 * evidence; half of that is signed by Ben, whom no policy trusts yet. It prints Ben's public key.
 */
public final class ScaleScene {
  /** The namespace of the operator. */
  public static final String SYSTEM = "model-signature-system";

  private static final int NAMESPACES = 20;
  private static final int FURTHER_POLICIES = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private final KubernetesClient admin;
  private final int count;
  private final Signer ada = Signer.fresh();
  private final Signer ben = Signer.fresh();
  private final SignedModel model;
  private final Set<String> done = new HashSet<>();
  private final Map<Boolean, byte[]> bundles = new ConcurrentHashMap<>();

  private ScaleScene(KubernetesClient admin, int count, Path folder) {
    this.admin = admin;
    this.count = count;
    this.model = new SignedModel(folder);
    bundles.put(true, model.signedBy(ben));
    bundles.put(false, model.signedBy(ada));
  }

  /** Arguments: URL of the API server, its authority, certificate and key of a user, count. */
  public static void main(String[] arguments) throws IOException {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(arguments[0])
            .withCaCertFile(arguments[1])
            .withClientCertFile(arguments[2])
            .withClientKeyFile(arguments[3])
            // The machine is busy with the cluster itself.
            .withRequestTimeout(120_000)
            .build();
    Path folder = Files.createTempDirectory("scale");
    try (KubernetesClient admin = ApiClients.of(config)) {
      var scene = new ScaleScene(admin, Integer.parseInt(arguments[4]), folder);
      scene.fill();
      scene.measure(config);
      System.out.println("BEN=" + scene.ben.publicKey().replace("\n", "|"));
    }
    System.exit(0);
  }

  private void fill() {
    create(namespace(SYSTEM, Map.of()));
    for (int i = 0; i < NAMESPACES; i++) {
      create(namespace(name(i), Map.of("models", "production", "share", "s" + i % 4)));
    }
    policy("production", Map.of("models", "production"), PolicyMode.Enforce);
    for (int i = 0; i < FURTHER_POLICIES; i++) {
      policy("share-" + i, Map.of("share", "s" + i), PolicyMode.Audit);
    }
    each(i -> create(signature(i)));
    each(i -> create(pod(i)));
  }

  private void each(IntConsumer what) {
    IntStream.range(0, count).parallel().forEach(what);
  }

  private void create(HasMetadata object) {
    admin.resource(object).serverSideApply();
  }

  private static String name(int number) {
    return "scale-" + number % NAMESPACES;
  }

  private static HasMetadata namespace(String name, Map<String, String> labels) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  private void policy(String name, Map<String, String> labels, PolicyMode mode) {
    var policy = new ClusterModelTrustPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(name).build());
    policy.getSpec().match = new PolicyMatch();
    policy.getSpec().match.namespaceSelector =
        new LabelSelectorBuilder().withMatchLabels(labels).build();
    policy.getSpec().mode = mode;
    policy.getSpec().authorities =
        CustomResources.authorities(ada.publicKey(), Signer.fresh().publicKey());
    create(policy);
  }

  private boolean isMeasured(int number) {
    return number < count / 10;
  }

  private ModelSignature signature(int number) {
    ModelSignature signature = CustomResources.modelSignature(name(number), "model-" + number);
    if (isMeasured(number)) {
      new Claims(admin, name(number)).onNfs("model-" + number, "nfs.example", "/models/" + number);
    }
    return signature;
  }

  private static Pod pod(int number) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(name(number))
        .withName("server-" + number)
        .addToLabels("app", "server")
        .addToAnnotations("team.example/contact", "somebody who answers the telephone")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("server")
        .withImage("registry.example/vllm:v1")
        .withArgs("--port", "8000", "--model", "/mnt/models")
        .addNewEnv()
        .withName("SETTING")
        .withValue("of ordinary length")
        .endEnv()
        .addNewVolumeMount()
        .withName("model")
        .withMountPath("/mnt/models")
        .withReadOnly(true)
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("model")
        .withNewPersistentVolumeClaim("model-" + number, true)
        .endVolume()
        .endSpec()
        .build();
  }

  /** An operator measures, and this process is the node. */
  private void measure(Config config) {
    var logs = new RecordedLogs();
    var node = new NodeInPlay(admin, logs, OperatorUnderTest.IMAGE);
    try (var _ = new OperatorUnderTest(config, SYSTEM, logs, new SwitchedGuard())) {
      Await.until("all models to be judged", PATIENCE, () -> judged(node) >= count);
    }
  }

  private long judged(NodeInPlay node) {
    List<Job> jobs =
        admin.batch().v1().jobs().inAnyNamespace().list().getItems().stream()
            .filter(job -> Boolean.FALSE.equals(job.getSpec().getSuspend()))
            .filter(job -> done.add(job.getMetadata().getUid()))
            .toList();
    jobs.parallelStream().forEach(job -> run(job, node));
    if (!jobs.isEmpty() || done.size() < count / 10) {
      return 0;
    }
    return admin.resources(ModelSignature.class).inAnyNamespace().list().getItems().stream()
        .filter(one -> one.getStatus() != null && one.getStatus().reason != null)
        .filter(one -> !"Measuring".equals(one.getStatus().reason))
        .count();
  }

  private void run(Job job, NodeInPlay node) {
    String owner = job.getMetadata().getAnnotations().get("modelsigning.dev/owner-name");
    int number = Integer.parseInt(Objects.requireNonNull(owner).substring("model-".length()));
    node.podOf(job).measures(model.measured(), Optional.ofNullable(bundles.get(number % 2 == 0)));
  }
}
