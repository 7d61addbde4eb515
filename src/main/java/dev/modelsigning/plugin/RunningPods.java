// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.volume.ImageReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The pods that mount claims and images and have not ended, apart from those that measure. kubectl
 * picks the few fields out of them.
 */
final class RunningPods {
  private static final String FIELDS =
      "{range .items[*]}{.metadata.namespace}{'\\t'}{.metadata.name}{'\\t'}"
          + "{.spec.volumes[*].persistentVolumeClaim.claimName}{'\\t'}"
          + "{.spec.volumes[*].image.reference}{'\\n'}{end}";

  private static final String NOT_ENDED =
      "--field-selector=status.phase!=Succeeded,status.phase!=Failed";

  private static final int FIELD_COUNT = 4;
  private static final Pattern TAB = Pattern.compile("\t");
  private static final Pattern BLANK = Pattern.compile(" ");

  private final Map<String, List<String>> byVolume;
  private final boolean readable;

  private RunningPods(Map<String, List<String>> byVolume, boolean readable) {
    this.byVolume = byVolume;
    this.readable = readable;
  }

  /** Reads them, if the user may. */
  static RunningPods read(Kubectl kubectl, List<String> scope)
      throws CommandFailure, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("get", "pods", NOT_ENDED, "-o", "jsonpath=" + FIELDS));
    arguments.addAll(scope);
    Kubectl.Answer answer = kubectl.run("", arguments);
    return answer.succeeded() ? of(answer.out()) : new RunningPods(Map.of(), false);
  }

  /** What kubectl printed, one pod a line. */
  static RunningPods of(String printed) {
    Map<String, List<String>> byVolume = new HashMap<>();
    for (String line : printed.lines().toList()) {
      String[] fields = TAB.split(line, -1);
      if (fields.length == FIELD_COUNT && !measures(fields[1])) {
        BLANK
            .splitAsStream(fields[2])
            .filter(claim -> !claim.isEmpty())
            .forEach(claim -> add(byVolume, claim(fields[0], claim), fields[1]));
        BLANK
            .splitAsStream(fields[3])
            .flatMap(reference -> ImageReference.of(reference).digest().stream())
            .forEach(digest -> add(byVolume, image(fields[0], digest), fields[1]));
      }
    }
    return new RunningPods(byVolume, true);
  }

  /** The guard lets nobody else use these names. */
  private static boolean measures(String pod) {
    return pod.startsWith(ApiGroup.MEASURING_PREFIX) || pod.startsWith(ApiGroup.SIGNING_PREFIX);
  }

  private static void add(Map<String, List<String>> pods, String volume, String pod) {
    List<String> known = pods.computeIfAbsent(volume, key -> new ArrayList<>());
    if (!known.contains(pod)) {
      known.add(pod);
    }
  }

  /** The pods of its namespace that mount the model; empty when they could not be read. */
  Optional<List<String>> of(ModelSignature model) {
    if (!readable) {
      return Optional.empty();
    }
    ModelSource source = model.getSpec() == null ? null : model.getSpec().source;
    String namespace = model.getMetadata().getNamespace();
    if (source != null && source.persistentVolumeClaim != null) {
      return Optional.of(
          byVolume.getOrDefault(
              claim(namespace, String.valueOf(source.persistentVolumeClaim.claimName)), List.of()));
    }
    String reference = source == null || source.image == null ? "" : source.image.reference;
    return Optional.of(
        ImageReference.of(reference)
            .digest()
            .map(digest -> byVolume.getOrDefault(image(namespace, digest), List.of()))
            .orElse(List.of()));
  }

  private static String claim(String namespace, String name) {
    return "claim " + namespace + "/" + name;
  }

  private static String image(String namespace, String digest) {
    return "image " + namespace + "/" + digest;
  }
}
