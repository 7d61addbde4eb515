// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.cache.FullCache;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.gate.AdmissionDecision;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.gate.PolicyScope;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How long the decision alone takes in a large cluster: 10,000 claims with a ModelSignature each in
 * 250 namespaces, 500 policies of which two cover each namespace, and pods of 50 containers with
 * four claims. Prints percentiles in microseconds of CPU time, as JSON. Arguments are another
 * number of containers, and {@code unlike} for containers of which no two load or mount the same.
 */
final class DecisionBench {
  private static final int NAMESPACES = 250;
  private static final int CLAIMS = 40;
  private static final int POLICIES = 500;
  private static final String CONTAINERS = "50";
  private static final int MOUNTED = 4;

  /** The thread's own time, so that other work on the machine counts for little. */
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private static final int MOST = 100_000;
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration MEASURED = Duration.ofSeconds(4);

  private DecisionBench() {}

  /** Every policy judges where the path of the review names none. */
  public static void main(String[] arguments) {
    ClusterView view = cluster();
    int containers = Integer.parseInt(arguments.length > 0 ? arguments[0] : CONTAINERS);
    boolean unlike = arguments.length > 1 && arguments[1].equals("unlike");
    List<PodRequest> requests =
        IntStream.range(0, NAMESPACES).mapToObj(n -> request(n, containers, unlike)).toList();
    measure(view, requests, WARM_UP);
    long[] took = measure(view, requests, MEASURED);
    Arrays.sort(took);
    System.out.printf(
        "{\"p50\": %.1f, \"p99\": %.1f, \"decisions\": %d}%n",
        took[took.length / 2] / 1e3, took[took.length * 99 / 100] / 1e3, took.length);
  }

  private static long[] measure(ClusterView view, List<PodRequest> requests, Duration duration) {
    long end = CPU.getCurrentThreadCpuTime() + duration.toNanos();
    long[] took = new long[MOST];
    int count = 0;
    while (count < MOST && (count == 0 || CPU.getCurrentThreadCpuTime() < end)) {
      long start = CPU.getCurrentThreadCpuTime();
      AdmissionDecision decision =
          new PodDecision(view, Clock.systemUTC(), Set.of("kube-system"))
              .decide(requests.get(count % NAMESPACES), new PolicyScope.Covering());
      took[count++] = CPU.getCurrentThreadCpuTime() - start;
      if (!(decision instanceof AdmissionDecision.Allowed)) {
        throw new IllegalStateException("every claim here is verified: " + decision);
      }
    }
    return Arrays.copyOf(took, count);
  }

  private static ClusterView cluster() {
    List<Namespace> namespaces = new ArrayList<>();
    List<ModelSignature> signatures = new ArrayList<>();
    List<PersistentVolumeClaim> claims = new ArrayList<>();
    List<PersistentVolume> volumes = new ArrayList<>();
    for (int n = 0; n < NAMESPACES; n++) {
      namespaces.add(
          new NamespaceBuilder()
              .withNewMetadata()
              .withName(namespace(n))
              .addToLabels("team", namespace(n))
              .endMetadata()
              .build());
      for (int c = 0; c < CLAIMS; c++) {
        PersistentVolumeClaim claim = claim(namespace(n), "claim-" + c);
        PersistentVolume volume = volume(claim);
        claims.add(claim);
        volumes.add(volume);
        signatures.add(signature(claim, VolumeIdentity.of(claim, volume).orElseThrow()));
      }
    }
    return new CachedView(
        FullCache.of(Map.of(), namespaces),
        FullCache.of(
            Map.of(), IntStream.range(0, POLICIES).mapToObj(DecisionBench::policy).toList()),
        FullCache.of(CachedView.NAMESPACED_INDEXES, List.of()),
        FullCache.of(CachedView.SIGNATURE_INDEXES, signatures),
        FullCache.of(CachedView.SIGNING_JOB_INDEXES, List.of()),
        FullCache.of(Map.of(), claims),
        FullCache.of(Map.of(), volumes));
  }

  private static String namespace(int number) {
    return "team-" + number;
  }

  private static ClusterModelTrustPolicy policy(int number) {
    ClusterModelTrustPolicy policy = FakeCluster.policy("policy-" + number, "uid-" + number);
    policy.getSpec().match.namespaceSelector =
        new LabelSelectorBuilder().addToMatchLabels("team", namespace(number % NAMESPACES)).build();
    return policy;
  }

  private static PersistentVolumeClaim claim(String namespace, String name) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withUid(namespace + name)
        .endMetadata()
        .withNewSpec()
        .withVolumeName(namespace + "-" + name)
        .endSpec()
        .withNewStatus()
        .withPhase("Bound")
        .endStatus()
        .build();
  }

  private static PersistentVolume volume(PersistentVolumeClaim claim) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(claim.getSpec().getVolumeName())
        .withUid(claim.getSpec().getVolumeName())
        .endMetadata()
        .withNewSpec()
        .withNewNfs("/" + claim.getSpec().getVolumeName(), false, "server")
        .withNewClaimRef()
        .withUid(claim.getMetadata().getUid())
        .endClaimRef()
        .endSpec()
        .build();
  }

  private static ModelSignature signature(PersistentVolumeClaim claim, VolumeIdentity identity) {
    ModelSignature signature = FakeCluster.verified();
    signature.getMetadata().setNamespace(claim.getMetadata().getNamespace());
    signature.getMetadata().setName(claim.getMetadata().getName());
    signature.getSpec().source.persistentVolumeClaim.claimName = claim.getMetadata().getName();
    signature.getStatus().volume.identity = identity.value();
    return signature;
  }

  private static PodRequest request(int number, int containers, boolean unlike) {
    var spec = new PodBuilder().withNewMetadata().withName("p").endMetadata().withNewSpec();
    for (int m = 0; m < MOUNTED; m++) {
      spec.addNewVolume()
          .withName("model-" + m)
          .withNewPersistentVolumeClaim("claim-" + (number + m) % CLAIMS, true)
          .endVolume();
    }
    for (int c = 0; c < containers; c++) {
      var container = new ContainerBuilder().withName("server-" + c).withImage("vllm");
      for (int m = 0; m < MOUNTED; m++) {
        container
            .addNewVolumeMount()
            .withName("model-" + m)
            .withMountPath("/mnt/models/" + (unlike ? c + "/" + m : m))
            .withReadOnly(true)
            .endVolumeMount();
      }
      if (unlike) {
        container
            .addNewEnv()
            .withName("SETTING")
            .withValue("value of " + c)
            .endEnv()
            .withArgs("serve", "/mnt/models/" + c + "/0", "--port", String.valueOf(8000 + c));
      }
      spec.addToContainers(container.build());
    }
    Pod pod = spec.endSpec().build();
    return new PodRequest("CREATE", "", namespace(number), "user", pod, Optional.empty());
  }
}
