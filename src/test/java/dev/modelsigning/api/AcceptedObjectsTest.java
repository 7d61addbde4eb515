// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.decoding.LenientResources;
import dev.modelsigning.decoding.Unreadable;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the definitions accept, the classes read: one object that they cannot stops a list. */
final class AcceptedObjectsTest {
  private static final int OBJECTS = 3_000;
  private static final KubernetesSerialization SERIALIZATION = LenientResources.serialization();

  static List<CrdSchema> definitions() throws IOException {
    return CrdSchema.committed();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void classesReadWhateverTheDefinitionAccepts(CrdSchema definition) {
    AcceptedObjects accepted = new AcceptedObjects(new Random(definition.kind().hashCode()));
    for (int i = 0; i < OBJECTS; i++) {
      ObjectNode object = accepted.of(definition);
      HasMetadata read =
          SERIALIZATION.unmarshal(object.toString(), CrdFiles.type(definition.kind()));
      assertThat(read.getKind()).isEqualTo(definition.kind());
      assertThat(Unreadable.fields(read)).isEmpty();
    }
  }
}
