// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.RejectionReason;
import dev.modelsigning.verification.Unknown;
import dev.modelsigning.verification.UnknownReason;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.Verified;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Assertions on verdicts; a failure shows the whole verdict. */
public final class VerdictAssert extends AbstractAssert<VerdictAssert, Verdict> {
  private VerdictAssert(Verdict verdict) {
    super(verdict, VerdictAssert.class);
    as("%s", verdict);
  }

  /** Starts an assertion. */
  public static VerdictAssert assertThat(Verdict verdict) {
    return new VerdictAssert(verdict);
  }

  /** It is Verified, by that authority. */
  public VerdictAssert isVerifiedBy(String authority) {
    Assertions.assertThat(actual).as(descriptionText()).isInstanceOf(Verified.class);
    Assertions.assertThat(((Verified) actual).signer().authority())
        .as(descriptionText())
        .isEqualTo(authority);
    return this;
  }

  /** It is Rejected for that reason. */
  public VerdictAssert isRejected(RejectionReason reason) {
    Assertions.assertThat(actual).as(descriptionText()).isInstanceOf(Rejected.class);
    Assertions.assertThat(((Rejected) actual).reason()).as(descriptionText()).isEqualTo(reason);
    return this;
  }

  /** It is Unknown for that reason. */
  public VerdictAssert isUnknown(UnknownReason reason) {
    Assertions.assertThat(actual).as(descriptionText()).isInstanceOf(Unknown.class);
    Assertions.assertThat(((Unknown) actual).reason()).as(descriptionText()).isEqualTo(reason);
    return this;
  }

  /** The message contains this. */
  public VerdictAssert says(String text) {
    Assertions.assertThat(actual.message()).as(descriptionText()).contains(text);
    return this;
  }
}
