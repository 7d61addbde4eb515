// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.explanation;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.explanation.Explanation.Kind;
import dev.modelsigning.explanation.Explanation.SignatureState;
import dev.modelsigning.explanation.Explanation.Source;
import dev.modelsigning.gate.AdmissionDecision;
import dev.modelsigning.gate.AdmissionDecision.Allowed;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.gate.PolicyScope;
import dev.modelsigning.volume.ImageReference;
import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Explains the decision about a pod. Like the decision itself it is pure. */
public final class Explainer {
  /** ModelSignatures of one source that are listed at most. */
  private static final int SIGNATURES = 8;

  /** Volumes that are listed at most; a pod with more is refused as a whole. */
  private static final int VOLUMES = 256;

  private final ClusterView cluster;
  private final PodDecision decisions;

  /**
   * Explains by the same knowledge that decides.
   *
   * @param cluster what the decisions know
   * @param decisions made with the same view
   */
  public Explainer(ClusterView cluster, PodDecision decisions) {
    this.cluster = cluster;
    this.decisions = decisions;
  }

  /** Explains the answer to one request about a pod by the policies in scope. */
  public Explanation explain(PodRequest request, PolicyScope scope) {
    List<PolicyAnswer> answers = decisions.answers(request, scope);
    AdmissionDecision decision = decisions.decide(request, scope);
    boolean admitted =
        switch (decision) {
          case Allowed _ -> true;
          case Denied _ -> false;
        };
    String note = decision instanceof Denied denied && answers.isEmpty() ? denied.message() : "";
    return new Explanation(
        request.namespace(),
        admitted,
        note,
        sources(request),
        answers,
        answers.size() == PolicyAnswer.MOST_POLICIES);
  }

  private List<Source> sources(PodRequest request) {
    PodSpec spec = Objects.requireNonNullElseGet(request.pod().getSpec(), PodSpec::new);
    Map<String, Set<String>> mounting = mounting(spec);
    return Objects.requireNonNullElse(spec.getVolumes(), List.<Volume>of()).stream()
        .limit(VOLUMES)
        .map(
            volume ->
                source(
                    request.namespace(),
                    volume,
                    List.copyOf(mounting.getOrDefault(volume.getName(), Set.of()))))
        .toList();
  }

  private static Map<String, Set<String>> mounting(PodSpec spec) {
    Map<String, Set<String>> mounting = new HashMap<>();
    for (Container container : MountedClaim.containers(spec)) {
      Stream.concat(
              Stream.ofNullable(container.getVolumeMounts())
                  .flatMap(List::stream)
                  .map(VolumeMount::getName),
              Stream.ofNullable(container.getVolumeDevices())
                  .flatMap(List::stream)
                  .map(VolumeDevice::getName))
          .forEach(
              volume ->
                  mounting
                      .computeIfAbsent(volume, name -> new LinkedHashSet<>())
                      .add(String.valueOf(container.getName())));
    }
    return mounting;
  }

  private Source source(String namespace, Volume volume, List<String> containers) {
    String name = String.valueOf(volume.getName());
    if (volume.getPersistentVolumeClaim() != null) {
      String claim = String.valueOf(volume.getPersistentVolumeClaim().getClaimName());
      return new Source(
          name, Kind.CLAIM, claim, containers, states(cluster.signatures(namespace, claim)));
    }
    if (volume.getImage() != null) {
      String reference = Objects.requireNonNullElse(volume.getImage().getReference(), "");
      List<ModelSignature> signatures =
          ImageReference.of(reference)
              .digest()
              .map(digest -> cluster.imageSignatures(namespace, digest))
              .orElse(List.of());
      return new Source(name, Kind.IMAGE, reference, containers, states(signatures));
    }
    return new Source(name, kind(volume), typeOfOther(volume), containers, List.of());
  }

  private static String typeOfOther(Volume volume) {
    if (volume.getHostPath() != null) {
      return "hostPath";
    }
    if (volume.getNfs() != null) {
      return "nfs";
    }
    if (volume.getCsi() != null) {
      return "csi";
    }
    return volume.getEphemeral() == null ? "" : "ephemeral";
  }

  private static Kind kind(Volume volume) {
    if (volume.getEmptyDir() != null) {
      return Kind.EMPTY_DIR;
    }
    boolean configuration =
        volume.getConfigMap() != null
            || volume.getSecret() != null
            || volume.getProjected() != null
            || volume.getDownwardAPI() != null;
    return configuration ? Kind.CONFIGURATION : Kind.OTHER;
  }

  private static List<SignatureState> states(List<ModelSignature> signatures) {
    return signatures.stream().limit(SIGNATURES).map(Explainer::state).toList();
  }

  private static SignatureState state(ModelSignature signature) {
    var status = signature.getStatus();
    String name = signature.getMetadata().getName();
    return status == null
        ? new SignatureState(name, null, null, null)
        : new SignatureState(
            name,
            status.verdict,
            status.reason,
            status.progress == null ? null : status.progress.percent);
  }
}
