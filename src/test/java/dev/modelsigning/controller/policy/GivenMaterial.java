// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Trust material that a test gives; whatever it does not give does not exist. */
public final class GivenMaterial implements TrustMaterial {
  private final Optional<Secret> secret;
  private final Map<String, ModelTrustRoot> roots = new HashMap<>();
  private final TrustRoots read = new TrustRoots();

  private GivenMaterial(Optional<Secret> secret) {
    this.secret = secret;
  }

  /** None. */
  public static GivenMaterial none() {
    return new GivenMaterial(Optional.empty());
  }

  /** This Secret under every name. */
  public static GivenMaterial secret(Secret secret) {
    return new GivenMaterial(Optional.of(secret));
  }

  /** A trusted root under this name. */
  public GivenMaterial with(String name, String trustedRoot) {
    roots.put(name, CustomResources.trustRoot(name, trustedRoot));
    return this;
  }

  @Override
  public Optional<Secret> secret(String name) {
    return secret;
  }

  @Override
  public FoundRoot trustRoot(String name) {
    return Optional.ofNullable(roots.get(name))
        .map(root -> read.read(root, configMap -> Optional.empty()))
        .orElseGet(() -> read.missing(name));
  }
}
