package dev.modelsigning.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedRootMirrorTest {
  private static final Instant NOW = TestPki.NOW;
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));

  @TempDir private Path folder;
  private TufRepository repository;
  private byte[] trustedRoot;

  @BeforeEach
  void publish() throws IOException {
    try (PrivateSigstore sigstore = PrivateSigstore.start(CLOCK)) {
      trustedRoot = sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8);
    }
    repository = new TufRepository();
    Files.write(folder.resolve("root.json"), repository.root(TOMORROW));
    repository.publish(trustedRoot, 3, TOMORROW);
  }

  @AfterEach
  void stop() {
    repository.close();
  }

  private TrustedRoot fetch() throws TrustMaterialException {
    return TrustedRootMirror.at(repository.url(), folder.resolve("root.json"))
        .fetch(folder.resolve("cache"), CLOCK);
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
  void refusesWhatIsOlderThanWhatItHasSeen() throws Exception {
    fetch();
    repository.publish(trustedRoot, 2, TOMORROW);
    refused();
  }

  @Test
  void refusesWhatCannotBeReached() {
    repository.close();
    refused();
  }
}
