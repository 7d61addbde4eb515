// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** n of m: each counted authority has a signature of its own, by a signer of its own. */
class SignersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  /** Signed with a bare key. */
  private static JudgedSignature byKey(String key, String... digests) {
    return signature(key, "key " + key, null, digests);
  }

  private static JudgedSignature byIdentity(
      String key, String issuer, String subject, String... digests) {
    return signature(key, subject, issuer, digests);
  }

  private static JudgedSignature signature(
      String key, String subject, @Nullable String issuer, String... digests) {
    var judged = new JudgedSignature();
    judged.signer = new SignerStatus();
    judged.signer.keyFingerprint = key;
    judged.signer.subject = subject;
    judged.signer.issuer = issuer;
    judged.acceptedBy = new ArrayList<>();
    for (String digest : digests) {
      var accepted = new AcceptedBy();
      accepted.digest = digest;
      judged.acceptedBy.add(accepted);
    }
    return judged;
  }

  private static List<Set<String>> authorities(String... digests) {
    return Stream.of(digests).map(Set::of).toList();
  }

  private static int count(List<Set<String>> authorities, JudgedSignature... signatures) {
    return Signers.matched(authorities, Arrays.asList(signatures), NOW).size();
  }

  @Test
  void countsTwoKeysForTwoAuthorities() {
    assertThat(count(authorities("a", "b", "c"), byKey("1", "a"), byKey("2", "b"))).isEqualTo(2);
  }

  @Test
  void countsOneSignatureOnceThoughTwoAuthoritiesAcceptIt() {
    assertThat(count(authorities("a", "b"), byKey("1", "a", "b"))).isEqualTo(1);
  }

  @Test
  void countsOneAuthorityOnceThoughItAcceptsTwoSigners() {
    assertThat(count(authorities("a", "b"), byKey("1", "a"), byKey("2", "a"))).isEqualTo(1);
  }

  @Test
  void countsWhoSignedTwiceOnce() {
    assertThat(count(authorities("a", "b"), byKey("1", "a"), byKey("1", "b"))).isEqualTo(1);
  }

  @Test
  void countsOneKeyUnderTwoNamesOnce() {
    assertThat(count(authorities("a", "a"), byKey("1", "a"), byKey("2", "a"))).isEqualTo(1);
  }

  @Test
  void countsAKeyAndItsCertificateOnce() {
    var certified = signature("1", "release@example.com", null, "b");

    assertThat(count(authorities("a", "b"), byKey("1", "a"), certified)).isEqualTo(1);
  }

  @Test
  void countsTwoCertificatesOfOneHolderOnce() {
    var first = signature("1", "release@example.com", null, "a");
    var second = signature("2", "another name", null, "b");
    second.signer.subjectAltNames = List.of("release@example.com");

    assertThat(count(authorities("a", "b"), first, second)).isEqualTo(1);
  }

  @Test
  void countsOneIdentityWithTwoKeysOnce() {
    assertThat(
            count(
                authorities("a", "b"),
                byIdentity("1", "https://idp.example.com", "me@example.com", "a"),
                byIdentity("2", "https://idp.example.com", "me@example.com", "b")))
        .isEqualTo(1);
  }

  @Test
  void countsIdentitiesOfTwoProvidersAsTwo() {
    assertThat(
            count(
                authorities("a", "b"),
                byIdentity("1", "https://idp.example.com", "me@example.com", "a"),
                byIdentity("2", "https://other.example.com", "me@example.com", "b")))
        .isEqualTo(2);
  }

  @Test
  void findsTheAssignmentThatCountsMost() {
    // The first signer has to leave the authority that is the only one for the second.
    assertThat(count(authorities("a", "b"), byKey("1", "a", "b"), byKey("2", "a"))).isEqualTo(2);
    assertThat(
            count(
                authorities("a", "b", "c"),
                byKey("1", "a", "b"),
                byKey("2", "a", "c"),
                byKey("3", "a")))
        .isEqualTo(3);
  }

  @Test
  void countsNobodyForAnAuthorityThatThePolicyDoesNotHave() {
    assertThat(count(authorities("a"), byKey("1", "x"))).isZero();
    assertThat(count(List.of(), byKey("1", "a"))).isZero();
  }

  @Test
  void earlierRootOfAnAuthorityIsTheSameAuthority() {
    List<Set<String>> grown = List.of(Set.of("now", "before"));

    assertThat(
            count(
                grown,
                byIdentity("1", "idp", "one", "now"),
                byIdentity("2", "idp", "two", "before")))
        .isEqualTo(1);
  }

  @Test
  void signersWithoutANameCountAsOne() {
    var first = byKey("1", "a");
    var second = byKey("2", "b");
    first.signer = null;
    second.signer = new SignerStatus();

    assertThat(count(authorities("a", "b"), first, second)).isEqualTo(1);
  }

  @Test
  void certificateThatHasExpiredCountsNoMore() {
    var signature = byKey("1", "a");
    signature.acceptedBy.getFirst().validUntil = NOW.plusSeconds(1).toString();
    assertThat(count(authorities("a"), signature)).isEqualTo(1);

    signature.acceptedBy.getFirst().validUntil = NOW.toString();
    assertThat(count(authorities("a"), signature)).isZero();

    signature.acceptedBy.getFirst().validUntil = "later";
    assertThat(count(authorities("a"), signature)).isZero();
  }

  @Test
  void policyWantsOneUnlessItSaysMore() {
    var policy = new ClusterModelTrustPolicy();
    assertThat(Signers.wanted(policy)).isEqualTo(1);

    policy.getSpec().requirements = new PolicyRequirements();
    assertThat(Signers.wanted(policy)).isEqualTo(1);

    policy.getSpec().requirements.minimumMatches = 3;
    assertThat(Signers.wanted(policy)).isEqualTo(3);

    policy.getSpec().requirements.minimumMatches = 0;
    assertThat(Signers.wanted(policy)).isEqualTo(1);
  }
}
