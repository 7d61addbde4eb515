// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.NamespacedAuthority;
import dev.modelsigning.api.v1alpha1.NamespacedKey;
import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.SigningSource;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustedIdentity;
import dev.modelsigning.api.v1alpha1.TrustedKey;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Custom resources as users write them; a test changes the field it is about. */
public final class CustomResources {
  private CustomResources() {}

  /** A ModelSignature with the name of the claim it is about. */
  public static ModelSignature modelSignature(String namespace, String claim) {
    ModelSignature signature = new ModelSignature();
    signature.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(claim).build());
    signature.getSpec().source = claimSource(claim);
    return signature;
  }

  /** The whole of a claim. */
  public static ModelSource claimSource(String claim) {
    ModelSource source = new ModelSource();
    source.persistentVolumeClaim = new ClaimSource();
    source.persistentVolumeClaim.claimName = claim;
    return source;
  }

  /** The whole of an image. */
  public static ModelSource imageSource(String reference) {
    ModelSource source = new ModelSource();
    source.image = new ImageSource();
    source.image.reference = reference;
    return source;
  }

  /** The whole of a claim, for a signing job. */
  public static SigningSource signingSource(String claim) {
    SigningSource source = new SigningSource();
    source.persistentVolumeClaim = new ClaimSource();
    source.persistentVolumeClaim.claimName = claim;
    return source;
  }

  /** A policy of a namespace that trusts these keys. */
  public static ModelTrustPolicy namespacedPolicy(
      String namespace, String name, String... publicKeys) {
    ModelTrustPolicy policy = new ModelTrustPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    policy.getSpec().mode = PolicyMode.Enforce;
    policy.getSpec().authorities =
        authorities(publicKeys).stream()
            .map(
                declared -> {
                  var authority = new NamespacedAuthority();
                  authority.name = declared.name;
                  authority.key = new NamespacedKey();
                  authority.key.publicKey = declared.key.publicKey;
                  return authority;
                })
            .toList();
    return policy;
  }

  /** A policy with the name of the one namespace that it selects, which trusts these keys. */
  public static ClusterModelTrustPolicy policy(String namespace, String... publicKeys) {
    ClusterModelTrustPolicy policy = new ClusterModelTrustPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(namespace).build());
    policy.getSpec().match = new PolicyMatch();
    policy.getSpec().match.namespaceSelector = namespaceNamed(namespace);
    policy.getSpec().authorities = authorities(publicKeys);
    return policy;
  }

  /** Selects one namespace. */
  public static LabelSelector namespaceNamed(String namespace) {
    return new LabelSelectorBuilder()
        .addToMatchLabels("kubernetes.io/metadata.name", namespace)
        .build();
  }

  /** An authority for each key, {@code key-0} and so on. */
  public static List<TrustAuthority> authorities(String... publicKeys) {
    return IntStream.range(0, publicKeys.length)
        .mapToObj(i -> authority("key-" + i, publicKeys[i]))
        .toList();
  }

  /** An authority with a key in PEM. */
  public static TrustAuthority authority(String name, String publicKey) {
    TrustAuthority authority = new TrustAuthority();
    authority.name = name;
    authority.key = new TrustedKey();
    authority.key.publicKey = publicKey;
    return authority;
  }

  /** A keyless authority. */
  public static TrustAuthority authority(String name, TrustedIdentity keyless) {
    TrustAuthority authority = new TrustAuthority();
    authority.name = name;
    authority.keyless = keyless;
    return authority;
  }

  /** One signer of one identity provider. */
  public static TrustedIdentity identity(String issuer, String subject) {
    TrustedIdentity identity = new TrustedIdentity();
    identity.issuer = issuer;
    identity.subject = subject;
    return identity;
  }

  /** A trusted root in a resource; pass null for one that holds nothing. */
  public static ModelTrustRoot trustRoot(String name, @Nullable String trustedRoot) {
    ModelTrustRoot root = new ModelTrustRoot();
    root.setMetadata(new ObjectMetaBuilder().withName(name).build());
    root.getSpec().trustedRoot = trustedRoot;
    return root;
  }
}
