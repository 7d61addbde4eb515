// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.tuf.TrustedRootMirror.Fetched;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of a fetch, which may be kept where others can write. */
class FetchRecordTest {
  private static final Instant NOW = TestPki.NOW;
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));
  private static final Instant NEXT_YEAR = NOW.plus(Duration.ofDays(400));

  private TufRepository repository;
  private byte[] trustedRoot;
  private byte[] otherRoot;

  @BeforeEach
  void publish() {
    trustedRoot = newRoot();
    otherRoot = newRoot();
    repository = new TufRepository();
    repository.publish(trustedRoot, 3, TOMORROW);
  }

  @AfterEach
  void stop() {
    repository.close();
  }

  private static byte[] newRoot() {
    try (PrivateSigstore sigstore = PrivateSigstore.start(CLOCK)) {
      return sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8);
    }
  }

  private TrustedRootMirror mirror() {
    String first = new String(repository.root(NEXT_YEAR), StandardCharsets.UTF_8);
    return TrustedRootMirror.startingFrom(first, repository.url());
  }

  private FetchRecord fetched() throws TrustMaterialException {
    return mirror().fetchAfter(Optional.empty(), CLOCK).files();
  }

  private static void refused(TrustedRootMirror mirror, FetchRecord files) {
    assertThatExceptionOfType(TrustMaterialException.class)
        .isThrownBy(() -> mirror.recall(files))
        .withMessageContaining("does not verify");
  }

  @Test
  void leadsToTheSameRootWithoutTheMirror() throws Exception {
    TrustedRootMirror mirror = mirror();
    Fetched fetched = mirror.fetchAfter(Optional.empty(), CLOCK);
    repository.close();

    assertThat(mirror.recall(fetched.files()).digest()).isEqualTo(fetched.root().digest());
    assertThat(fetched.files().at()).isEqualTo(NOW);
    assertThat(fetched.files().files())
        .containsOnlyKeys(
            "timestamp.json", "3.snapshot.json", "3.targets.json", "trusted_root.json");
  }

  @Test
  void refusesFilesThatWereExchangedOrTakenAway() throws Exception {
    FetchRecord files = fetched();
    for (String name : files.files().keySet()) {
      Map<String, String> changed = new HashMap<>(files.files());
      changed.put(name, new String(otherRoot, StandardCharsets.UTF_8));
      refused(mirror(), new FetchRecord(changed, files.at()));
      changed.remove(name);
      refused(mirror(), new FetchRecord(changed, files.at()));
    }
  }

  @Test
  void refusesFilesOfAnotherFirstRootAndOfATimeAtWhichTheyHadEnded() throws Exception {
    FetchRecord files = fetched();
    try (TufRepository other = new TufRepository()) {
      String first = new String(other.root(NEXT_YEAR), StandardCharsets.UTF_8);
      refused(TrustedRootMirror.startingFrom(first, repository.url()), files);
    }
    refused(mirror(), new FetchRecord(files.files(), NEXT_YEAR));
  }

  @Test
  void goesOnOverAChangeOfKeysAndKeepsTheWayThere() throws Exception {
    FetchRecord before = fetched();
    repository.rotateTimestampKey(NEXT_YEAR);
    repository.publish(otherRoot, 4, TOMORROW);
    FetchRecord after = mirror().fetchAfter(Optional.of(before), CLOCK).files();
    FetchRecord again = mirror().fetchAfter(Optional.of(after), CLOCK).files();

    assertThat(after.files()).containsKey("2.root.json");
    assertThat(again).isEqualTo(after);
    assertThat(mirror().recall(again).digest()).isNotEqualTo(mirror().recall(before).digest());
  }

  @Test
  void acceptsNothingOlderThanWhatItLeadsTo() throws Exception {
    FetchRecord before = fetched();
    repository.publish(otherRoot, 2, TOMORROW);

    assertThatExceptionOfType(TrustMaterialException.class)
        .isThrownBy(() -> mirror().fetchAfter(Optional.of(before), CLOCK))
        .withMessageContaining("timestamp.json has version 2, but version 3 was seen before")
        .withMessageNotContaining("draft-");
  }

  @Test
  void aDamagedRecordCountsAsNeverSeen() throws Exception {
    var damaged = new FetchRecord(Map.of("timestamp.json", "{"), NOW);

    assertThat(mirror().fetchAfter(Optional.of(damaged), CLOCK).files()).isEqualTo(fetched());
  }

  @Test
  void refusesFilesThatAreTooLargeToKeep() {
    byte[] large = new byte[FetchRecord.MAX_BYTES + 1];
    System.arraycopy(trustedRoot, 0, large, 0, trustedRoot.length);
    Arrays.fill(large, trustedRoot.length, large.length, (byte) ' ');
    repository.publish(large, 3, TOMORROW);

    assertThatExceptionOfType(TrustMaterialException.class).isThrownBy(this::fetched);
  }

  @Test
  void followsNoRedirect() {
    repository.redirect("/timestamp.json");

    assertThatExceptionOfType(TrustMaterialException.class)
        .isThrownBy(this::fetched)
        .withMessageContaining("302");
  }
}
