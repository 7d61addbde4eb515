// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedRootMirrorTest {
  private static final Instant NOW = TestPki.NOW;
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));
  private static final Instant NEXT_YEAR = NOW.plus(Duration.ofDays(400));

  @TempDir private Path folder;
  private TufRepository repository;
  private byte[] trustedRoot;

  @BeforeEach
  void publish() throws IOException {
    try (PrivateSigstore sigstore = PrivateSigstore.start(CLOCK)) {
      trustedRoot = sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8);
    }
    repository = new TufRepository();
    Files.write(folder.resolve("root.json"), repository.root(NEXT_YEAR));
    repository.publish(trustedRoot, 3, TOMORROW);
  }

  @AfterEach
  void stop() {
    repository.close();
  }

  private TrustedRootMirror mirror() {
    return TrustedRootMirror.at(repository.url(), folder.resolve("root.json"));
  }

  private TrustedRoot fetch() throws TrustMaterialException {
    return mirror().fetch(folder.resolve("cache"), CLOCK);
  }

  /** The trusted root with the first of its logs only. */
  private byte[] withOneLog() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = (ObjectNode) mapper.readTree(trustedRoot);
    ((ArrayNode) root.get("tlogs")).remove(1);
    return mapper.writeValueAsBytes(root);
  }

  private void refused() {
    assertThatExceptionOfType(TrustMaterialException.class)
        .isThrownBy(this::fetch)
        .withMessageContaining(repository.url().toString());
  }

  @Test
  void takesTheTrustedRootOfARepositoryThatVerifies() throws Exception {
    assertThat(fetch().logs()).hasSize(2);
    assertThat(folder.resolve("cache/targets/trusted_root.json")).hasBinaryContent(trustedRoot);
    assertThat(fetch().logs()).hasSize(2);
  }

  @Test
  void refusesATrustedRootThatWasChanged() {
    byte[] changed = trustedRoot.clone();
    changed[changed.length - 2] ^= 1;
    repository.replace(trustedRoot, changed);
    refused();
  }

  @Test
  void refusesMetadataOfAnotherKey() {
    repository.publish(trustedRoot, 4, TOMORROW, TufRepository.newKey());
    refused();
  }

  @Test
  void refusesMetadataThatHasEnded() {
    repository.publish(trustedRoot, 4, NOW.minus(Duration.ofDays(1)));
    refused();
  }

  @Test
  void refusesMetadataThatIsUnchangedAndHasEnded() throws Exception {
    fetch();
    Clock later = Clock.offset(CLOCK, Duration.ofDays(364));
    assertThatExceptionOfType(TrustMaterialException.class)
        .isThrownBy(() -> mirror().fetch(folder.resolve("cache"), later))
        .withMessageContaining("expired");
  }

  @Test
  void refusesWhatIsOlderThanWhatItHasSeen() throws Exception {
    fetch();
    repository.publish(trustedRoot, 2, TOMORROW);
    assertThatExceptionOfType(TrustMaterialException.class)
        .isThrownBy(this::fetch)
        .withMessageContaining("timestamp.json has version 2, but version 3 was seen before");
  }

  @Test
  void takesTheNewTrustedRootAfterAFetchThatBrokeOff() throws Exception {
    repository.publish(withOneLog(), 3, TOMORROW);
    assertThat(fetch().logs()).hasSize(1);
    for (String file : List.of("/4.snapshot.json", "/4.targets.json")) {
      repository.publish(trustedRoot, 4, TOMORROW);
      repository.withhold(file);
      refused();
    }
    repository.publish(trustedRoot, 4, TOMORROW);
    assertThat(fetch().logs()).hasSize(2);
  }

  @Test
  void leavesWhatItHasSeenWhenAFetchBreaksOff() throws Exception {
    fetch();
    Map<String, String> before = cache();
    repository.publish(trustedRoot, 4, TOMORROW);
    repository.withhold("/4.targets.json");
    refused();
    assertThat(cache()).isEqualTo(before);
    assertThat(before.keySet())
        .containsExactlyInAnyOrder(
            "root.json",
            "timestamp.json",
            "snapshot.json",
            "targets.json",
            "targets/trusted_root.json");
  }

  private Map<String, String> cache() throws IOException {
    Path cache = folder.resolve("cache");
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(cache)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(cache.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root.json",
        "timestamp.json",
        "snapshot.json",
        "targets.json",
        "targets/trusted_root.json"
      })
  void aDamagedFileOfAnEarlierFetchDoesNoHarm(String name) throws Exception {
    Path file = folder.resolve("cache").resolve(name);
    for (String damage : List.of("", "{", "{\"signed\":{}}", "null")) {
      fetch();
      Files.writeString(file, damage);
      assertThat(fetch().logs()).hasSize(2);
      assertThat(file).isNotEmptyFile();
    }
  }

  @Test
  void versionsStartAnewOnlyAfterAChangeOfKeys() throws Exception {
    fetch();
    repository.publish(trustedRoot, 2, TOMORROW);
    refused();
    repository.rotateTimestampKey(NEXT_YEAR);
    repository.publish(trustedRoot, 3, TOMORROW);
    assertThat(fetch().logs()).hasSize(2);
    repository.publish(trustedRoot, 2, TOMORROW);
    refused();
  }

  @Test
  void anAnswerThatTricklesEndsTheFetch() {
    repository.hangAt("/timestamp.json");
    Duration tooLong = Duration.ofMinutes(5);
    Duration moment = Duration.ofSeconds(1);
    for (TrustedRootMirror mirror :
        List.of(mirror().within(moment, tooLong), mirror().within(tooLong, moment))) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () ->
              assertThatExceptionOfType(TrustMaterialException.class)
                  .isThrownBy(() -> mirror.fetch(folder.resolve("cache"), CLOCK))
                  .withMessageMatching(".*timestamp.json (does|did) not answer within .*"));
    }
  }

  @Test
  void refusesWhatCannotBeReached() {
    repository.close();
    refused();
  }
}
