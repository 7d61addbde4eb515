// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.decoding.LenientResources;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SharedTextsTest {
  private final ObjectMapper mapper = LenientResources.mapper().setNodeFactory(new SharedTexts());

  private ModelSignature read(String message) throws IOException {
    String json =
        """
        {"apiVersion": "modelsigning.dev/v1alpha1", "kind": "ModelSignature",
         "metadata": {"namespace": "team-a", "name": "model"},
         "status": {"message": "%s"}}
        """
            .formatted(message);
    return mapper.treeToValue(
        KeptFields.of("status").read(mapper.getFactory().createParser(json)), ModelSignature.class);
  }

  private void assertShared(String first, String second) {
    assertThat(first).isEqualTo(second).isSameAs(second);
  }

  @Test
  void objectsThatSayTheSameShareIt() throws IOException {
    ModelSignature first = read("it is verified");
    ModelSignature second = read("it is verified");

    assertShared(first.getStatus().message, second.getStatus().message);
    assertShared(first.getMetadata().getNamespace(), second.getMetadata().getNamespace());
  }

  @Test
  void manyTextsPushEachOtherOutAndStayWhatTheyAre() throws IOException {
    for (int i : IntStream.range(0, 20_000).toArray()) {
      assertThat(read("text " + i).getStatus().message).isEqualTo("text " + i);
    }
  }

  @Test
  void longTextIsNotRemembered() throws IOException {
    String message = "m".repeat(201);

    assertThat(read(message).getStatus().message)
        .isEqualTo(read(message).getStatus().message)
        .isNotSameAs(read(message).getStatus().message);
  }
}
