// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ServedKindsIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  /** Of no definition. */
  @Group("nowhere.modelsigning.dev")
  @Version("v1")
  static final class Undefined extends CustomResource<Void, Void> {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void kindsOfTheInstalledDefinitionsAreServed() {
    assertThat(ServedKinds.missing(API.admin(), ServedKinds.OURS)).isEmpty();
  }

  @Test
  void kindWithoutADefinitionIsMissing() {
    assertThat(ServedKinds.missing(API.admin(), List.of(ConfigMap.class, Undefined.class)))
        .containsExactly("Undefined");
  }
}
