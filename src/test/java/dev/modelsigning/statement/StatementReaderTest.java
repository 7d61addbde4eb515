// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.statement.StatementFormatException.Reason;
import dev.modelsigning.testing.Bundles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementReaderTest {
  private static final Manifest MANIFEST =
      new Manifest(
          "my-model",
          Serialization.files().withIgnorePaths(List.of("model.sig")),
          List.of(entry("a/x", "1"), entry("b", "2")));

  private static ManifestEntry entry(String name, String content) {
    return new ManifestEntry(name, Digest.sha256(content.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] changed(Consumer<ObjectNode> change) {
    return Bundles.change(StatementWriter.write(MANIFEST), change);
  }

  private static ObjectNode predicate(ObjectNode statement) {
    return (ObjectNode) statement.get("predicate");
  }

  private static ObjectNode serialization(ObjectNode statement) {
    return (ObjectNode) predicate(statement).get("serialization");
  }

  private static ArrayNode resources(ObjectNode statement) {
    return (ArrayNode) predicate(statement).get("resources");
  }

  private static ObjectNode resource(ObjectNode statement) {
    return (ObjectNode) resources(statement).get(0);
  }

  private static ObjectNode subject(ObjectNode statement) {
    return (ObjectNode) statement.get("subject").get(0);
  }

  private static void refuses(byte[] payload, Reason reason) {
    assertThatExceptionOfType(StatementFormatException.class)
        .isThrownBy(() -> StatementReader.read(payload))
        .matches(e -> e.reason() == reason, "is about " + reason);
  }

  @Test
  void readsWhatWasWritten() throws StatementFormatException {
    assertThat(StatementReader.read(StatementWriter.write(MANIFEST)))
        .isEqualTo(new Statement("my-model", MANIFEST));
  }

  @Test
  void writesResourcesInCodePointOrder() throws StatementFormatException {
    Manifest unsorted =
        new Manifest(
            "m",
            Serialization.files(),
            List.of(entry("\uD83D\uDE00", "1"), entry("b", "2"), entry("\uFF5E", "3")));
    Manifest read = StatementReader.read(StatementWriter.write(unsorted)).manifest();
    assertThat(read.entries().stream().map(ManifestEntry::name))
        .containsExactly("b", "\uFF5E", "\uD83D\uDE00");
  }

  @Test
  void writesNoStatementWithoutResources() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> StatementWriter.write(new Manifest("m", Serialization.files(), List.of())));
  }

  @Test
  void keepsAnOrderThatIsNotSorted() throws StatementFormatException {
    byte[] payload =
        changed(
            statement -> {
              resources(statement).add(resources(statement).remove(0));
              Manifest swapped =
                  new Manifest("m", Serialization.files(), MANIFEST.entries().reversed());
              ((ObjectNode) subject(statement).get("digest"))
                  .put("sha256", swapped.rootDigest().hex());
            });
    assertThat(StatementReader.read(payload).manifest().entries())
        .isEqualTo(MANIFEST.entries().reversed());
  }

  static final List<Consumer<ObjectNode>> TOLERATED =
      List.of(
          statement -> serialization(statement).remove("ignore_paths"),
          statement -> serialization(statement).putNull("ignore_paths"),
          statement -> serialization(statement).putNull("shard_size"),
          statement -> subject(statement).putNull("annotations"),
          statement -> subject(statement).putNull("uri"),
          statement -> resource(statement).putNull("mediaType"),
          statement -> ((ObjectNode) subject(statement).get("digest")).put("sha512", "ab12"),
          statement -> subject(statement).put("name", "../anything at all"),
          statement -> resource(statement).put("unknown", 1),
          statement -> predicate(statement).putObject("unknown"),
          statement -> statement.put("unknown", true));

  @ParameterizedTest
  @FieldSource("TOLERATED")
  void readsStatementsWithThisDifference(Consumer<ObjectNode> change)
      throws StatementFormatException {
    assertThat(StatementReader.read(changed(change)).manifest().entries())
        .isEqualTo(MANIFEST.entries());
  }

  static final Map<Reason, List<Consumer<ObjectNode>>> REFUSED =
      Map.of(
          Reason.WRONG_TYPE,
          List.of(
              statement -> statement.put("_type", "https://in-toto.io/Statement/v0.1"),
              statement -> statement.remove("_type"),
              statement -> statement.put("predicateType", "https://model_signing/signature/v1.1"),
              statement -> statement.put("predicateType", 1),
              statement -> statement.putNull("predicate")),
          Reason.LEGACY_PREDICATE,
          List.of(statement -> statement.put("predicateType", Statement.LEGACY_PREDICATE_TYPE)),
          Reason.SUBJECT,
          List.of(
              statement -> upperCase((ObjectNode) subject(statement).get("digest"), "sha256"),
              statement -> ((ObjectNode) subject(statement).get("digest")).put("sha512", "AB12"),
              statement -> ((ObjectNode) subject(statement).get("digest")).put("sha512", 12),
              statement -> statement.putArray("subject"),
              statement -> ((ArrayNode) statement.get("subject")).addObject(),
              statement -> subject(statement).put("name", ""),
              statement -> subject(statement).remove("name"),
              statement -> subject(statement).putObject("digest").put("sha512", "00"),
              statement -> subject(statement).putObject("digest").put("sha256", "zz")),
          Reason.ROOT_DIGEST,
          List.of(
              statement -> subject(statement).putObject("digest").put("sha256", "00".repeat(32)),
              statement -> resources(statement).add(resources(statement).remove(0))),
          Reason.SERIALIZATION,
          List.of(
              statement -> predicate(statement).remove("serialization"),
              statement -> serialization(statement).put("method", "tensors"),
              statement -> serialization(statement).put("hash_type", "sha512"),
              statement -> serialization(statement).put("hash_type", "SHA256"),
              statement -> serialization(statement).put("allow_symlinks", "false"),
              statement -> serialization(statement).remove("allow_symlinks"),
              statement -> serialization(statement).put("shard_size", 10),
              statement -> serialization(statement).put("method", "shards"),
              statement -> shards(statement, 0),
              statement -> shards(statement, 1.5),
              statement -> shards(statement, 1e300),
              statement -> serialization(statement).put("ignore_paths", "a"),
              statement -> serialization(statement).putArray("ignore_paths").add(1),
              statement -> serialization(statement).putArray("ignore_paths").add("*.py"),
              statement -> serialization(statement).putArray("ignore_paths").add("../x"),
              statement -> serialization(statement).putArray("ignore_paths").add("/x")),
          Reason.RESOURCES,
          List.of(
              statement -> predicate(statement).putArray("resources"),
              statement -> predicate(statement).remove("resources"),
              statement -> resources(statement).add("x"),
              statement -> resources(statement).add(resource(statement).deepCopy()),
              statement -> resource(statement).put("name", "../x"),
              statement -> resource(statement).put("name", "/etc/passwd"),
              statement -> resource(statement).put("name", "."),
              statement -> resource(statement).remove("name"),
              statement -> resource(statement).put("algorithm", "blake3"),
              statement -> resource(statement).put("digest", "00"),
              statement -> upperCase(resource(statement), "digest"),
              statement -> resource(statement).put("digest", 7)));

  private static void upperCase(ObjectNode object, String member) {
    String upper = object.get(member).textValue().toUpperCase(Locale.ROOT);
    assertThat(upper).isNotEqualTo(object.get(member).textValue());
    object.put(member, upper);
  }

  private static void shards(ObjectNode statement, double size) {
    serialization(statement).put("method", "shards").put("shard_size", size);
  }

  static Stream<Arguments> refused() {
    return REFUSED.entrySet().stream()
        .flatMap(row -> row.getValue().stream().map(change -> Arguments.of(row.getKey(), change)));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("refused")
  void refusesStatementsThatBreakARule(Reason reason, Consumer<ObjectNode> change) {
    refuses(changed(change), reason);
  }

  @Test
  void aNullDoesNotStandForASizeThatIsNeeded() {
    refuses(
        changed(
            statement -> serialization(statement).put("method", "shards").putNull("shard_size")),
        Reason.SERIALIZATION);
  }

  @Test
  void aNullListOfIgnoredPathsIsAnEmptyOne() throws StatementFormatException {
    Statement read =
        StatementReader.read(
            changed(statement -> serialization(statement).putNull("ignore_paths")));
    assertThat(read.manifest().serialization().ignorePaths()).isEmpty();
  }

  @Test
  void aDotNamesTheFileOfASingleFileModelOnly() throws StatementFormatException {
    Manifest single = new Manifest("m", Serialization.files(), List.of(entry(".", "1")));
    assertThat(StatementReader.read(StatementWriter.write(single)).manifest().entries())
        .containsExactly(entry(".", "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{\"a\":1,\"a\":2}", "{} x", "\"\""})
  void refusesWhatIsNotAJsonObject(String text) {
    refuses(text.getBytes(StandardCharsets.UTF_8), Reason.MALFORMED);
  }

  @Test
  void refusesOtherEncodingsThanUtf8() {
    refuses("{}".getBytes(StandardCharsets.UTF_16LE), Reason.MALFORMED);
    refuses(new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', '}'}, Reason.MALFORMED);
  }

  @Test
  void throwsNothingElseOnDamagedStatements() {
    byte[] good = StatementWriter.write(MANIFEST);
    Random random = new Random(13);
    for (int round = 0; round < 3000; round++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(128);
      try {
        StatementReader.read(damaged);
      } catch (StatementFormatException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void theSerializationAloneIsReadWithoutTheResources() throws StatementFormatException {
    byte[] payload = changed(statement -> predicate(statement).remove("resources"));
    assertThat(StatementReader.readSerialization(payload)).isEqualTo(MANIFEST.serialization());
  }
}
