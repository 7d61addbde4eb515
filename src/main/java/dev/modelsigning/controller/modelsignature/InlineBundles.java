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

/** Reads inline bundles, which the cache leaves out, a few at a time. */
final class InlineBundles {
  /** Bundles of at most 1 MiB that are read at the same time. */
  private static final Semaphore READERS = new Semaphore(4, true);

  private InlineBundles() {}

  /**
   * A bundle of a resource that was kept without it.
   *
   * @param place in {@link SmallSignatures#sources}
   */
  static BundleFinding leftOut(ModelSignature resource, int place, KubernetesClient client) {
    return SmallSignatures.bundleDigest(resource, place)
        .<BundleFinding>map(
            digest -> new BundleFinding.InApi(digest, () -> read(resource, place, client)))
        .orElseGet(
            () ->
                new BundleFinding.Missing(
                    Reason.SignatureFileMissing,
                    "an inline signature has no bundle; hint: add it"));
  }

  /** Of the same generation, since another one may have another bundle. */
  private static byte[] read(ModelSignature resource, int place, KubernetesClient client) {
    READERS.acquireUninterruptibly();
    try {
      ModelSignature stored = client.resource(resource).get();
      boolean same =
          stored != null
              && Objects.equals(
                  stored.getMetadata().getGeneration(), resource.getMetadata().getGeneration());
      return (same ? bundle(stored.getSpec(), place) : Optional.<String>empty())
          .map(bundle -> bundle.getBytes(StandardCharsets.UTF_8))
          .orElseThrow(
              () ->
                  new UncheckedIOException(
                      new IOException("the resource was changed or deleted since it was cached")));
    } finally {
      READERS.release();
    }
  }

  private static Optional<String> bundle(@Nullable ModelSignatureSpec spec, int place) {
    return SmallSignatures.sources(spec).stream()
        .skip(place)
        .limit(1)
        .flatMap(Stream::ofNullable)
        .flatMap(source -> Stream.ofNullable(source.inline))
        .flatMap(inline -> Stream.ofNullable(inline.bundle))
        .findFirst();
  }
}
