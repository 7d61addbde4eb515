// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What policies of the cluster say of their trust, read once for each state of a policy: only the
 * time that has passed since is looked at again. Digests are kept, and no policy: one that was
 * deleted takes no memory here. Policies of namespaces are read each time, since whoever may create
 * those could fill what is kept. For any number of threads.
 */
public final class KnownTrust {
  /** What is kept; with more it begins again. */
  private static final int MOST = 4_096;

  private final Map<String, Read> byUid = new ConcurrentHashMap<>();

  /**
   * The trust of a policy at a time.
   *
   * @param digests of all authorities that can be relied on; none of a policy that cannot be
   */
  record At(PolicyTrust trust, Set<String> digests) {}

  At at(ClusterModelTrustPolicy policy, Instant now) {
    String uid = policy.getMetadata().getUid();
    if (uid == null || NamespacedPolicies.isNamespaced(policy)) {
      return new Read(policy).at(policy, now);
    }
    Read read = byUid.get(uid);
    if (read == null || !read.isOf(policy)) {
      read = new Read(policy);
      if (byUid.size() >= MOST) {
        byUid.clear();
      }
      byUid.put(uid, read);
    }
    return read.at(policy, now);
  }

  /** Of how many policies something is kept. */
  int size() {
    return byUid.size();
  }

  /** Read from the very object, which caches replace and never change. */
  private static final class Read {
    private final WeakReference<ClusterModelTrustPolicy> policy;
    private final PolicyTrust.LastSeen seen;
    private volatile @Nullable At current;

    Read(ClusterModelTrustPolicy policy) {
      this.policy = new WeakReference<>(policy);
      this.seen = PolicyTrust.LastSeen.of(policy);
    }

    boolean isOf(ClusterModelTrustPolicy another) {
      return policy.refersTo(another);
    }

    At at(ClusterModelTrustPolicy of, Instant now) {
      Optional<PolicyTrust> objection = seen.objection(now);
      if (objection.isPresent()) {
        return new At(objection.get(), Set.of());
      }
      At known = current;
      if (known == null) {
        PolicyTrust.Current trust = PolicyTrust.current(of);
        known = new At(trust, trust.digests());
        current = known;
      }
      return known;
    }
  }
}
