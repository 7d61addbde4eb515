// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loaders;

import java.util.List;

/** Which pods have a claim mounted, or will have. */
public sealed interface ClaimUse {
  /**
   * All of them.
   *
   * @param pods names of the pods of the namespace that name the claim and have not ended, without
   *     the one that is judged and without measuring pods
   */
  record Known(List<String> pods) implements ClaimUse {
    /** Copies. */
    public Known {
      pods = List.copyOf(pods);
    }
  }

  /**
   * It could not be found out.
   *
   * @param cause for people
   */
  record Unknown(String cause) implements ClaimUse {}
}
