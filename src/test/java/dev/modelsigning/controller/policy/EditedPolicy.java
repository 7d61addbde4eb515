// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.rejudging.Concerned;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.trust.KeylessAuthority;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.TextRule;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A policy that is edited, and ModelSignatures that it may concern. */
abstract class EditedPolicy {
  static final String KEY = Signer.fresh().publicKey();
  static final KeyAuthority RELEASE = key(KEY);
  static final KeyAuthority OTHER = key(Signer.fresh().publicKey());

  static final Map<String, String> LABELS = Map.of("kubernetes.io/metadata.name", "team-a");

  final ClusterModelTrustPolicy policy = CustomResources.policy("team-a", KEY);
  final PolicyChanges changes = new PolicyChanges();
  final ModelSignature byRelease =
      SignedModels.signedBy("key", RELEASE.fingerprint(), RELEASE.digest());
  final ModelSignature byCertificate = SignedModels.signedBy("certificate", "ff", "sha256:c");
  final ModelSignature byNobody = SignedModels.signedBy(null, null);
  final ModelSignature elsewhere = CustomResources.modelSignature("team-a", "minilm");

  {
    elsewhere.getMetadata().setNamespace("team-b");
  }

  static KeyAuthority key(String pem) {
    try {
      return KeyAuthority.ofPem("release", pem);
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  static Authority authorityForCertificates() {
    try {
      return CertificateAuthority.of("ci", TestPki.root("root").pem(), List.of());
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  static Authority identity() {
    try {
      return new KeylessAuthority(
          "ci",
          TrustedRoot.publicGood(),
          new SignerIdentityRule(
              TextRule.exactly("https://accounts.example.com"),
              TextRule.exactly("release@example.com"),
              Map.of()));
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  List<ModelSignature> concerned(CompiledPolicy compiled) {
    return concerned(Optional.of(compiled));
  }

  List<ModelSignature> concerned(Optional<CompiledPolicy> compiled) {
    return change(compiled).map(concerned -> those(concerned.now())).orElse(List.of());
  }

  Optional<Concerned> change(Optional<CompiledPolicy> compiled) {
    return changes.since(
        "team-a", compiled, namespace -> Map.of("kubernetes.io/metadata.name", namespace));
  }

  List<ModelSignature> those(Predicate<ModelSignature> which) {
    return Stream.of(byRelease, byCertificate, byNobody, elsewhere).filter(which).toList();
  }

  /** Nobody has to be judged again; these read differently. */
  List<ModelSignature> onlyReadDifferently(CompiledPolicy compiled) {
    Concerned concerned = change(Optional.of(compiled)).orElseThrow();
    assertThat(those(concerned.now())).isEmpty();
    return those(concerned.later());
  }

  CompiledPolicy trusting(Authority... authorities) {
    return new CompiledPolicy.Usable(policy, List.of(authorities));
  }
}
