// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import dev.modelsigning.api.v1alpha1.SignedAnnotation;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.binding.EntryFingerprint;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A policy that wants two signers counts them by itself, from what the status says of each. */
class SeveralSignersTest {
  private static final String SECOND = "sha256:" + "d2".repeat(32);

  private final FakeCluster cluster = new FakeCluster();

  @BeforeEach
  void twoAuthorities() {
    var authority = new TrustAuthority();
    authority.name = "second-key";
    var spec = cluster.policy().getSpec();
    spec.authorities = List.of(spec.authorities.getFirst(), authority);
    spec.requirements = new PolicyRequirements();
    spec.requirements.minimumMatches = 2;
    var published = new AuthorityStatus();
    published.name = authority.name;
    published.digest = SECOND;
    published.fingerprint = EntryFingerprint.of(authority);
    cluster.policy().getStatus().authorities.add(published);
    signatures().getFirst().signer.keyFingerprint = "aa";
  }

  private List<JudgedSignature> signatures() {
    return cluster.signature().getStatus().signatures;
  }

  private JudgedSignature signedToo(String key) {
    var accepted = new AcceptedBy();
    accepted.digest = SECOND;
    var judged = new JudgedSignature();
    judged.signer = new SignerStatus();
    judged.signer.keyFingerprint = key;
    judged.signer.subject = "key " + key;
    judged.acceptedBy = new ArrayList<>(List.of(accepted));
    judged.contentMatches = true;
    signatures().add(judged);
    return judged;
  }

  private AdmissionDecision decide() {
    Clock clock = Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC);
    return new PodDecision(cluster, clock, Set.of()).decide(Pods.create(Pods.server()));
  }

  @Test
  void refusesOneSignerThoughItsVerdictWasVerifiedForOne() {
    assertThat(decide())
        .isDenied(
            "is signed by 1 of the 2 different signers",
            "requires signatures by 2 different ones of release-key, second-key");
  }

  @Test
  void admitsTwoSigners() {
    signedToo("bb");

    assertThat(decide()).isAllowed();
  }

  @Test
  void refusesOneSignerWithTwoSignatures() {
    signedToo("aa");

    assertThat(decide()).isDenied("1 of the 2");
  }

  @Test
  void refusesASecondSignatureOfOtherContent() {
    signedToo("bb").contentMatches = false;

    assertThat(decide()).isDenied("1 of the 2");
  }

  @Test
  void refusesASecondSignatureWhoseCertificateHasExpired() {
    signedToo("bb").acceptedBy.getFirst().validUntil = FakeCluster.NOW.toString();

    assertThat(decide()).isDenied("1 of the 2");
  }

  @Test
  void refusesTheSecondSignerOnceItsAuthorityIsGone() {
    signedToo("bb");
    var spec = cluster.policy().getSpec();
    spec.authorities = List.of(spec.authorities.getFirst());
    cluster.policy().getMetadata().setGeneration(99L);

    assertThat(decide()).isDenied("1 of the 2");
  }

  @Test
  void refusesSignaturesThatDoNotStateWhatThePolicyWants() {
    signedToo("bb");
    var wanted = new RequiredAnnotation();
    wanted.name = "dev.modelsigning/license";
    wanted.present = true;
    cluster.policy().getSpec().requirements.annotations = List.of(wanted);
    assertThat(decide()).isDenied("does not state the annotation dev.modelsigning/license");

    var stated = new SignedAnnotation();
    stated.name = wanted.name;
    stated.value = "mit";
    signatures().getFirst().annotations = List.of(stated);
    assertThat(decide()).isDenied("1 of the 2");

    signatures().getLast().annotations = List.of(stated);
    assertThat(decide()).isAllowed();
  }
}
