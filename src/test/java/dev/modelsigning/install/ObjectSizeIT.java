// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.KubeApiServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How large an object of this group may be apart from its specification. */
final class ObjectSizeIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static String namespace = "";

  @BeforeAll
  static void install() throws IOException {
    namespace = API.newNamespace("size", Map.of());
    GuardedCluster.install(API);
  }

  private static ModelSignature labelled(String name, int count) {
    ModelSignature signature = CustomResources.modelSignature(namespace, name);
    signature.getMetadata().setName(name);
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < count; i++) {
      labels.put("label-" + i, "value");
    }
    signature.getMetadata().setLabels(labels);
    return signature;
  }

  @Test
  void objectsWithAsManyLabelsAsPeopleUseAreAdmitted() {
    assertAdmitted(() -> API.admin().resource(labelled("few", 64)).create());
    assertAdmitted(() -> API.admin().resource(labelled("none", 0)).create());
  }

  @Test
  void objectsWithMoreLabelsAreRefused() {
    assertRefused(() -> API.admin().resource(labelled("many", 65)).create(), "more than 64 labels");
  }
}
