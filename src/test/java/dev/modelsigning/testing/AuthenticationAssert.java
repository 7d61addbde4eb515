// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import dev.modelsigning.trust.AuthenticationResult;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.modelsigning.trust.SignerFacts;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions on an authority's result for a bundle; a failure shows the whole result. */
public final class AuthenticationAssert
    extends AbstractAssert<AuthenticationAssert, AuthenticationResult> {
  private AuthenticationAssert(AuthenticationResult result) {
    super(result, AuthenticationAssert.class);
    as("%s", result);
  }

  /** Starts an assertion. */
  public static AuthenticationAssert assertThat(AuthenticationResult result) {
    return new AuthenticationAssert(result);
  }

  /** The bundle is by whom it says; returns who that is. */
  public SignerFacts isAuthentic() {
    Assertions.assertThat(actual).as(descriptionText()).isInstanceOf(Authentic.class);
    return ((Authentic) actual).signer();
  }

  /** The bundle is refused, for this reason, with a detail that contains these. */
  public AuthenticationAssert isRefused(Reason reason, String... details) {
    Assertions.assertThat(actual).as(descriptionText()).isInstanceOf(NotAuthentic.class);
    NotAuthentic refusal = (NotAuthentic) actual;
    Assertions.assertThat(refusal.reason()).as(refusal.detail()).isEqualTo(reason);
    for (String detail : details) {
      Assertions.assertThat(refusal.detail()).contains(detail);
    }
    return this;
  }
}
