// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.LegacyBundles;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustedIdentity;
import dev.modelsigning.binding.DenyList;
import dev.modelsigning.binding.RequiredAnnotations;
import dev.modelsigning.binding.Signers;
import dev.modelsigning.controller.publishing.TrustDocument;
import dev.modelsigning.controller.publishing.TrustPublisher;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.PublicKeys;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.published.PublishedAuthority;
import dev.modelsigning.trust.published.PublishedAuthority.Rule;
import dev.modelsigning.trust.published.PublishedTrust;
import dev.modelsigning.trust.published.PublishedTrust.Denial;
import dev.modelsigning.trust.published.PublishedTrust.WantedAnnotation;
import dev.modelsigning.trust.published.PublishedTrustException;
import dev.modelsigning.trust.published.PublishedTrustJson;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes out what a policy says about content, with everything that it refers to. What was written
 * is read again and has to make the same authorities, so that a gate can never decide by less than
 * the policy says: a field that is not written out publishes nothing.
 *
 * <p>Keys and certificates are written as they were read, never as the text that they were found
 * in, which may hold more than anybody who reads the publication should see.
 */
final class PublishedPolicy {
  private PublishedPolicy() {}

  /** What is to be published of a policy. */
  static TrustDocument of(CompiledPolicy compiled, TrustMaterial material) {
    if (!TrustPublisher.isWantedBy(compiled.policy())) {
      return new TrustDocument.NotWanted();
    }
    return switch (compiled) {
      case CompiledPolicy.Broken(var _, var _, var message) ->
          new TrustDocument.Unusable("The policy cannot be used: " + message);
      case CompiledPolicy.Usable(var policy, var authorities) ->
          authorities.isEmpty()
              ? new TrustDocument.Unusable("The policy has no authority; hint: add one")
              : written(policy, authorities, material);
    };
  }

  private static TrustDocument written(
      ClusterModelTrustPolicy policy, List<Authority> authorities, TrustMaterial material) {
    try {
      String json = PublishedTrustJson.write(trust(policy, material));
      List<String> read =
          PublishedTrustJson.read(json.getBytes(StandardCharsets.UTF_8)).compiled().stream()
              .map(Authority::digest)
              .toList();
      return read.equals(authorities.stream().map(Authority::digest).toList())
          ? new TrustDocument.Ready(json)
          : new TrustDocument.Unusable(
              "An authority has an option that gates do not know; hint: use a policy without it"
                  + " where gates are wanted");
    } catch (UnusableException e) {
      return new TrustDocument.Unusable(e.text());
    } catch (KeyMaterialException e) {
      return new TrustDocument.Unusable(
          e.problem().of("The trust cannot be written out: a key or certificate"));
    } catch (PublishedTrustException | TrustMaterialException | IllegalArgumentException e) {
      return new TrustDocument.Unusable("The trust cannot be written out: " + e.getMessage());
    }
  }

  private static PublishedTrust trust(ClusterModelTrustPolicy policy, TrustMaterial material)
      throws UnusableException, KeyMaterialException {
    Map<String, String> roots = new TreeMap<>();
    List<PublishedAuthority> authorities = new ArrayList<>();
    List<TrustAuthority> declared = listed(policy.getSpec().authorities);
    for (int i = 0; i < declared.size(); i++) {
      authorities.add(authority("spec.authorities[" + i + "]", declared.get(i), material, roots));
    }
    var models = policy.getSpec().models;
    return new PublishedTrust(
        policy.getMetadata().getName(),
        authorities,
        roots,
        Signers.wanted(policy),
        RequiredAnnotations.of(policy).wanted().stream().map(PublishedPolicy::annotation).toList(),
        DenyList.of(policy).entries().stream().map(PublishedPolicy::denial).toList(),
        models == null ? List.of() : listed(models.ignoredPaths));
  }

  private static PublishedAuthority authority(
      String field, TrustAuthority declared, TrustMaterial material, Map<String, String> roots)
      throws UnusableException, KeyMaterialException {
    boolean legacy = declared.legacyBundles == LegacyBundles.Allow;
    if (declared.key != null) {
      return new PublishedAuthority.Key(
          declared.name,
          PublicKeys.normal(PolicyCompiler.pem(field + ".key", declared.key, material)),
          Boolean.TRUE.equals(declared.experimental),
          legacy);
    }
    if (declared.certificate != null) {
      return new PublishedAuthority.Certificate(
          declared.name,
          Certificates.normal(declared.certificate.caBundle),
          listed(declared.certificate.subjectAltNames),
          listed(declared.certificate.subjectAltNameRegExps),
          CertificateEntry.timestamps(field + ".certificate", declared.certificate, material),
          legacy);
    }
    TrustedIdentity keyless = declared.keyless;
    if (keyless == null) {
      throw new UnusableException(
          Reason.AuthorityIncomplete, field + " is of a kind that gates do not know");
    }
    TrustedRoot root = KeylessEntry.root(field + ".keyless", keyless, material);
    roots.put(root.digest(), new String(root.json(), StandardCharsets.UTF_8));
    return new PublishedAuthority.Keyless(
        declared.name,
        rule(keyless.issuer, keyless.issuerRegExp),
        rule(keyless.subject, keyless.subjectRegExp),
        keyless.claims == null ? Map.of() : keyless.claims,
        root.digest(),
        legacy);
  }

  private static Rule rule(@Nullable String exact, @Nullable String expression) {
    return exact != null
        ? new Rule(exact, false)
        : new Rule(Objects.requireNonNullElse(expression, ""), true);
  }

  /** An entry that wants neither a value nor presence is never fulfilled; the API refuses it. */
  private static WantedAnnotation annotation(RequiredAnnotation wanted) {
    boolean any = wanted.oneOf == null && Boolean.TRUE.equals(wanted.present);
    return new WantedAnnotation(
        wanted.name, any ? Optional.empty() : Optional.of(listed(wanted.oneOf)));
  }

  private static Denial denial(DeniedEntry entry) {
    return new Denial(
        Optional.ofNullable(entry.digest),
        Optional.ofNullable(entry.key),
        Objects.requireNonNullElse(entry.reason, ""));
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
