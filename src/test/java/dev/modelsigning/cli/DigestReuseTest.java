// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestReuseTest {
  private static final String NONE = "(4 files) into";

  /** Ten seconds on, so that the files of the test are not too young to be remembered. */
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10));

  @TempDir private Path folder;
  private Path model;
  private Path identities;

  @BeforeEach
  void signedModel() {
    model = ModelDirectories.small(folder);
    identities = folder.resolve("state/oms/identities");
    KeyFiles.write(folder);
    KeyFiles.write(folder, "other-", TestPki.ecKey());
    assertThat(sign(LATER, "").out()).contains(NONE);
  }

  private OmsRun sign(Clock clock, String more) {
    return run(clock, "sign key model --private-key key.pem --progress none " + more);
  }

  private OmsRun run(Clock clock, String command) {
    Map<String, String> environment = Map.of("XDG_STATE_HOME", folder.resolve("state").toString());
    return OmsRun.in(folder, environment, clock, command.strip().split(" "));
  }

  private OmsRun signAgain() {
    OmsRun run = sign(LATER, "--signature model.sig --reuse-digests-from model.sig");
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private OmsRun verify() {
    return run(LATER, "verify key model --signature model.sig --public-key public.pem");
  }

  private Path onlyRecord() throws IOException {
    try (Stream<Path> files = Files.list(identities)) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void hashesOnlyWhatChangedAndSignsTheSame() {
    ModelDirectories.flipBit(model.resolve("config.json"), 0);
    ModelDirectories.write(model, "added.bin", "new");

    OmsRun again = signAgain();

    assertThat(again.out()).contains("(5 files, 3 of them not hashed again)");
    assertThat(again.err()).isEmpty();
    assertThat(verify().out()).contains("5 files signed by");
  }

  @Test
  void takesTheDigestsFromTheOldBundleAndDoesNotReadTheFiles() throws IOException {
    String first = Files.readString(folder.resolve("model.sig"));
    OmsRun before = run(LATER, "inspect model.sig --json");

    assertThat(signAgain().out()).contains("(4 files, 4 of them not hashed again)");

    assertThat(Files.readString(folder.resolve("model.sig"))).isNotEqualTo(first);
    assertThat(run(LATER, "inspect model.sig --json").out()).isEqualTo(before.out());
    assertThat(signAgain().out()).contains("4 of them not hashed again");
  }

  @Test
  void hashesAFileAgainThatWasChangedAndMadeToLookUnchanged() throws IOException {
    Path file = model.resolve("model.safetensors");
    FileTime modified = Files.getLastModifiedTime(file);
    ModelDirectories.flipBit(file, 17);
    Files.setLastModifiedTime(file, modified);

    assertThat(signAgain().out()).contains("3 of them not hashed again");
    assertThat(verify().exit()).isZero();
  }

  @Test
  void hashesAFileAgainThatWasOnlyTouched() throws IOException {
    Path file = model.resolve("config.json");
    Files.setLastModifiedTime(file, Files.getLastModifiedTime(file));

    assertThat(signAgain().out()).contains("3 of them not hashed again");
  }

  @Test
  void hashesAnotherFileOfTheSameContentAndFilesThatChangedPlaces() throws IOException {
    Path copy = Files.copy(model.resolve("config.json"), folder.resolve("copy"));
    Files.move(copy, model.resolve("config.json"), StandardCopyOption.ATOMIC_MOVE);
    Files.move(model.resolve("empty.txt"), model.resolve("other.txt"));

    assertThat(signAgain().out()).contains("2 of them not hashed again");
    assertThat(verify().exit()).isZero();
  }

  @Test
  void remembersNoFileThatChangedInTheTwoSecondsBefore() throws IOException {
    for (String name : files()) {
      ModelDirectories.write(model, name, "just now " + name);
    }
    assertThat(sign(Clock.systemUTC(), "").exit()).isZero();

    assertThat(signAgain().out()).contains(NONE);
  }

  private List<String> files() {
    try (Stream<Path> all = Files.walk(model)) {
      return new ArrayList<>(
          all.filter(Files::isRegularFile).map(file -> model.relativize(file).toString()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void refusesAnOldBundleOfAnotherSigner() {
    assertThat(run(LATER, "sign key model --private-key other-key.pem --signature b.sig").exit())
        .isZero();

    OmsRun unverified = sign(LATER, "--reuse-digests-from b.sig");
    OmsRun named = sign(LATER, "--reuse-digests-from b.sig --reuse-public-key other-public.pem");

    assertThat(unverified.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(unverified.err()).contains("b.sig does not verify").contains("--reuse-public-key");
    assertThat(named.out()).contains("4 of them not hashed again");
  }

  @Test
  void refusesADamagedOldBundle() throws IOException {
    String bundle = Files.readString(folder.resolve("model.sig"));
    ModelDirectories.write(
        folder, "model.sig", bundle.replace("\"payload\":\"ey", "\"payload\":\"ez"));

    OmsRun run = sign(LATER, "--reuse-digests-from model.sig --signature new.sig");

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("does not verify");
    assertThat(folder.resolve("new.sig")).doesNotExist();
  }

  @Test
  void asksForTheSignerOfTheOldBundleWhereNoKeySigns() {
    KeyFiles.writeCertificate(folder, new TestPki.Request("release"));
    String sign =
        "sign certificate model --private-key leaf-key.pem --signing-certificate leaf.pem"
            + " --reuse-digests-from model.sig --signature c.sig ";

    OmsRun nobody = run(LATER, sign);
    OmsRun somebody = run(LATER, sign + "--reuse-public-key public.pem");

    assertThat(nobody.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(nobody.err())
        .contains("the signer of the bundle of --reuse-digests-from is not named");
    assertThat(somebody.out()).contains("4 of them not hashed again");
  }

  @Test
  void doesNotUseWhatWasRecordedForAnotherBundle() throws IOException {
    Path first = onlyRecord();
    Files.move(folder.resolve("model.sig"), folder.resolve("first.sig"));
    assertThat(sign(LATER, "--no-record-identities").exit()).isZero();
    Path forged =
        identities.resolve(Digest.sha256(Files.readAllBytes(folder.resolve("model.sig"))).hex());
    Files.copy(first, forged);

    OmsRun run = signAgain();

    assertThat(run.out()).contains(NONE);
    assertThat(run.err()).contains("every file is hashed").contains("belongs to another bundle");
  }

  @Test
  void doesNotUseARecordThatOthersMayWrite() throws IOException {
    Files.setPosixFilePermissions(onlyRecord(), PosixFilePermissions.fromString("rw-rw----"));
    OmsRun file = sign(LATER, "--reuse-digests-from model.sig --signature b.sig");
    Files.setPosixFilePermissions(onlyRecord(), PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(identities, PosixFilePermissions.fromString("rwxrwxrwx"));
    OmsRun parent = sign(LATER, "--reuse-digests-from model.sig --signature b.sig");

    assertThat(file.out()).contains(NONE);
    assertThat(file.err()).contains("is writable for, another user");
    assertThat(parent.out()).contains(NONE);
  }

  @Test
  void doesNotUseADamagedRecord() throws IOException {
    Path record = onlyRecord();
    byte[] bytes = Files.readAllBytes(record);
    for (int length = 0; length < bytes.length; length += 23) {
      Files.write(record, Arrays.copyOf(bytes, length));
      OmsRun run =
          sign(LATER, "--reuse-digests-from model.sig --signature b.sig --no-record-identities");
      assertThat(run.out()).contains(NONE);
    }
  }

  @Test
  void reusesShardsAndOtherDigestsButNeverAcrossTheKinds() {
    String shards = "--shard-size 1000 --hash-algorithm blake2b --signature shards.sig ";
    assertThat(sign(LATER, shards).exit()).isZero();
    String first = run(LATER, "inspect shards.sig --json").out();

    OmsRun same = sign(LATER, shards + "--reuse-digests-from shards.sig");
    OmsRun other = sign(LATER, "--shard-size 999 --reuse-digests-from shards.sig");
    OmsRun files = sign(LATER, "--reuse-digests-from shards.sig");

    assertThat(same.out()).contains("3 of them not hashed again");
    assertThat(run(LATER, "inspect shards.sig --json").out()).isEqualTo(first);
    assertThat(other.out()).doesNotContain("not hashed again");
    assertThat(files.out()).contains(NONE);
    assertThat(files.err()).contains("has another digest algorithm or shard size");
  }

  @Test
  void knowsALinkByWhatItLeadsTo() throws IOException {
    Files.createSymbolicLink(model.resolve("link"), Path.of("config.json"));
    assertThat(sign(LATER, "--allow-symlinks").exit()).isZero();
    OmsRun same = sign(LATER, "--allow-symlinks --reuse-digests-from model.sig");
    Files.delete(model.resolve("link"));
    Files.createSymbolicLink(model.resolve("link"), Path.of("model.safetensors"));

    OmsRun other = sign(LATER, "--allow-symlinks --reuse-digests-from model.sig");

    assertThat(same.out()).contains("(5 files, 5 of them not hashed again)");
    assertThat(other.out()).contains("(5 files, 4 of them not hashed again)");
    assertThat(verify().exit()).isZero();
  }

  @Test
  void stillRefusesWhatAFullWalkRefuses() throws IOException {
    Files.delete(model.resolve("config.json"));
    Files.createSymbolicLink(model.resolve("config.json"), Path.of("onnx/model.onnx"));

    OmsRun run = sign(LATER, "--signature model.sig --reuse-digests-from model.sig");

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("'config.json' is a symbolic link");
  }

  @Test
  void recordsNothingWhenAskedNotToOrWithoutAHome() throws IOException {
    sign(LATER, "--signature b.sig --no-record-identities");
    OmsRun homeless = OmsRun.in(folder, "sign", "key", "model", "--private-key=key.pem");

    assertThat(homeless.exit()).isZero();
    assertThat(onlyRecord()).isRegularFile();
    try (Stream<Path> files = Files.list(identities)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void keepsOnlyTheLatestRecords() throws IOException {
    for (int i = 0; i < 70; i++) {
      ModelDirectories.write(identities, "old-%d".formatted(i), "x");
    }

    sign(LATER, "--signature b.sig");

    try (Stream<Path> files = Files.list(identities)) {
      assertThat(files).hasSize(64);
    }
  }
}
