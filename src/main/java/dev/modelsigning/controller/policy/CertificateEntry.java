// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SecretKeyReference;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustedCertificate;
import dev.modelsigning.api.v1alpha1.TrustedTimestampAuthority;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.pki.Wanted;
import dev.modelsigning.trust.AllowedNames;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.sigstore.TimestampAuthorities;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads a certificate authority. The core's own rules decide what may be trusted, whatever the
 * definition of the resource lets through.
 */
final class CertificateEntry {
  /** The longest PEM text of a timestamp authority, in characters, also in a Secret. */
  private static final int MAX_CHAIN = 32_768;

  private CertificateEntry() {}

  static CertificateAuthority authority(
      String field, String name, TrustedCertificate declared, TrustMaterial material)
      throws UnusableException, TrustMaterialException {
    return CertificateAuthority.of(
        name, declared.caBundle, names(field, declared), timestamps(field, declared, material));
  }

  /** The Secrets that it refers to. */
  static Stream<SecretKeyReference> secretsOf(TrustAuthority authority) {
    return Stream.ofNullable(authority.certificate)
        .flatMap(certificate -> Stream.ofNullable(certificate.timestampAuthorities))
        .flatMap(List::stream)
        .flatMap(timestamps -> Stream.ofNullable(timestamps.secretKeyRef));
  }

  private static AllowedNames names(String field, TrustedCertificate declared)
      throws UnusableException {
    try {
      return AllowedNames.of(
          Objects.requireNonNullElse(declared.subjectAltNames, List.<String>of()),
          Objects.requireNonNullElse(declared.subjectAltNameRegExps, List.<String>of()));
    } catch (TrustMaterialException e) {
      throw new UnusableException(
          Reason.IdentityInvalid,
          field + ".subjectAltNames, subjectAltNameRegExps: " + e.getMessage());
    }
  }

  /**
   * The chains of its timestamp authorities, each checked on its own, so that a refusal names it.
   * They are published, so nothing of the text is kept but its certificates.
   */
  static List<String> timestamps(String field, TrustedCertificate declared, TrustMaterial material)
      throws UnusableException {
    List<TrustedTimestampAuthority> entries =
        Objects.requireNonNullElse(
            declared.timestampAuthorities, List.<TrustedTimestampAuthority>of());
    List<String> chains = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String where = field + ".timestampAuthorities[" + i + "]";
      String chain = chain(where, entries.get(i), material);
      if (chain.length() > MAX_CHAIN) {
        throw new UnusableException(
            Reason.TrustMaterialInvalid,
            "%s has %d characters, more than %d; hint: give only the chain of the authority"
                .formatted(where, chain.length(), MAX_CHAIN));
      }
      try {
        TimestampAuthorities.ofPem(List.of(chain));
        chains.add(Certificates.normal(chain));
      } catch (TrustMaterialException e) {
        throw new UnusableException(Reason.TrustMaterialInvalid, where + ": " + e.getMessage());
      } catch (KeyMaterialException e) {
        throw new UnusableException(
            Reason.TrustMaterialInvalid, e.problem().of(where + ": the chain"));
      }
    }
    return chains;
  }

  private static String chain(
      String where, TrustedTimestampAuthority declared, TrustMaterial material)
      throws UnusableException {
    if ((declared.chain == null) == (declared.secretKeyRef == null)) {
      throw new UnusableException(
          Reason.AuthorityIncomplete,
          where + " must have exactly one of chain and secretKeyRef; hint: set one");
    }
    return declared.chain != null
        ? declared.chain
        : PolicyCompiler.pem(
            where, Objects.requireNonNull(declared.secretKeyRef), material, Wanted.CERTIFICATE);
  }
}
