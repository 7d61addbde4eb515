// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.rejudging;

import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.binding.DenyList;
import dev.modelsigning.binding.RequiredAnnotations;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.trust.KeylessAuthority;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.volume.NodeVerdicts;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the status of a ModelSignature says of its signatures, on all nodes together.
 *
 * @param signature the resource
 * @param judged its signatures; empty while none was judged, be it on one node alone
 */
public record JudgedBefore(ModelSignature signature, List<JudgedSignature> judged) {
  /** Copies. */
  public JudgedBefore {
    judged = List.copyOf(judged);
  }

  /** Reads the status. */
  public static JudgedBefore of(ModelSignature signature) {
    var status = signature.getStatus();
    List<NodeVerdictStatus> nodes = NodeVerdicts.of(status);
    if (nodes.isEmpty()) {
      return new JudgedBefore(
          signature, status == null || status.signatures == null ? List.of() : status.signatures);
    }
    return new JudgedBefore(
        signature,
        nodes.stream().anyMatch(node -> node.signatures == null)
            ? List.of()
            : nodes.stream().flatMap(node -> node.signatures.stream()).toList());
  }

  /** Whether an authority accepted some signature. */
  public boolean isAcceptedByAny(Set<String> digests) {
    return accepted(judged.stream()).anyMatch(digests::contains);
  }

  /**
   * Whether an authority may accept a signature of which that is not known yet. Whatever has no
   * known signer may be by anybody, and so may what has not been judged.
   */
  public boolean mayBeAcceptedBy(Authority authority) {
    return judged.isEmpty()
        || judged.stream()
            .filter(one -> accepted(Stream.of(one)).noneMatch(authority.digest()::equals))
            .anyMatch(
                one ->
                    one.signer == null || one.signer.method == null || may(authority, one.signer));
  }

  /** What one key signed is not also signed by another, nor is it signed with a certificate. */
  private static boolean may(Authority authority, SignerStatus signer) {
    return switch (authority) {
      case KeyAuthority key ->
          SignerFacts.KEY.equals(signer.method) && key.fingerprint().equals(signer.keyFingerprint);
      case CertificateAuthority _ -> SignerFacts.CERTIFICATE.equals(signer.method);
      case KeylessAuthority _ -> SignerFacts.SIGSTORE.equals(signer.method);
    };
  }

  /** Whether the files are others than those that were signed. */
  public boolean differs() {
    return judged.stream().anyMatch(one -> Boolean.FALSE.equals(one.contentMatches));
  }

  /** Whether a wanted annotation may be among those that had no room in the status. */
  public boolean mayStateUnlisted(RequiredAnnotations wanted) {
    return judged.stream()
        .anyMatch(one -> one.annotationsLeftOut != null && !wanted.areStated(one));
  }

  /** Whether the volume holds, on some node, what no signature covers. */
  public boolean holdsUnsigned() {
    var status = signature.getStatus();
    var nodes = NodeVerdicts.of(status);
    return nodes.isEmpty()
        ? holdsUnsigned(status == null ? null : status.manifest)
        : nodes.stream().anyMatch(node -> holdsUnsigned(node.manifest));
  }

  private static boolean holdsUnsigned(@Nullable ManifestStatus measured) {
    return measured == null || measured.ignored != null || measured.ignoredMore != null;
  }

  /** Whether one of the lists denies it, or some policy has denied it. */
  public boolean isDeniedByAny(List<DenyList> lists) {
    return NodeVerdicts.each(signature.getStatus()).stream()
        .anyMatch(
            status ->
                DenyList.wasDenied(status)
                    || lists.stream().anyMatch(list -> list.match(status).isPresent()));
  }

  /**
   * Whether the verdict over all policies may depend on which of them enforce: this one gave
   * another verdict than some other.
   */
  public boolean dependsOnTheModeOf(String policy) {
    var status = signature.getStatus();
    List<PolicyVerdict> all =
        status == null ? List.of() : Objects.requireNonNullElse(status.policies, List.of());
    return all.stream()
        .filter(verdict -> policy.equals(verdict.name))
        .anyMatch(verdict -> all.stream().anyMatch(other -> other.verdict != verdict.verdict));
  }

  private static Stream<String> accepted(Stream<JudgedSignature> signatures) {
    return signatures
        .flatMap(one -> Stream.ofNullable(one.acceptedBy).flatMap(List::stream))
        .flatMap(accepted -> Stream.ofNullable(accepted.digest));
  }
}
