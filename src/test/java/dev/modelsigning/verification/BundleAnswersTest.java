// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.Authentication.Authenticated;
import dev.modelsigning.verification.Authentication.Refused;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundleAnswersTest {
  private static final Clock NOW = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);

  @TempDir Path temp;
  private final KeyPair key = TestPki.ecKey("secp256r1");
  private final KeyPair other = TestPki.ecKey("secp256r1");
  private final List<String> asked = new ArrayList<>();
  private byte[] signed = {};

  @BeforeEach
  void sign() {
    signed = Bundles.sign(Bundles.measure(ModelDirectories.small(temp)), Bundles.signer(key));
  }

  private static Authority authority(String name, KeyPair trusted) throws Exception {
    return KeyAuthority.ofPem(name, TestPki.publicPem(trusted));
  }

  private BundleAnswers answers() throws Exception {
    return BundleAnswers.about(
        new BundleAuthenticator(NOW, false),
        BundleReader.read(signed),
        BundleAuthenticator::read,
        (authority, bundle, clock) -> {
          asked.add(authority.name() + (bundle.envelope().legacy() ? " as before 1.0" : ""));
          return authority.authenticate(bundle, clock);
        });
  }

  @Test
  void authorityThatSeveralPoliciesNameIsAskedOnce() throws Exception {
    BundleAnswers answers = answers();

    for (int policy = 0; policy < 3; policy++) {
      List<Authority> authorities = List.of(authority("release", key), authority("other", other));
      assertThat(answers.each(authorities))
          .satisfiesExactly(
              first -> assertThat(first).isInstanceOf(Authenticated.class),
              second -> assertThat(second).isInstanceOf(Refused.class));
      assertThat(answers.of(authorities.subList(1, 2))).isInstanceOf(Refused.class);
    }
    assertThat(asked).containsExactly("release", "other", "other as before 1.0");
  }

  @Test
  void authoritiesOfOneNameWithOtherKeysAnswerForThemselves() throws Exception {
    BundleAnswers answers = answers();

    assertThat(answers.of(List.of(authority("release", other)))).isInstanceOf(Refused.class);
    assertThat(answers.of(List.of(authority("release", key)))).isInstanceOf(Authenticated.class);
  }

  @Test
  void nobodyAcceptsWhatCannotBeRead() throws Exception {
    BundleAnswers answers = new ModelVerifier(NOW).answers(new GivenBundle.Whole(new byte[] {'{'}));

    assertThat(answers.each(List.of(authority("release", key), authority("other", other))))
        .hasSize(2)
        .allSatisfy(answer -> assertThat(answer).isInstanceOf(Refused.class));
  }
}
