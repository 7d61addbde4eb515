// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EvidenceStoreIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private static final EvidenceStore.Owner OWNER = owner("owner-uid", true);

  private static EvidenceStore.Owner owner(String uid, boolean trusted) {
    return new EvidenceStore.Owner(uid, "team-a/minilm", "job-uid", trusted, Optional.empty());
  }

  private String namespace;
  private EvidenceStore store;

  @BeforeEach
  void newNamespace() {
    namespace = API.newNamespace("system", Map.of());
    store = new EvidenceStore(API.admin(), namespace);
  }

  private static Measured measured(int files) {
    List<ManifestEntry> entries =
        IntStream.range(0, files)
            .mapToObj(
                i ->
                    new ManifestEntry(
                        "weights-%06d.bin".formatted(i),
                        Digest.SHA256,
                        Digest.sha256(ByteBuffer.allocate(4).putInt(i).array())))
            .toList();
    Manifest manifest = new Manifest("model", Serialization.files(), entries);
    var report =
        new TerminationReport(
            TerminationReport.VERSION,
            "nonce",
            "job-uid",
            0,
            TerminationReport.MEASURED,
            "",
            "",
            manifest.canonicalDigest().hex(),
            "00",
            files,
            files,
            "",
            Instant.EPOCH);
    return new Measured(report, Optional.of(new byte[] {1, 2, 3}), Optional.of(manifest));
  }

  private List<ConfigMap> parts() {
    return API.admin()
        .configMaps()
        .inNamespace(namespace)
        .withLabel("modelsigning.dev/evidence-content")
        .list()
        .getItems();
  }

  @Test
  void savedEvidenceIsLoaded() {
    Measured saved = measured(3);
    store.save(OWNER, saved);

    Optional<Measured> loaded = store.load("owner-uid", Optional.empty(), "job-uid");

    assertThat(loaded).isPresent();
    assertThat(loaded.get().report()).isEqualTo(saved.report());
    assertThat(loaded.get().manifest()).isEqualTo(saved.manifest());
    assertThat(loaded.get().bundle()).hasValue(new byte[] {1, 2, 3});
  }

  @Test
  void largeEvidenceIsKeptInPartsAndReplacedBySmaller() {
    Measured large = measured(60_000);
    store.save(OWNER, large);
    assertThat(parts()).hasSizeGreaterThan(1);
    assertThat(store.load("owner-uid", Optional.empty(), "job-uid"))
        .map(Measured::manifest)
        .hasValue(large.manifest());

    store.save(OWNER, measured(1));
    assertThat(store.load("owner-uid", Optional.empty(), "job-uid"))
        .map(Measured::manifest)
        .hasValue(measured(1).manifest());
  }

  @Test
  void missingPartMakesTheEvidenceAbsent() {
    store.save(OWNER, measured(60_000));
    API.admin().resource(parts().getLast()).delete();

    assertThat(store.load("owner-uid", Optional.empty(), "job-uid")).isEmpty();
  }

  @Test
  void evidenceOfAnotherJobIsAbsent() {
    store.save(OWNER, measured(1));
    assertThat(store.load("owner-uid", Optional.empty(), "other-job")).isEmpty();
    assertThat(store.load("other-owner", Optional.empty(), "job-uid")).isEmpty();
  }

  @Test
  void resourcesThatHaveTheSameShareWhatIsStored() {
    store.save(owner("first", true), measured(3));
    store.save(owner("second", true), measured(3));

    assertThat(parts()).hasSize(1);
    store.forget("first", Optional.empty());
    assertThat(store.load("first", Optional.empty(), "job-uid")).isEmpty();
    assertThat(store.load("second", Optional.empty(), "job-uid")).isPresent();
  }

  @Test
  void evidenceThatNoPolicyTrustsIsKeptWithinTheNamespacesShareOnly() {
    // Digests cannot be compressed: each of these takes a third of the share.
    assertThat(store.save(owner("first", false), measured(75_000))).isTrue();
    assertThat(store.save(owner("second", false), measured(75_001))).isTrue();
    assertThat(store.save(owner("third", false), measured(75_002))).isTrue();
    assertThat(store.save(owner("fourth", false), measured(75_003))).isFalse();
    assertThat(store.load("fourth", Optional.empty(), "job-uid")).isEmpty();

    assertThat(store.save(owner("fifth", true), measured(75_004))).isTrue();
    assertThat(store.save(owner("first", true), measured(75_000))).isTrue();
    assertThat(store.save(owner("fourth", false), measured(75_003))).isTrue();
  }

  @Test
  void largeEvidenceThatAPolicyTrustsIsKeptWithinTheNamespacesShareOnly() {
    store = new EvidenceStore(API.admin(), namespace, 2 << 20);
    Measured large = measured(30_000); // of which one fits, and not two
    assertThat(store.save(owner("first", true), large)).isTrue();
    assertThat(store.save(owner("equal", true), large)).isTrue();
    assertThat(store.save(owner("padded", true), measured(30_001))).isFalse();
    assertThat(store.load("padded", Optional.empty(), "job-uid")).isEmpty();
    assertThat(store.save(owner("small", true), measured(3))).isTrue();
    assertThat(store.save(elsewhere(), measured(30_001))).isTrue();

    store.forget("first", Optional.empty());
    assertThat(store.save(owner("equal", true), measured(30_002))).isTrue();
  }

  @Test
  void evidenceThatIsStoredAtTheSameTimeSharesTheRoom() throws Exception {
    store = new EvidenceStore(API.admin(), namespace, 2 << 20);
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> saves =
          IntStream.range(0, 4)
              .<Callable<Boolean>>mapToObj(
                  n -> () -> store.save(owner("owner-" + n, true), measured(30_000 + n)))
              .toList();
      List<Boolean> kept = new ArrayList<>();
      for (Future<Boolean> save : threads.invokeAll(saves)) {
        kept.add(save.get());
      }
      assertThat(kept).containsExactlyInAnyOrder(true, false, false, false);
    }
  }

  private static EvidenceStore.Owner elsewhere() {
    return new EvidenceStore.Owner("else", "team-b/minilm", "job-uid", true, Optional.empty());
  }

  @Test
  void damagedEvidenceIsAbsent() {
    store.save(OWNER, measured(1));
    ConfigMap part = parts().getFirst();
    part.getBinaryData().put("evidence", "AAAA");
    API.admin().resource(part).update();

    assertThat(store.load("owner-uid", Optional.empty(), "job-uid")).isEmpty();
  }
}
