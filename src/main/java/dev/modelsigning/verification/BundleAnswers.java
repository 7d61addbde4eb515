// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.trust.AuthenticationResult;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.verification.Authentication.Refused;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What authorities say about one bundle, which is read once. An authority that several policies
 * name is asked once: a signature check is what a judgement costs. For one thread, and for a moment
 * in which no certificate expires.
 */
public final class BundleAnswers {
  private final BundleAuthenticator authenticator;
  private final Optional<Refused> malformed;
  private final Optional<Bundle> bundle;
  private final BundleAuthenticator.Stated statement;
  private final BundleAuthenticator.Asked asked;
  private final Map<Question, AuthenticationResult> known = new HashMap<>();

  /** An authority by all that its answer says and depends on. */
  private record Question(String name, String digest, boolean legacy) {}

  private BundleAnswers(
      BundleAuthenticator authenticator,
      Optional<Refused> malformed,
      Optional<Bundle> bundle,
      BundleAuthenticator.Stated statement,
      BundleAuthenticator.Asked asked) {
    this.authenticator = authenticator;
    this.malformed = malformed;
    this.bundle = bundle;
    this.statement = statement;
    this.asked = asked;
  }

  /**
   * Of a bundle that was read already.
   *
   * @param asked asks an authority
   */
  static BundleAnswers about(
      BundleAuthenticator authenticator,
      Bundle bundle,
      BundleAuthenticator.Stated statement,
      BundleAuthenticator.Asked asked) {
    return new BundleAnswers(
        authenticator, Optional.empty(), Optional.of(bundle), statement, asked);
  }

  /** Nobody accepts what cannot be read. */
  static BundleAnswers malformed(BundleAuthenticator authenticator, Refused why) {
    return new BundleAnswers(
        authenticator,
        Optional.of(why),
        Optional.empty(),
        BundleAuthenticator::read,
        Authority::authenticate);
  }

  /** What each authority says on its own. */
  public List<Authentication> each(List<Authority> authorities) {
    return authorities.stream().map(authority -> of(List.of(authority))).toList();
  }

  /** What several authorities say; one is enough. */
  public Authentication of(List<Authority> authorities) {
    return malformed
        .<Authentication>map(why -> why)
        .orElseGet(
            () -> authenticator.answer(bundle.orElseThrow(), statement, authorities, this::once));
  }

  private AuthenticationResult once(Authority authority, Bundle about, Clock clock) {
    var question = new Question(authority.name(), authority.digest(), about.envelope().legacy());
    AuthenticationResult answer = known.get(question);
    if (answer == null) {
      answer = asked.answer(authority, about, clock);
      known.put(question, answer);
    }
    return answer;
  }
}
