// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.testing.Bundles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotationsTest {
  private static final Manifest MANIFEST =
      new Manifest(
          "m",
          Serialization.files(),
          List.of(new ManifestEntry("a", Digest.sha256(new byte[] {1}))));
  private static final String VERSION = Annotations.PREFIX + "model-version";

  private static Annotations read(Consumer<ObjectNode> change) throws StatementFormatException {
    byte[] payload =
        Bundles.change(
            StatementWriter.write(MANIFEST, new Annotations(Map.of(VERSION, "1.2"))),
            statement -> change.accept((ObjectNode) statement.path("subject").get(0)));
    return StatementReader.read(payload).annotations();
  }

  @Test
  void readsWhatItWrote() throws StatementFormatException {
    Annotations annotations = new Annotations(Map.of(VERSION, "1.2", "example.com/x", "价值 ✓"));
    Statement read = StatementReader.read(StatementWriter.write(MANIFEST, annotations));
    assertThat(read).isEqualTo(new Statement("m", MANIFEST, annotations));
  }

  @Test
  void writesNoMemberWithoutAnnotations() {
    assertThat(StatementWriter.write(MANIFEST, Annotations.NONE))
        .isEqualTo(StatementWriter.write(MANIFEST))
        .asString()
        .doesNotContain("annotations");
  }

  @Test
  void ignoresWhatOthersPutThere() throws StatementFormatException {
    assertThat(read(subject -> subject.put("annotations", 7))).isEqualTo(Annotations.NONE);
    assertThat(
            read(subject -> {
                  ObjectNode object = (ObjectNode) subject.path("annotations");
                  object.putObject("vendor").put("x", 1);
                  object.put("two words", "x");
                  object.put("vendor/ok", "kept");
                })
                .values())
        .isEqualTo(Map.of(VERSION, "1.2", "vendor/ok", "kept"));
  }

  @Test
  void refusesBrokenOnesOfOurs() {
    refuses(subject -> ours(subject).put(VERSION, 1), "is not a string");
    refuses(subject -> ours(subject).put(VERSION, "a\nb"), "control characters");
    refuses(subject -> ours(subject).put(VERSION, "a".repeat(4097)), "more than 4096");
    refuses(subject -> ours(subject).put(Annotations.PREFIX + "a b", "x"), "annotation key");
  }

  @Test
  void refusesMoreOfOursThanTheLimit() {
    refuses(
        subject -> {
          for (int i = 0; i < Annotations.MAX_COUNT; i++) {
            ours(subject).put(Annotations.PREFIX + "k" + i, "v");
          }
        },
        "more than 64");
  }

  @Test
  void ignoresAnnotationsOfOthersOverTheLimit() throws StatementFormatException {
    Annotations read =
        read(
            subject -> {
              for (int i = 0; i < 1000; i++) {
                ours(subject).put("a%04d".formatted(i), "v");
              }
            });
    assertThat(read.values())
        .hasSize(Annotations.MAX_COUNT)
        .containsEntry(VERSION, "1.2")
        .containsKeys("a0000", "a0062")
        .doesNotContainKey("a0063");
  }

  @Test
  void ignoresDocumentsOfOthersHoweverDeepOrLong() throws StatementFormatException {
    Annotations read =
        read(
            subject -> {
              ObjectNode deep = ours(subject).putObject("vendor/deep");
              for (int i = 0; i < 50; i++) {
                deep = deep.putArray("list").addObject();
              }
              ours(subject).put("vendor/card", "x".repeat(500_000));
              ours(subject).putNull("vendor/nothing");
            });
    assertThat(read.values()).isEqualTo(Map.of(VERSION, "1.2"));
  }

  private static ObjectNode ours(ObjectNode subject) {
    return (ObjectNode) subject.path("annotations");
  }

  private static void refuses(Consumer<ObjectNode> change, String message) {
    assertThatExceptionOfType(StatementFormatException.class)
        .isThrownBy(() -> read(change))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a=b", "é", "a\u0000"})
  void signsNoOtherKeys(String key) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Annotations(Map.of(key, "x")));
  }

  @Test
  void signsNoMoreThanTheLimit() {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i <= Annotations.MAX_COUNT; i++) {
      many.put("k" + i, "v");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Annotations(many));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Annotations(Map.of("k".repeat(257), "v")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Annotations(Map.of("k", "a\ud800")))
        .withMessageContaining("unpaired surrogate");
  }
}
