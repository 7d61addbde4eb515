// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;

/** Finds what a policy's authorities refer to. */
public interface TrustMaterial {
  /** A Secret of the operator's namespace. */
  Optional<Secret> secret(String name);

  /** A ModelTrustRoot, read. */
  FoundRoot trustRoot(String name);
}
