// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.LegacyBundles;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SecretKeyReference;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustedKey;
import dev.modelsigning.decoding.Unreadable;
import dev.modelsigning.pki.ForeignFormats;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.KeyText;
import dev.modelsigning.pki.MaterialProblem;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.pki.Wanted;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.KeyAuthority;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the authorities of a trust policy. Trust material comes from the policy, a Secret or a
 * ModelTrustRoot.
 */
public final class PolicyCompiler {

  private PolicyCompiler() {}

  /**
   * Reads all authorities.
   *
   * @param material finds what the policy refers to
   */
  public static CompiledPolicy compile(ClusterModelTrustPolicy policy, TrustMaterial material) {
    List<TrustAuthority> declared =
        Objects.requireNonNullElse(policy.getSpec().authorities, List.<TrustAuthority>of());
    List<Authority> read = new ArrayList<>();
    Optional<String> unreadable = Unreadable.fields(policy);
    if (unreadable.isPresent()) {
      return new CompiledPolicy.Broken(
          policy, Reason.Unreadable, "These fields cannot be read: " + unreadable.get());
    }
    try {
      requireSelector(policy);
      for (int i = 0; i < declared.size(); i++) {
        read.add(authority("spec.authorities[" + i + "]", declared.get(i), material));
      }
    } catch (UnusableException e) {
      return new CompiledPolicy.Broken(policy, e.reason(), e.text());
    }
    return new CompiledPolicy.Usable(policy, read);
  }

  private static void requireSelector(ClusterModelTrustPolicy policy) throws UnusableException {
    var match = policy.getSpec().match;
    Optional<String> fault =
        match == null || match.namespaceSelector == null
            ? Optional.empty()
            : LabelSelection.fault(match.namespaceSelector);
    if (fault.isPresent()) {
      throw new UnusableException(
          Reason.SelectorInvalid,
          "spec.match.namespaceSelector cannot be evaluated: "
              + fault.get()
              + "; until it is corrected, the policy covers every namespace that it may select and no"
              + " signature satisfies it");
    }
  }

  /** Names of the Secrets that a policy's authorities refer to. */
  public static Set<String> secretsOf(ClusterModelTrustPolicy policy) {
    return Stream.ofNullable(policy.getSpec().authorities)
        .flatMap(List::stream)
        .flatMap(
            authority ->
                Stream.concat(
                    Stream.ofNullable(authority.key)
                        .flatMap(key -> Stream.ofNullable(key.secretKeyRef)),
                    CertificateEntry.secretsOf(authority)))
        .map(reference -> reference.name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Names of the ModelTrustRoots that a policy's authorities refer to. */
  public static Set<String> trustRootsOf(ClusterModelTrustPolicy policy) {
    return Stream.ofNullable(policy.getSpec().authorities)
        .flatMap(List::stream)
        .flatMap(authority -> Stream.ofNullable(authority.keyless))
        .flatMap(keyless -> Stream.ofNullable(keyless.trustRootRef))
        .map(reference -> reference.name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Authority authority(String field, TrustAuthority declared, TrustMaterial material)
      throws UnusableException {
    Authority read = current(field, declared, material);
    return declared.legacyBundles == LegacyBundles.Allow ? read.withLegacyBundles() : read;
  }

  private static Authority current(String field, TrustAuthority declared, TrustMaterial material)
      throws UnusableException {
    try {
      if (declared.key != null) {
        String pem = pem(field + ".key", declared.key, material);
        return Boolean.TRUE.equals(declared.experimental)
            ? KeyAuthority.ofExperimentalPem(declared.name, pem)
            : KeyAuthority.ofPem(declared.name, pem);
      }
      if (declared.certificate != null) {
        return CertificateEntry.authority(
            field + ".certificate", declared.name, declared.certificate, material);
      }
      if (declared.keyless != null) {
        return KeylessEntry.authority(
            field + ".keyless", declared.name, declared.keyless, material);
      }
    } catch (TrustMaterialException e) {
      String part = declared.key != null ? ".key" : ".certificate.caBundle";
      throw new UnusableException(
          Reason.TrustMaterialInvalid, field + part + ": " + e.getMessage());
    }
    throw new UnusableException(
        Reason.AuthorityIncomplete,
        field + " has neither key nor certificate nor keyless; hint: set exactly one");
  }

  static String pem(String field, TrustedKey key, TrustMaterial material) throws UnusableException {
    if (key.publicKey != null) {
      return key.publicKey;
    }
    SecretKeyReference reference = key.secretKeyRef;
    if (reference == null) {
      throw new UnusableException(
          Reason.AuthorityIncomplete,
          field + " has neither publicKey nor secretKeyRef; hint: set one");
    }
    return pem(field, reference, material, Wanted.PUBLIC_KEY);
  }

  /** The PEM text in a Secret that an entry refers to. */
  static String pem(
      String field, SecretKeyReference reference, TrustMaterial material, Wanted wanted)
      throws UnusableException {
    String where = field + ".secretKeyRef: Secret " + reference.name;
    Optional<Secret> secret = material.secret(reference.name);
    if (secret.isEmpty()) {
      throw new UnusableException(
          Reason.SecretNotFound,
          where + " does not exist in the operator's namespace; hint: create it");
    }
    Map<String, String> data =
        Objects.requireNonNullElse(secret.get().getData(), Map.<String, String>of());
    String value = data.get(reference.key);
    if (value == null) {
      throw new UnusableException(
          Reason.SecretKeyNotFound, where + " has no key " + reference.key + "; hint: add it");
    }
    return decoded(where, reference.key, value, wanted);
  }

  private static String decoded(String where, String key, String base64, Wanted wanted)
      throws UnusableException {
    try {
      String text = KeyText.pem(Base64.getDecoder().decode(base64), wanted);
      Optional<MaterialProblem> secret = ForeignFormats.privateKeyBeside(text, wanted);
      if (secret.isPresent()) {
        throw new KeyMaterialException(secret.get());
      }
      return text;
    } catch (IllegalArgumentException e) {
      throw new UnusableException(
          Reason.SecretInvalid, where + " is not valid base64; hint: write it again");
    } catch (KeyMaterialException e) {
      throw new UnusableException(
          Reason.TrustMaterialInvalid, e.problem().of(where + ": its key " + key));
    }
  }
}
