// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.manifest.Digest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The ModelSignature that is made for a claim. Its name follows from the claim's alone. */
final class DiscoveredSignature {
  private static final String PREFIX = "discovered-";
  private static final String CLAIM = "PersistentVolumeClaim";

  /** Names of objects have at most 253 characters. */
  private static final int LONGEST = 240;

  private static final int CUT = 200;
  private static final int DIGITS = 16;
  private static final Pattern NOT_AT_THE_END = Pattern.compile("[-.]+$");

  private DiscoveredSignature() {}

  static String name(String claim) {
    if (claim.length() <= LONGEST) {
      return PREFIX + claim;
    }
    String digest = Digest.sha256(claim.getBytes(StandardCharsets.UTF_8)).hex();
    return PREFIX
        + NOT_AT_THE_END.matcher(claim.substring(0, CUT)).replaceAll("")
        + "-"
        + digest.substring(0, DIGITS);
  }

  static ModelSignature of(FoundClaim claim) {
    var signature = new ModelSignature();
    signature.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(claim.namespace())
            .withName(name(claim.name()))
            .addToLabels(ApiGroup.DISCOVERED_LABEL, "true")
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind(CLAIM)
                    .withName(claim.name())
                    .withUid(claim.uid())
                    .build())
            .build());
    signature.getSpec().source = new ModelSource();
    signature.getSpec().source.persistentVolumeClaim = new ClaimSource();
    signature.getSpec().source.persistentVolumeClaim.claimName = claim.name();
    signature.getSpec().source.persistentVolumeClaim.subPath = claim.path().orElse(null);
    signature.getSpec().verification = claim.verification();
    return signature;
  }

  /**
   * The claim that a ModelSignature was made for. Anybody may put the label on a ModelSignature of
   * their own: it counts as made by the operator only if its name and its one owner are those that
   * the operator would have given it.
   *
   * @return the owner; empty for a ModelSignature that somebody else made
   */
  static Optional<OwnerReference> claimOf(HasMetadata signature) {
    List<OwnerReference> owners =
        Objects.requireNonNullElse(
            signature.getMetadata().getOwnerReferences(), List.<OwnerReference>of());
    return Stream.of(owners)
        .filter(all -> all.size() == 1)
        .map(List::getFirst)
        .filter(owner -> CLAIM.equals(owner.getKind()))
        .filter(owner -> name(owner.getName()).equals(signature.getMetadata().getName()))
        .findFirst();
  }

  /** The directory on its claim; empty for the whole volume. */
  static Optional<String> pathOf(ModelSignature signature) {
    return Optional.ofNullable(signature.getSpec())
        .map(spec -> spec.source)
        .map(source -> source.persistentVolumeClaim)
        .map(claim -> claim.subPath);
  }
}
