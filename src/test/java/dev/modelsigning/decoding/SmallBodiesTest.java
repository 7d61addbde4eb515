// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SmallBodiesTest {
  private final SmallBodies bodies = new SmallBodies();

  private String nameIn(String body) throws IOException {
    try (JsonParser parser = bodies.parser(body.getBytes(StandardCharsets.UTF_8))) {
      parser.nextToken();
      return parser.nextFieldName();
    }
  }

  @Test
  void namesAreRememberedForAWhileOnly() throws IOException {
    String body = "{\"containers\": []}";
    String first = nameIn(body);
    assertThat(nameIn(body)).isSameAs(first);

    for (int i = 0; i < 160; i++) {
      nameIn("{\"" + i + "x".repeat(15_000) + "\": 1}");
    }
    assertThat(nameIn(body)).isEqualTo(first).isNotSameAs(first);
  }
}
