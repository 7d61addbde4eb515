// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.Reason;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/** Reads inline bundles, which the cache leaves out, a few at a time. */
final class InlineBundles {
  /** Bundles of at most 1 MiB that are read at the same time. */
  private static final Semaphore READERS = new Semaphore(4, true);

  private InlineBundles() {}

  /** The bundle of a resource that was kept without it. */
  static BundleFinding leftOut(ModelSignature resource, KubernetesClient client) {
    return SmallSignatures.bundleDigest(resource)
        .<BundleFinding>map(digest -> new BundleFinding.InApi(digest, () -> read(resource, client)))
        .orElseGet(
            () ->
                new BundleFinding.Missing(
                    Reason.SignatureFileMissing,
                    "spec.signature.inline has no bundle; hint: add it"));
  }

  /** Of the same generation, since another one may have another bundle. */
  private static byte[] read(ModelSignature resource, KubernetesClient client) {
    READERS.acquireUninterruptibly();
    try {
      ModelSignature stored = client.resource(resource).get();
      boolean same =
          stored != null
              && Objects.equals(
                  stored.getMetadata().getGeneration(), resource.getMetadata().getGeneration())
              && stored.getSpec().signature != null
              && stored.getSpec().signature.inline != null
              && stored.getSpec().signature.inline.bundle != null;
      if (!same) {
        throw new UncheckedIOException(
            new IOException("the resource was changed or deleted since it was cached"));
      }
      return stored.getSpec().signature.inline.bundle.getBytes(StandardCharsets.UTF_8);
    } finally {
      READERS.release();
    }
  }
}
