// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import dev.modelsigning.api.v1alpha1.MeasurementPlacement;
import dev.modelsigning.api.v1alpha1.NodeToleration;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a measuring pod may run, and with which Secrets its images are pulled there. */
final class PodPlacement {
  private PodPlacement() {}

  /** What the source needs has precedence over what the options want. */
  static Map<String, String> nodeSelector(MeasurementRequest request) {
    Map<String, String> labels =
        new TreeMap<>(
            placement(request.options())
                .map(wanted -> wanted.nodeSelector)
                .orElse(Map.<String, String>of()));
    labels.putAll(request.source().nodeSelector());
    return labels;
  }

  static List<Toleration> tolerations(VerificationOptions options) {
    return placement(options).map(wanted -> wanted.tolerations).orElse(List.of()).stream()
        .map(PodPlacement::toleration)
        .toList();
  }

  private static Optional<MeasurementPlacement> placement(VerificationOptions options) {
    return Optional.ofNullable(options.placement);
  }

  private static Toleration toleration(NodeToleration wanted) {
    return new TolerationBuilder()
        .withKey(wanted.key)
        .withOperator(wanted.operator == null ? "Equal" : wanted.operator.name())
        .withValue(wanted.value)
        .withEffect(wanted.effect == null ? null : wanted.effect.name())
        .build();
  }

  /** Of the operator's configuration, of the image that is measured, and of the options. */
  static List<LocalObjectReference> pullSecrets(MeasurementRequest request, MeasurerImage image) {
    return Stream.of(
            image.pullSecrets(),
            request.source().pullSecrets(),
            list(request.options().imagePullSecrets))
        .flatMap(List::stream)
        .distinct()
        .map(LocalObjectReference::new)
        .toList();
  }

  private static List<String> list(@Nullable List<String> names) {
    return Objects.requireNonNullElse(names, List.of());
  }

  /** By affinity rather than nodeName, which would bypass the scheduler and its checks. */
  static Affinity onNode(String node) {
    return new AffinityBuilder()
        .withNewNodeAffinity()
        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
        .addNewNodeSelectorTerm()
        .addNewMatchField()
        .withKey("metadata.name")
        .withOperator("In")
        .withValues(node)
        .endMatchField()
        .endNodeSelectorTerm()
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .build();
  }
}
