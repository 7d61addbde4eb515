// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.text.Printable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a policy refuses whoever signed it ({@code spec.deny}). Operator and webhook ask the list of
 * the policy as it is now, so that a new entry needs no new verdict to hold.
 *
 * @param entries in the order of the policy
 */
public record DenyList(List<DeniedEntry> entries) {
  /** Copies. */
  public DenyList {
    entries = List.copyOf(entries);
  }

  /** The list of a policy. */
  public static DenyList of(ClusterModelTrustPolicy policy) {
    List<DeniedEntry> deny = policy.getSpec() == null ? null : policy.getSpec().deny;
    return new DenyList(deny == null ? List.of() : deny);
  }

  /** Whether both lists deny the same for the same reasons. */
  public boolean saysAs(DenyList other) {
    return said().equals(other.said());
  }

  private List<Said> said() {
    return entries.stream().map(e -> new Said(e.digest, e.key, e.reason)).toList();
  }

  /** An entry as a value. */
  private record Said(@Nullable String digest, @Nullable String key, @Nullable String why) {}

  /**
   * Whether some policy denied the model when it was judged last, as a whole or on some node: the
   * verdict over several nodes names the reason of one of them.
   */
  public static boolean wasDenied(@Nullable ModelSignatureStatus status) {
    return status != null
        && Stream.concat(
                Stream.ofNullable(status.policies),
                Stream.ofNullable(status.nodes)
                    .flatMap(List::stream)
                    .flatMap(node -> Stream.ofNullable(node.policies)))
            .flatMap(List::stream)
            .anyMatch(DenyList::isDenial);
  }

  /** Whether a policy's verdict is a denial. */
  public static boolean isDenial(PolicyVerdict verdict) {
    return Reason.of(verdict.reason).filter(reason -> reason == Reason.Denied).isPresent();
  }

  /** An entry in one line, for people. */
  public static String text(DeniedEntry entry) {
    return Printable.of(
        (entry.digest != null ? "content " + entry.digest : "key " + entry.key)
            + ": "
            + entry.reason);
  }

  /** Whether an entry names this digest. */
  public boolean denies(String digest) {
    return entries.stream().anyMatch(entry -> digest.equals(entry.digest));
  }

  /** The first entry that denies what a status says of the model. */
  public Optional<DeniedEntry> match(@Nullable ModelSignatureStatus status) {
    if (status == null || entries.isEmpty()) {
      return Optional.empty();
    }
    return match(
        Stream.concat(
                Stream.ofNullable(status.manifest)
                    .flatMap(manifest -> Stream.ofNullable(manifest.digest)),
                Stream.ofNullable(status.image).flatMap(image -> Stream.ofNullable(image.digest)))
            .collect(Collectors.toSet()),
        status.signatures == null ? List.of() : status.signatures);
  }

  /**
   * The first entry that denies a model.
   *
   * @param contents digests of what was measured or signed
   * @param signatures of which the authenticated ones name their signers
   */
  public Optional<DeniedEntry> match(Set<String> contents, List<JudgedSignature> signatures) {
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    Set<String> keys =
        signatures.stream()
            .flatMap(signature -> Stream.ofNullable(signature.signer))
            .flatMap(signer -> Stream.ofNullable(signer.keyFingerprint))
            .collect(Collectors.toSet());
    return entries.stream()
        .filter(
            entry ->
                (entry.digest != null && contents.contains(entry.digest))
                    || (entry.key != null && keys.contains(entry.key)))
        .findFirst();
  }
}
