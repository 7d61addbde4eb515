// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static dev.modelsigning.cli.GateTrusts.trusted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.published.PublishedTrust.Denial;
import dev.modelsigning.trust.published.PublishedTrust.WantedAnnotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code oms gate}: exit status 0 only when every trust accepts what lies in the folder. */
final class GateCommandTest extends GateScenario {
  private static final KeyPair REVIEW = TestPki.ecKey();

  @BeforeEach
  void reviewedModel() throws IOException {
    Files.write(
        folder.resolve("review.sig"), Bundles.sign(Bundles.measure(model), Bundles.signer(REVIEW)));
  }

  private void signInside() throws Exception {
    Files.write(
        model.resolve("model.sig"),
        Bundles.sign(
            new ModelHasher()
                .hash(
                    model,
                    Serialization.files().withIgnorePaths(List.of("model.sig")),
                    HashOptions.defaults()),
            Bundles.signer(RELEASE)));
  }

  @Test
  void acceptsWhatATrustedKeySigned() {
    OmsRun run = gated("--signature=release.sig");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("Verified: 4 files signed by 'key-0'");
  }

  @Test
  void readsTheSignatureInTheModelWhereNoneIsNamed() throws Exception {
    signInside();
    OmsRun run = gated();
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @Test
  void refusesAChangedByte() {
    ModelDirectories.flipBit(model.resolve("config.json"), 0);
    OmsRun run = gated("--signature=release.sig");
    assertThat(run.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(run.err()).contains("Rejected (ContentMismatch): policy production:");
  }

  @Test
  void saysThatADownloadLeftPointersInPlaceOfContent() {
    ModelDirectories.write(
        model,
        "model.safetensors",
        "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 8000\n"
            .formatted("4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"));
    OmsRun run = gated("--signature=release.sig");
    assertThat(run.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(run.err()).contains("is a Git LFS pointer", "git lfs pull");
  }

  @Test
  void refusesAFileThatNobodySigned() {
    ModelDirectories.write(model, "extra.py", "import os");
    assertThat(gated("--signature=release.sig").exit()).isEqualTo(Exit.REJECTED.code());
  }

  @Test
  void refusesWhatLiesAtIgnoredPaths() {
    ModelDirectories.write(model, ".git/hooks/run.py", "import os");
    OmsRun run = gated("--signature=release.sig");
    assertThat(run.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(run.err()).contains("something lies at a path that the signature leaves out: .git");
  }

  @Test
  void refusesAnotherSigner() {
    OmsRun run = gated("--signature=review.sig");
    assertThat(run.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(run.err()).contains("Rejected (SignerUntrusted)");
  }

  @Test
  void countsDifferentSigners() {
    trust("release", trusted(2, RELEASE, REVIEW));
    assertThat(gated("--signature=release.sig").exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(gated("--signature=release.sig", "--signature=release.sig").exit())
        .isEqualTo(Exit.REJECTED.code());
    OmsRun both = gated("--signature=release.sig", "--signature=review.sig");
    assertThat(both.exit()).as(both.err()).isZero();
  }

  @Test
  void refusesDeniedContentAndKeys() throws IOException {
    String digest = "sha256:" + Bundles.measure(model).canonicalDigest().hex();
    trust(
        "release",
        trusted(
            1,
            List.of(),
            List.of(new Denial(Optional.of(digest), Optional.empty(), "poisoned")),
            RELEASE));
    assertThat(gated("--signature=release.sig").err()).contains("the policy denies it: poisoned");
    String key = KeyHint.of(RELEASE.getPublic());
    trust(
        "release",
        trusted(
            1,
            List.of(),
            List.of(new Denial(Optional.empty(), Optional.of(key), "lost")),
            RELEASE));
    assertThat(gated("--signature=release.sig").exit()).isEqualTo(Exit.REJECTED.code());
  }

  @Test
  void refusesASignatureWithoutAWantedAnnotation() {
    trust(
        "release",
        trusted(
            1,
            List.of(new WantedAnnotation("license", Optional.of(List.of("mit")))),
            List.of(),
            RELEASE));
    OmsRun run = gated("--signature=release.sig");
    assertThat(run.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(run.err()).contains("does not state the annotation license");
  }

  @Test
  void everyTrustHasToAcceptTheModel() {
    trust("strict", trusted(1, REVIEW));
    assertThat(gated("--signature=release.sig", "--trust=trust/strict").exit())
        .isEqualTo(Exit.REJECTED.code());
    assertThat(gate("model", "--trust=trust", "--signature=release.sig").exit())
        .isEqualTo(Exit.REJECTED.code());
    assertThat(
            gate("model", "--trust=trust", "--signature=release.sig", "--signature=review.sig")
                .exit())
        .isZero();
  }

  @Test
  void refusesTrustThatIsMissingOrNotOfThisVersion() {
    assertThat(gate("model", "--trust=trust/none", "--signature=release.sig").exit())
        .isEqualTo(Exit.USAGE.code());
    ModelDirectories.write(folder, "trust/release", "{\"version\":\"v2\"}");
    OmsRun run = gated("--signature=release.sig");
    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("its version is 'v2'");
  }

  @Test
  void refusesAnEmptyFolderOfTrust() throws IOException {
    Files.createDirectory(folder.resolve("nothing"));
    assertThat(gate("model", "--trust=nothing", "--signature=release.sig").exit())
        .isEqualTo(Exit.USAGE.code());
  }

  @Test
  void refusesASignatureFileThatIsNoBundle() {
    ModelDirectories.write(model, "hidden.py", "import os");
    OmsRun run = gated("--signature=release.sig", "--signature=model/hidden.py");
    assertThat(run.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(run.err()).contains("is not a usable bundle");
  }

  @Test
  void refusesAFolderBehindALink() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), model);
    OmsRun run = gate("link", "--trust=trust/release", "--signature=release.sig");
    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    Files.createDirectory(folder.resolve("above"));
    Files.createSymbolicLink(folder.resolve("above/deep"), folder);
    OmsRun deep = gate("above/deep/model", "--trust=trust/release", "--signature=release.sig");
    assertThat(deep.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(deep.err()).contains("is reached through a link");
  }

  @Test
  void refusesASnapshotWhoseLinksLeadOutOfIt() throws IOException {
    Files.createDirectories(folder.resolve("models--o--n/snapshots"));
    Files.createDirectories(folder.resolve("models--o--n/blobs"));
    Files.move(model, folder.resolve("models--o--n/snapshots/c"));
    OmsRun run =
        gate("models--o--n/snapshots/c", "--trust=trust/release", "--signature=release.sig");
    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("is a snapshot of a Hugging Face cache");
  }

  @Test
  void runsTheCommandFirst() throws IOException {
    Files.move(model, folder.resolve("remote"));
    OmsRun run = gated("--signature=release.sig", "--", "/bin/cp", "-r", "remote", "model");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(model.resolve("config.json").getParent()).isDirectory();
  }

  @Test
  void keepsTheExitStatusOfACommandThatFails() {
    OmsRun run = gated("--signature=release.sig", "--", "/bin/sh", "-c", "exit 7");
    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.err()).doesNotContain("Verified");
  }

  @Test
  void refusesACommandThatCannotBeStarted() {
    OmsRun run = gated("--signature=release.sig", "--", "/no/such/program");
    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("the command cannot be started");
  }

  @Test
  void endsAndRefusesWhatACommandLeavesBehind() throws IOException {
    OmsRun run =
        gated(
            "--signature=release.sig",
            "--",
            "/bin/sh",
            "-c",
            "sleep 300 >/dev/null 2>&1 & echo $! >pid");
    assertThat(run.exit()).isEqualTo(Exit.UNKNOWN.code());
    assertThat(run.err()).contains("left processes").contains("sleep");
    long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void checksTheTrustBeforeTheCommandRuns() {
    OmsRun run =
        gate("model", "--trust=trust/none", "--signature=release.sig", "--", "/bin/touch", "ran");
    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(folder.resolve("ran")).doesNotExist();
  }

  @Test
  void writesTheResultIntoTheTerminationMessage() throws IOException {
    Path log =
        ModelDirectories.write(folder, "log", "earlier, and longer than the result is".repeat(9));
    gated("--signature=release.sig", "--termination-log=log");
    assertThat(log).content().startsWith("Verified: 4 files");
    ModelDirectories.write(model, "extra.py", "import os");
    gated("--signature=release.sig", "--termination-log=log");
    assertThat(log).content().startsWith("Rejected (ContentMismatch)");
    gate("model", "--trust=trust/none", "--termination-log=log");
    assertThat(log).content().startsWith("the trust cannot be read");
  }
}
