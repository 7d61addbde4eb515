// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.modelsigning.json.StrictJson;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.statement.StatementFormatException.Reason;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.Authentication.Authenticated;
import dev.modelsigning.verification.ModelVerifier;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements at and beyond every limit; a large honest one is within them. */
class HostileStatementTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Digest DIGEST = Digest.sha256(new byte[] {1});

  private static Manifest manifest(List<String> names) {
    return new Manifest(
        "model",
        Serialization.files(),
        names.stream().map(name -> new ManifestEntry(name, DIGEST)).toList());
  }

  private static String statement() {
    return new String(StatementWriter.write(manifest(List.of("a"))), StandardCharsets.UTF_8);
  }

  private static void refuses(String statement, Reason reason) {
    byte[] payload = statement.getBytes(StandardCharsets.UTF_8);
    assertTimeoutPreemptively(
        LIMIT,
        () ->
            assertThatExceptionOfType(StatementFormatException.class)
                .isThrownBy(() -> StatementReader.read(payload))
                .matches(e -> e.reason() == reason, reason.name()));
  }

  /** Reads the parameters of a statement with something else beside them. */
  private static Serialization parameters(String more) throws StatementFormatException {
    String statement = statement().replaceFirst("\\{", "{\"more\":" + more + ",");
    return StatementReader.readSerialization(statement.getBytes(StandardCharsets.UTF_8));
  }

  private static void refusesParameters(String why, String more) {
    assertThatExceptionOfType(StatementFormatException.class)
        .isThrownBy(() -> parameters(more))
        .matches(e -> e.reason() == Reason.MALFORMED)
        .withMessageContaining(why);
  }

  private static String members(int count) {
    return IntStream.range(0, count)
        .mapToObj("\"m%d\":0"::formatted)
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Test
  void objectsWithVeryManyMembersAreNotReadBeforeTheyAreAuthenticated() throws Exception {
    assertThat(parameters(members(StrictJson.MAX_MEMBERS))).isEqualTo(Serialization.files());
    String tooMany = members(StrictJson.MAX_MEMBERS + 1);
    refusesParameters("more than 10000 members", tooMany);
    refusesParameters("more than 10000 members", "[0,{\"a\":[" + tooMany + "]}]");
    refusesParameters("more than 10000 members", "0," + tooMany.substring(1, tooMany.length() - 1));
  }

  @Test
  void veryManyValuesUnderKnownNamesAreNotReadBeforeTheyAreAuthenticated() throws Exception {
    String zeros = "[0" + ",0".repeat(StrictJson.MAX_KEPT) + "]";
    assertThat(parameters(zeros)).isEqualTo(Serialization.files());
    refusesParameters("more than 250000 values", "0,\"method\":" + zeros);
    refusesParameters(
        "more than 250000 values", "0,\"ignore_paths\":[{\"method\":[" + zeros + "]}]");
  }

  @Test
  void membersThatArePassedOverAreCheckedForForm() {
    refusesParameters("Duplicate field 'a'", "{\"b\":[{\"a\":1,\"a\":2}]}");
    refusesParameters("Unexpected", "[0,{\"a\"]");
  }

  @Test
  void twoHundredThousandFilesAreSignedAndRead() throws Exception {
    List<String> names =
        IntStream.range(0, 200_000).mapToObj("checkpoints/step-%06d/shard.bin"::formatted).toList();
    Manifest manifest = manifest(names);
    KeyPair key = TestPki.ecKey();
    byte[] bundle = Bundles.sign(manifest, Bundles.signer(key));
    ModelVerifier verifier = new ModelVerifier(Clock.fixed(TestPki.NOW, ZoneOffset.UTC));

    var result =
        verifier.authenticate(
            bundle, List.of(KeyAuthority.ofPem("release", TestPki.publicPem(key))));

    assertThat(result).isInstanceOf(Authenticated.class);
    assertThat(((Authenticated) result).statement().manifest()).isEqualTo(manifest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e-1000000000",
        "1e300",
        "9999999999999999999999999999",
        "-1",
        "0",
        "0.5",
        "\"1000\"",
        "null",
        "true",
        "[1]"
      })
  void refusesThisShardSize(String size) {
    refuses(withShardSize(size), Reason.SERIALIZATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e1000000000", "1e309", "NaN", "1_000", "0x10"})
  void refusesThisNumber(String size) {
    refuses(withShardSize(size), Reason.MALFORMED);
  }

  private static String withShardSize(String size) {
    return statement()
        .replace("\"method\":\"files\"", "\"method\":\"shards\",\"shard_size\":" + size);
  }

  @Test
  void refusesNumbersOfEndlessDigits() {
    String digits = "1".repeat(1 << 20);
    refuses("{\"a\":" + digits + "}", Reason.MALFORMED);
    refuses("{\"a\":0." + digits + "}", Reason.MALFORMED);
    refuses("{\"a\":1e" + digits + "}", Reason.MALFORMED);
  }

  @Test
  void refusesDepthWithoutFollowingIt() {
    refuses(nested(StatementJson.MAX_DEPTH), Reason.MALFORMED); // in one object more
    refuses("[".repeat(StatementJson.MAX_BYTES), Reason.MALFORMED);
    refuses("{\"a\":".repeat(5_000_000), Reason.MALFORMED);
  }

  private static String nested(int depth) {
    return statement()
        .replaceFirst("\\{", "{\"more\":" + "[".repeat(depth) + "]".repeat(depth) + ",");
  }

  /** Threads of the operator have 1 MiB. */
  @Test
  void readsTheDeepestNestingOnASmallStack() throws Exception {
    byte[] payload = nested(StatementJson.MAX_DEPTH - 1).getBytes(StandardCharsets.UTF_8);
    List<String> read = new ArrayList<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                read.add(StatementReader.read(payload).subjectName());
                read.add(StatementReader.readSerialization(payload).hashType());
              } catch (StatementFormatException e) {
                read.add(e.toString());
              }
            },
            "small",
            256 << 10);
    thread.start();
    thread.join();
    assertThat(read).containsExactly("model", "sha256");
  }

  @Test
  void refusesTextsAndNamesOverTheirLimits() {
    refuses("{\"" + "a".repeat(2_000) + "\":1}", Reason.MALFORMED);
    refuses("{\"a\":\"" + "a".repeat(StatementJson.MAX_STRING + 1) + "\"}", Reason.MALFORMED);
  }

  @Test
  void refusesAStreamThatDoesNotEnd() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }

          @Override
          public int read(byte[] into, int start, int length) {
            Arrays.fill(into, start, start + length, (byte) ' ');
            return length;
          }
        };
    assertThatExceptionOfType(StatementFormatException.class)
        .isThrownBy(() -> StatementReader.read(endless))
        .matches(e -> e.reason() == Reason.MALFORMED)
        .withMessageContaining("longer than 402653184 bytes");
  }

  @Test
  void namesWithOneHashCodeTakeNoLonger() {
    List<String> names = new ArrayList<>(List.of(""));
    // "Aa" and "BB" have the same hash code, and so do all words made of as many of them.
    for (int i = 0; i < 16; i++) {
      names =
          new ArrayList<>(
              names.stream().flatMap(name -> List.of(name + "Aa", name + "BB").stream()).toList());
    }
    assertThat(names)
        .hasSize(1 << 16)
        .allMatch(name -> name.hashCode() == "Aa".repeat(16).hashCode());
    Manifest manifest = manifest(names);
    StringBuilder members = new StringBuilder("{");
    names.forEach(name -> members.append('"').append(name).append("\":1,"));
    String unknown = members.append("\"last\":1,").toString();

    assertTimeoutPreemptively(LIMIT, () -> StatementReader.read(StatementWriter.write(manifest)));
    assertTimeoutPreemptively(
        LIMIT,
        () ->
            StatementReader.read(
                statement().replaceFirst("\\{", unknown).getBytes(StandardCharsets.UTF_8)));
  }
}
