// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  private static final int MAX_BYTES = 4_000_000;
  private static final int MAX_DEPTH = 4;
  private static final int MAX_STRING = 20;

  private final StrictJson json = new StrictJson(MAX_BYTES, 2_000_000, MAX_DEPTH, MAX_STRING);

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"größe\"",
        "null",
        "{\"a\":[1,-2147483649,12345678901234567890,1.5,true,false,null]}"
      })
  void writesWhatItReads(String text) throws Exception {
    assertThat(StrictJson.write(json.read(utf8(text)))).isEqualTo(text);
    assertThat(StrictJson.write(json.read(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{\"b\":{\"a\":1,\"a\":1}}",
        "{} {}",
        "[1,]",
        "{\"a\":}",
        "{'a':1}",
        "{a:1}",
        "// comment\n1",
        "NaN",
        "01",
        "1e999",
        "\"a\nb\"",
        "\"unfinished",
        "[[[[[1]]]]]",
        "\"012345678901234567890\""
      })
  void refusesWhatIsNotOneValueWithinTheLimits(String text) {
    assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> json.read(text));
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> json.read(utf8(text)));
  }

  @Test
  void acceptsDepthAndTextUpToTheLimits() throws Exception {
    assertThat(json.read("[[[[]]]]").isArray()).isTrue();
    assertThat(json.read("\"01234567890123456789\"").textValue()).hasSize(MAX_STRING);
  }

  @Test
  void readsLongNumbersAndRefusesEndlessOnes() throws Exception {
    StrictJson large = new StrictJson(1 << 16, 10, MAX_DEPTH, 2000);
    assertThat(large.read(utf8("0." + "1".repeat(998))).doubleValue()).isEqualTo(1.0 / 9);
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> large.read(utf8("0." + "1".repeat(1900))));
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] latin1 = "\"größe\"".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf16 = "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE);

    assertThatExceptionOfType(CharacterCodingException.class).isThrownBy(() -> json.read(latin1));
    assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> json.read(utf16));
  }

  @Test
  void refusesMoreBytesThanTheLimit() throws Exception {
    byte[] largest = utf8("1" + " ".repeat(MAX_BYTES - 1));
    byte[] larger = utf8("1" + " ".repeat(MAX_BYTES));

    assertThat(json.read(largest).intValue()).isEqualTo(1);
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> json.read(larger))
        .withMessageContaining("longer than 4000000 bytes");
  }

  @Test
  void refusesMoreTokensThanTheLimit() {
    StrictJson small = new StrictJson(MAX_BYTES, 5, MAX_DEPTH, MAX_STRING);

    assertThat(StrictJson.object()).isEmpty();
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> small.read("[1,2,3,4,5]"));
  }

  @Test
  void refusesLongNamesAndNumbers() {
    String name = "n".repeat(StrictJson.MAX_NAME + 1);

    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> json.read("{\"" + name + "\":1}"));
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> json.read("1".repeat(65)));
  }

  @Test
  void keepsOnlyTheMembersAskedForAtEveryDepth() throws Exception {
    JsonNode kept = json.readOnly(utf8("{\"a\":{\"a\":1,\"b\":2},\"b\":{\"a\":3}}"), Set.of("a"));

    assertThat(StrictJson.write(kept)).isEqualTo("{\"a\":{\"a\":1}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"b\":1,\"b\":2}", "{\"b\":[[[[]]]]}", "{\"b\":}", "{} 1"})
  void checksAlsoWhatItDoesNotKeep(String text) {
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> json.readOnly(utf8(text), Set.of("a")));
  }

  @Test
  void boundsMembersAndValuesWhereItKeepsAFew() throws Exception {
    byte[] members = utf8(objectOf(StrictJson.MAX_MEMBERS));
    byte[] more = utf8(objectOf(StrictJson.MAX_MEMBERS + 1));
    byte[] values = utf8("[" + "1,".repeat(StrictJson.MAX_KEPT) + "1]");

    assertThat(json.readOnly(members, Set.of("m0"))).hasSize(1);
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> json.readOnly(more, Set.of("m0")))
        .withMessageContaining("10000 members");
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> json.readOnly(values, Set.of()))
        .withMessageContaining("250000 values");
  }

  private static String objectOf(int members) {
    return IntStream.range(0, members)
        .mapToObj(i -> "\"m%d\":0".formatted(i))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
