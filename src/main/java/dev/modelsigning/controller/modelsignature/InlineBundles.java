// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureSpec;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.SmallSignatures;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the inline bundles of a resource, which the cache leaves out: all of them with one request,
 * when the first one is judged, and those of a few resources at a time. For one thread.
 */
final class InlineBundles {
  /** Resources of at most 1.5 MiB that are read at the same time. */
  private static final Semaphore READERS = new Semaphore(4, true);

  private final ModelSignature resource;
  private final KubernetesClient client;
  private @Nullable ModelSignatureSpec stored;

  /** Nothing is read yet. */
  InlineBundles(ModelSignature resource, KubernetesClient client) {
    this.resource = resource;
    this.client = client;
  }

  /**
   * A bundle of the resource, which was kept without it.
   *
   * @param place in {@link SmallSignatures#sources}
   */
  BundleFinding leftOut(int place) {
    return SmallSignatures.bundleDigest(resource, place)
        .<BundleFinding>map(digest -> new BundleFinding.InApi(digest, () -> read(place)))
        .orElseGet(
            () ->
                new BundleFinding.Missing(
                    Reason.SignatureFileMissing,
                    name(place) + ".inline has no bundle; hint: add it"));
  }

  private static String name(int place) {
    return place == 0 ? "spec.signature" : "spec.additionalSignatures[" + (place - 1) + "]";
  }

  private byte[] read(int place) {
    if (stored == null) {
      stored = stored();
    }
    return bundle(stored, place)
        .orElseThrow(InlineBundles::changed)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Of the same generation, since another one may have another bundle. */
  private ModelSignatureSpec stored() {
    READERS.acquireUninterruptibly();
    try {
      return Optional.ofNullable(client.resource(resource).get())
          .filter(
              found ->
                  Objects.equals(
                      found.getMetadata().getGeneration(), resource.getMetadata().getGeneration()))
          .map(ModelSignature::getSpec)
          .orElseThrow(InlineBundles::changed);
    } finally {
      READERS.release();
    }
  }

  private static UncheckedIOException changed() {
    return new UncheckedIOException(
        new IOException("the resource was changed or deleted since it was cached"));
  }

  private static Optional<String> bundle(ModelSignatureSpec spec, int place) {
    return SmallSignatures.sources(spec).stream()
        .skip(place)
        .limit(1)
        .flatMap(Stream::ofNullable)
        .flatMap(source -> Stream.ofNullable(source.inline))
        .flatMap(inline -> Stream.ofNullable(inline.bundle))
        .findFirst();
  }
}
