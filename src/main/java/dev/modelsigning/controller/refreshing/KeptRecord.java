// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.refreshing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.trust.tuf.FetchRecord;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was fetched for a ModelTrustRoot, in a ConfigMap of the operator's namespace, so that it
 * outlives the process and a mirror that is away. Whoever reads it has the signatures checked again
 * from the first root on ({@link dev.modelsigning.trust.tuf.TrustedRootMirror#recall}).
 */
public final class KeptRecord {
  private static final String TIME_ANNOTATION = ApiGroup.NAME + "/fetched-at";
  private static final String ROOT_ANNOTATION = ApiGroup.NAME + "/trust-root";
  private static final String PREFIX = "oms-fetched-root-";
  private static final int NAME_DIGITS = 40;

  private KeptRecord() {}

  /**
   * The name of the ConfigMap. It follows from the name of the ModelTrustRoot, which may be long.
   */
  public static String nameFor(ModelTrustRoot root) {
    try {
      byte[] name = root.getMetadata().getName().getBytes(StandardCharsets.UTF_8);
      String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(name));
      return PREFIX + digest.substring(0, NAME_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The files and the time of the fetch; empty when the time is damaged. */
  public static Optional<FetchRecord> read(ConfigMap kept) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(kept.getMetadata().getAnnotations(), Map.<String, String>of());
    Map<String, String> files =
        Objects.requireNonNullElse(kept.getData(), Map.<String, String>of());
    try {
      return Optional.of(
          new FetchRecord(
              files,
              Instant.parse(Objects.requireNonNullElse(annotations.get(TIME_ANNOTATION), ""))));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The ConfigMap; it is removed with the ModelTrustRoot. */
  static ConfigMap write(ModelTrustRoot root, String namespace, FetchRecord fetched) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(nameFor(root))
        .withNamespace(namespace)
        .addToLabels(ApiGroup.TRUST_ROOT_LABEL, "true")
        .addToAnnotations(TIME_ANNOTATION, fetched.at().toString())
        .addToAnnotations(ROOT_ANNOTATION, root.getMetadata().getName())
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(ApiGroup.NAME + "/" + ApiGroup.VERSION)
                .withKind("ModelTrustRoot")
                .withName(root.getMetadata().getName())
                .withUid(root.getMetadata().getUid())
                .build())
        .endMetadata()
        .withData(fetched.files())
        .build();
  }
}
