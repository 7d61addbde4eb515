// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How large objects of this group may be apart from their specification, and pods in what they
 * mount.
 */
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

  private static Pod mounting(String name, int volumes, int attributes) {
    Map<String, String> words =
        IntStream.range(0, attributes)
            .boxed()
            .collect(Collectors.toMap(n -> "attribute-" + n, n -> "value"));
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage("localhost/any:1")
            .endContainer()
            .addNewVolume()
            .withName("csi")
            .withNewCsi()
            .withDriver("any.example.com")
            .withVolumeAttributes(words)
            .endCsi()
            .endVolume();
    for (int i = 1; i < volumes; i++) {
      pod =
          pod.addNewVolume()
              .withName("volume-" + i)
              .withNewPersistentVolumeClaim("claim-" + i, true)
              .endVolume();
    }
    return pod.endSpec().build();
  }

  @Test
  void podsThatMountAsMuchAsANodeCanAreAdmitted() {
    assertAdmitted(() -> API.admin().resource(mounting("usual", 512, 64)).create());
  }

  @Test
  void podsThatMountMoreAreRefused() {
    assertRefused(
        () -> API.admin().resource(mounting("volumes", 513, 1)).create(), "more than 512 volumes");
    assertRefused(
        () -> API.admin().resource(mounting("attributes", 1, 65)).create(),
        "more than 64 volumeAttributes");
  }
}
