// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which image measures: the configured one, otherwise the one that the operator's own pod runs, so
 * that both come from the same build.
 */
public final class OwnImage implements Supplier<MeasurerImage> {
  private final KubernetesClient client;
  private final String namespace;
  private final Optional<String> podName;
  private final Optional<String> image;
  private final Optional<String> digest;
  private final List<String> pullSecrets;
  private volatile Optional<MeasurerImage> known = Optional.empty();

  /**
   * Looks its own pod up when first asked.
   *
   * @param podName the operator's own pod, in {@code namespace}
   * @param image configured image, if any
   * @param digest configured digest, if any
   */
  public OwnImage(
      KubernetesClient client,
      String namespace,
      Optional<String> podName,
      Optional<String> image,
      Optional<String> digest) {
    this(client, namespace, podName, image, digest, List.of());
  }

  /**
   * The same, pulled with Secrets.
   *
   * @param pullSecrets their names in the namespaces of the models
   */
  public OwnImage(
      KubernetesClient client,
      String namespace,
      Optional<String> podName,
      Optional<String> image,
      Optional<String> digest,
      List<String> pullSecrets) {
    this.pullSecrets = List.copyOf(pullSecrets);
    this.client = client;
    this.namespace = namespace;
    this.podName = podName;
    this.image = image;
    this.digest = digest;
  }

  @Override
  public MeasurerImage get() {
    if (known.isEmpty()) {
      MeasurerImage found = image.isPresent() ? configured(image.get()) : ofOwnPod();
      known = Optional.of(found.pulledWith(pullSecrets));
    }
    return known.get();
  }

  private MeasurerImage configured(String reference) {
    return new MeasurerImage(
        reference,
        Stream.concat(MeasurerImage.digestIn(reference).stream(), digest.stream())
            .collect(Collectors.toSet()));
  }

  private MeasurerImage ofOwnPod() {
    String name =
        podName.orElseThrow(
            () ->
                new IllegalStateException(
                    "The image of the measuring Jobs is not known; hint: set OMS_POD_NAME to the"
                        + " operator's pod, or oms.measurement.image"));
    Pod pod = client.pods().inNamespace(namespace).withName(name).get();
    if (pod == null) {
      throw new IllegalStateException(
          "Pod " + namespace + "/" + name + " (OMS_POD_NAME, OMS_NAMESPACE) does not exist");
    }
    return of(pod, digest);
  }

  /**
   * The image of a pod with one container: by digest when its specification or a registry names
   * one. An image that was loaded into a node has none and keeps its tag.
   */
  static MeasurerImage of(Pod pod, Optional<String> configuredDigest) {
    String reference = pod.getSpec().getContainers().getFirst().getImage();
    String imageId =
        pod.getStatus().getContainerStatuses().stream()
            .map(ContainerStatus::getImageID)
            .findFirst()
            .orElse("");
    Set<String> digests =
        Stream.of(
                MeasurerImage.digestIn(reference),
                MeasurerImage.digestIn(imageId),
                configuredDigest)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    boolean named = MeasurerImage.digestIn(reference).isPresent() || !imageId.contains("@");
    return new MeasurerImage(named ? reference : imageId, digests);
  }
}
