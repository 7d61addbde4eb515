// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import dev.modelsigning.api.v1alpha1.VolumeAliasStatus;
import java.util.List;

/** The aliases of a volume in the status: the first of them, since only people read the list. */
public final class RecordedAliases {
  static final int MAX = 10;

  private RecordedAliases() {}

  /** At most {@value #MAX}. */
  public static List<VolumeAliasStatus> of(List<VolumeAlias> aliases) {
    return aliases.stream().limit(MAX).map(RecordedAliases::status).toList();
  }

  private static VolumeAliasStatus status(VolumeAlias alias) {
    VolumeAliasStatus status = new VolumeAliasStatus();
    int slash = alias.claimKey().indexOf('/');
    status.persistentVolumeName = alias.volume();
    status.namespace = alias.claimKey().substring(0, slash);
    status.claimName = alias.claimKey().substring(slash + 1);
    return status;
  }
}
