// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.PinnedClaim;
import dev.modelsigning.controller.modelsignature.VolumeFinding;
import dev.modelsigning.volume.VolumeIdentity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a signing job is about: the claim, and once it is bound the volume, that had the name when
 * it was selected. Who owns a namespace can give the name to another claim at any time.
 *
 * @param claimUid UID of the claim
 * @param volume identity of the volume, once the claim was bound
 */
record TargetPin(String claimUid, Optional<String> volume) {
  /** As recorded in a status; empty when nothing was seen so far. */
  static Optional<TargetPin> of(@Nullable PinnedClaim recorded) {
    return recorded == null || recorded.claimUid == null
        ? Optional.empty()
        : Optional.of(
            new TargetPin(recorded.claimUid, Optional.ofNullable(recorded.volumeIdentity)));
  }

  /** As the claim is now; empty when there is none. */
  static Optional<TargetPin> seen(Optional<String> claimUid, VolumeFinding volume) {
    return claimUid.map(
        uid ->
            new TargetPin(
                uid,
                switch (volume) {
                  case VolumeFinding.Bound(VolumeIdentity identity, var _) ->
                      Optional.of(identity.value());
                  case VolumeFinding.Nothing _,
                      VolumeFinding.AwaitsConsumer _,
                      VolumeFinding.InImage _ ->
                      Optional.empty();
                }));
  }

  /** Why what is there now is not what was pinned; empty when it is. */
  Optional<String> differs(Optional<TargetPin> now) {
    if (now.isEmpty()) {
      return Optional.of("the claim that was selected has been deleted");
    }
    if (!now.get().claimUid.equals(claimUid)) {
      return Optional.of("another claim has the name of the one that was selected");
    }
    if (volume.isEmpty() || volume.equals(now.get().volume)) {
      return Optional.empty();
    }
    return Optional.of(
        now.get().volume.isEmpty()
            ? "the claim is no longer bound to the volume that was selected"
            : "another volume is behind the claim than when it was selected");
  }

  /** Recorded is what was seen first: a volume is added, and nothing is replaced. */
  static Optional<TargetPin> recorded(Optional<TargetPin> before, Optional<TargetPin> now) {
    if (before.isEmpty()) {
      return now;
    }
    boolean bound =
        before.get().volume.isEmpty()
            && now.filter(seen -> seen.claimUid.equals(before.get().claimUid)).isPresent();
    return bound ? now : before;
  }

  PinnedClaim written() {
    var pinned = new PinnedClaim();
    pinned.claimUid = claimUid;
    pinned.volumeIdentity = volume.orElse(null);
    return pinned;
  }
}
