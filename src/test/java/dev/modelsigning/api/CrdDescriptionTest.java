// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code kubectl explain} teaches: every kind and field says what it means. */
final class CrdDescriptionTest {

  static List<CrdSchema> definitions() throws IOException {
    return CrdSchema.committed();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyKindIsDescribed(CrdSchema definition) {
    assertThat(definition.root().path("description").asText()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyFieldIsDescribed(CrdSchema definition) {
    assertThat(definition.fields())
        .isNotEmpty()
        .filteredOn(field -> field.description().isBlank())
        .extracting(CrdSchema.Field::path)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void descriptionsAreSentences(CrdSchema definition) {
    assertThat(definition.fields())
        .filteredOn(field -> !field.description().matches("(?s)[A-Z0-9'].*\\."))
        .extracting(CrdSchema.Field::path)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void descriptionsNameTheDefault(CrdSchema definition) {
    assertThat(definition.fields())
        .filteredOn(field -> field.schema().has("default"))
        .filteredOn(
            field ->
                !field.description().contains("Default: " + field.schema().get("default").asText()))
        .extracting(CrdSchema.Field::path)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void descriptionsOfTheSpecNameTheBounds(CrdSchema definition) {
    assertThat(definition.fields())
        .filteredOn(field -> field.path().startsWith("spec."))
        .filteredOn(field -> !bounds(field.schema()).allMatch(field.description()::contains))
        .extracting(CrdSchema.Field::path)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void descriptionsNameEveryValue(CrdSchema definition) {
    assertThat(definition.fields())
        .filteredOn(field -> field.schema().has("enum"))
        .filteredOn(
            field ->
                !field
                    .schema()
                    .get("enum")
                    .valueStream()
                    .map(JsonNode::asText)
                    .allMatch(field.description()::contains))
        .extracting(CrdSchema.Field::path)
        .isEmpty();
  }

  private static Stream<String> bounds(JsonNode schema) {
    return Stream.of("minimum", "maximum", "maxLength", "maxItems", "maxProperties")
        .filter(schema::has)
        // What a description does not name is the general limit on texts and unsupported lists.
        .filter(bound -> !schema.path("description").asText().startsWith("Not supported"))
        .map(bound -> String.valueOf(schema.get(bound).asLong()));
  }
}
