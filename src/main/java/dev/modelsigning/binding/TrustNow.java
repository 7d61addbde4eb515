// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The trust of policies at one time. A decision asks about one policy after the other, and of each
 * many times: that of the last one is kept. For one thread.
 */
public final class TrustNow {
  private final KnownTrust known;
  private final Instant now;
  private @Nullable Known last;

  private record Known(ClusterModelTrustPolicy policy, KnownTrust.At at) {
    @SuppressWarnings("ReferenceEquality") // equal ones would have to be compared field by field
    boolean isOf(ClusterModelTrustPolicy another) {
      return policy == another;
    }
  }

  /**
   * At this time.
   *
   * @param known what was read for decisions before
   */
  public TrustNow(KnownTrust known, Instant now) {
    this.known = known;
    this.now = now;
  }

  /** The time. */
  public Instant time() {
    return now;
  }

  /** Whose signatures satisfy a policy. */
  public PolicyTrust of(ClusterModelTrustPolicy policy) {
    return at(policy).trust();
  }

  /** Digests of all authorities that can be relied on; none of a policy that cannot be. */
  public Set<String> digests(ClusterModelTrustPolicy policy) {
    return at(policy).digests();
  }

  /** Whether an authority that can be relied on accepts a signature, and still does. */
  public boolean accepts(ClusterModelTrustPolicy policy, JudgedSignature judged) {
    return accepted(policy, judged, false);
  }

  /** Whether one accepts it, or did until its certificate expired. */
  public boolean accepted(ClusterModelTrustPolicy policy, JudgedSignature judged) {
    return accepted(policy, judged, true);
  }

  private boolean accepted(
      ClusterModelTrustPolicy policy, JudgedSignature judged, boolean alsoEnded) {
    if (judged.acceptedBy != null) {
      Set<String> digests = digests(policy);
      for (AcceptedBy accepted : judged.acceptedBy) {
        if (accepted.digest != null
            && digests.contains(accepted.digest)
            && (alsoEnded || !Signers.hasEnded(accepted, now))) {
          return true;
        }
      }
    }
    return false;
  }

  private KnownTrust.At at(ClusterModelTrustPolicy policy) {
    Known asked = last;
    if (asked == null || !asked.isOf(policy)) {
      asked = new Known(policy, known.at(policy, now));
      last = asked;
    }
    return asked.at();
  }
}
