// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.LegacyBundles;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SecretKeyReference;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustedCertificate;
import dev.modelsigning.api.v1alpha1.TrustedKey;
import dev.modelsigning.api.v1alpha1.TrustedTimestampAuthority;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.Authority;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an authority of a policy may say beyond its key or CA. */
class AuthorityOptionsTest {
  private static final String CA = TestPki.root("models").pem();
  private static final String STAMPS = TestPki.root("stamps").pem();

  private static TrustAuthority certificate(TrustedTimestampAuthority... timestamps) {
    TrustAuthority authority = new TrustAuthority();
    authority.name = "ca";
    authority.certificate = new TrustedCertificate();
    authority.certificate.caBundle = CA;
    authority.certificate.timestampAuthorities =
        timestamps.length == 0 ? null : List.of(timestamps);
    return authority;
  }

  private static TrustedTimestampAuthority inline(String chain) {
    var timestamps = new TrustedTimestampAuthority();
    timestamps.chain = chain;
    return timestamps;
  }

  private static TrustedTimestampAuthority inASecret() {
    var timestamps = new TrustedTimestampAuthority();
    timestamps.secretKeyRef = new SecretKeyReference();
    timestamps.secretKeyRef.name = "stamps";
    timestamps.secretKeyRef.key = "chain.pem";
    return timestamps;
  }

  private static Secret secret(String pem) {
    return new SecretBuilder()
        .addToData(
            "chain.pem", Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private static TrustAuthority key(KeyPair pair) {
    TrustAuthority authority = new TrustAuthority();
    authority.name = "release";
    authority.key = new TrustedKey();
    authority.key.publicKey = TestPki.publicPem(pair);
    return authority;
  }

  private static KeyPair mlDsa() {
    try {
      return KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ClusterModelTrustPolicy policy(TrustAuthority authority) {
    var policy = new ClusterModelTrustPolicy();
    policy.getSpec().authorities = List.of(authority);
    return policy;
  }

  private static CompiledPolicy compiled(TrustAuthority authority) {
    return PolicyCompiler.compile(policy(authority), GivenMaterial.secret(secret(STAMPS)));
  }

  private static Authority read(TrustAuthority authority) {
    return switch (compiled(authority)) {
      case CompiledPolicy.Usable usable -> usable.authorities().getFirst();
      case CompiledPolicy.Broken broken -> throw new AssertionError(broken.message());
    };
  }

  private static void refused(TrustAuthority authority, Reason reason, String... words) {
    assertThat(compiled(authority))
        .isInstanceOfSatisfying(
            CompiledPolicy.Broken.class,
            broken -> {
              assertThat(broken.reason()).isEqualTo(reason);
              assertThat(broken.message()).contains(words);
            });
  }

  @Test
  void timestampAuthoritiesAreReadFromThePolicyOrASecretAndBindTheVerdict() {
    assertThat(read(certificate(inline(STAMPS))).digest())
        .isEqualTo(read(certificate(inASecret())).digest())
        .isNotEqualTo(read(certificate()).digest());
    assertThat(PolicyCompiler.secretsOf(policy(certificate(inASecret()))))
        .containsExactly("stamps");
  }

  @Test
  void refusesTimestampAuthoritiesThatCannotBeUsedByTheirPlace() {
    TrustedTimestampAuthority both = inASecret();
    both.chain = STAMPS;
    String place = "spec.authorities[0].certificate.timestampAuthorities[0]";

    refused(certificate(both), Reason.AuthorityIncomplete, place);
    refused(certificate(new TrustedTimestampAuthority()), Reason.AuthorityIncomplete, place);
    refused(certificate(inline("no PEM")), Reason.TrustMaterialInvalid, place);
    refused(certificate(inline(STAMPS.repeat(100))), Reason.TrustMaterialInvalid, "32768");
    assertThat(PolicyCompiler.compile(policy(certificate(inASecret())), GivenMaterial.none()))
        .isInstanceOfSatisfying(
            CompiledPolicy.Broken.class,
            broken -> assertThat(broken.reason()).isEqualTo(Reason.SecretNotFound));
  }

  @Test
  void refusesAChainInASecretThatAlsoHoldsAPrivateKey() {
    String both = STAMPS + TestPki.pkcs8Pem(TestPki.ecKey());

    assertThat(
            PolicyCompiler.compile(
                policy(certificate(inASecret())), GivenMaterial.secret(secret(both))))
        .isInstanceOfSatisfying(
            CompiledPolicy.Broken.class,
            broken -> {
              assertThat(broken.reason()).isEqualTo(Reason.TrustMaterialInvalid);
              assertThat(broken.message())
                  .contains(
                      "Secret stamps: its key chain.pem holds a private key beside the certificate");
            });
  }

  @Test
  void textAroundTheChainOfATimestampAuthorityBindsNothing() {
    assertThat(read(certificate(inline("# of the release team\n" + STAMPS))).digest())
        .isEqualTo(read(certificate(inline(STAMPS))).digest());
  }

  @Test
  void expressionsForNamesBindTheVerdictAndNeverMatchAnyone() {
    TrustAuthority some = certificate();
    some.certificate.subjectAltNameRegExps = List.of("https://ci\\.example\\.com/.*");
    TrustAuthority anyone = certificate();
    anyone.certificate.subjectAltNameRegExps = List.of("[a-z.-]+");

    assertThat(read(some).digest()).isNotEqualTo(read(certificate()).digest());
    refused(anyone, Reason.IdentityInvalid, "subjectAltNameRegExps", "anyone");
  }

  @Test
  void experimentalKeysAreReadOnlyWhereTheAuthoritySaysSo() {
    TrustAuthority experimental = key(mlDsa());
    refused(experimental, Reason.TrustMaterialInvalid, "ML-DSA", "experimental: true");

    experimental.experimental = false;
    refused(experimental, Reason.TrustMaterialInvalid, "experimental");

    experimental.experimental = true;
    assertThat(read(experimental).name()).isEqualTo("release");
  }

  @Test
  void keysOnAllCurvesOfTheRegistryAreRead() {
    for (String curve : List.of("secp256r1", "secp384r1", "secp521r1")) {
      assertThat(read(key(TestPki.ecKey(curve))).name()).isEqualTo("release");
    }
  }

  @Test
  void olderBundlesCountOnlyWhereTheAuthoritySaysSo() {
    TrustAuthority authority = key(TestPki.ecKey("secp256r1"));
    String current = read(authority).digest();
    assertThat(read(authority).acceptsLegacyBundles()).isFalse();

    authority.legacyBundles = LegacyBundles.Deny;
    assertThat(read(authority).digest()).isEqualTo(current);

    authority.legacyBundles = LegacyBundles.Allow;
    assertThat(read(authority).acceptsLegacyBundles()).isTrue();
    assertThat(read(authority).digest()).isNotEqualTo(current);
  }
}
