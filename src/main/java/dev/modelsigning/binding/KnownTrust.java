// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What policies say of their trust, read once for each policy as it is: only the time that has
 * passed since is looked at again. For any number of threads.
 */
public final class KnownTrust {
  /** What is kept; with more it begins again. */
  private static final int MOST = 4_096;

  private final Map<String, Read> byUid = new ConcurrentHashMap<>();

  /** Read from the very object, which caches replace and never change. */
  private record Read(
      ClusterModelTrustPolicy policy, PolicyTrust.Published published, Set<String> digests) {
    @SuppressWarnings("ReferenceEquality") // equal ones would have to be compared field by field
    boolean isOf(ClusterModelTrustPolicy another) {
      return policy == another;
    }
  }

  /**
   * The trust of a policy at a time.
   *
   * @param digests of all authorities that can be relied on; none of a policy that cannot be
   */
  record At(PolicyTrust trust, Set<String> digests) {}

  At at(ClusterModelTrustPolicy policy, Instant now) {
    String uid = policy.getMetadata().getUid();
    Read read = uid == null ? null : byUid.get(uid);
    if (read == null || !read.isOf(policy)) {
      PolicyTrust.Published published = PolicyTrust.Published.of(policy);
      read = new Read(policy, published, published.trust().digests());
      if (uid != null) {
        if (byUid.size() >= MOST) {
          byUid.clear();
        }
        byUid.put(uid, read);
      }
    }
    PolicyTrust trust = read.published().at(now);
    return new At(trust, trust instanceof PolicyTrust.Current ? read.digests() : Set.of());
  }
}
