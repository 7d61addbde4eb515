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

/** Claims about verdicts. */
public final class VerdictAssert extends AbstractAssert<VerdictAssert, Verdict> {
  private VerdictAssert(Verdict verdict) {
    super(verdict, VerdictAssert.class);
  }

  /** Starts a claim. */
  public static VerdictAssert assertThat(Verdict verdict) {
    return new VerdictAssert(verdict);
  }

  /** It is Verified, by that authority. */
  public VerdictAssert isVerifiedBy(String authority) {
    Assertions.assertThat(actual).isInstanceOf(Verified.class);
    Assertions.assertThat(((Verified) actual).signer().authority()).isEqualTo(authority);
    return this;
  }

  /** It is Rejected for that reason. */
  public VerdictAssert isRejected(RejectionReason reason) {
    Assertions.assertThat(actual).isInstanceOf(Rejected.class);
    Assertions.assertThat(((Rejected) actual).reason()).as(actual.message()).isEqualTo(reason);
    return this;
  }

  /** It is Unknown for that reason. */
  public VerdictAssert isUnknown(UnknownReason reason) {
    Assertions.assertThat(actual).isInstanceOf(Unknown.class);
    Assertions.assertThat(((Unknown) actual).reason()).as(actual.message()).isEqualTo(reason);
    return this;
  }

  /** The message holds this. */
  public VerdictAssert says(String text) {
    Assertions.assertThat(actual.message()).contains(text);
    return this;
  }
}
