// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones whose large files were not fetched. */
class PointersTest {
  private static final String WEIGHTS = "weights ".repeat(1000);

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void modelAndKeys() {
    model = ModelDirectories.small(folder);
    KeyFiles.write(folder);
  }

  private static String lfs(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
        .formatted(Digest.sha256(bytes).hex(), bytes.length);
  }

  private OmsRun run(String command) {
    return OmsRun.in(folder, command.split(" "));
  }

  private OmsRun sign(String more) {
    return run(("sign key model --private-key key.pem " + more).strip());
  }

  private OmsRun verify() {
    return run("verify key model --signature model.sig --public-key public.pem");
  }

  @Test
  void clonesWithPointersAreNotSignedAndFilesAndCommandAreNamed() {
    ModelDirectories.write(model, "model.safetensors", lfs(WEIGHTS));
    ModelDirectories.write(model, "onnx/model.onnx", lfs("graph"));

    OmsRun signing = sign("");

    assertThat(signing.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(signing.err())
        .contains("'model.safetensors', 'onnx/model.onnx' are Git LFS pointers")
        .contains("run 'git lfs pull'")
        .contains("hint: fetch the content, or name --allow-pointers");
    assertThat(folder.resolve("model.sig")).doesNotExist();
  }

  @Test
  void namesThreeOfManyPointersAndCountsTheOthers() {
    for (int i = 0; i < 50; i++) {
      ModelDirectories.write(model, "part-%02d".formatted(i), lfs("part " + i));
    }
    assertThat(sign("").err())
        .contains("'part-00', 'part-01', 'part-02' and 47 more are Git LFS pointers");
  }

  @Test
  void pointersOfGitAnnexAreNotSignedEither() {
    ModelDirectories.write(
        model,
        "model.safetensors",
        "/annex/objects/SHA256E-s8000--" + Digest.sha256(new byte[1]).hex() + ".safetensors\n");
    OmsRun signing = sign("");
    assertThat(signing.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(signing.err()).contains("is a git-annex pointer").contains("git annex get");
  }

  @Test
  void singleFileThatIsAPointerIsNotSigned() {
    ModelDirectories.write(folder, "tiny.gguf", lfs(WEIGHTS));
    OmsRun signing = run("sign key tiny.gguf --private-key key.pem");
    assertThat(signing.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(signing.err()).contains("'tiny.gguf' is a Git LFS pointer");
  }

  @Test
  void pointersAreNotDigestedAsIfTheyWereContent() {
    ModelDirectories.write(model, "model.safetensors", lfs(WEIGHTS));
    OmsRun digest = run("digest model");
    assertThat(digest.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(digest.out()).isEmpty();
    assertThat(run("digest model --allow-pointers").exit()).isZero();
  }

  @Test
  void repositoryThatMeansItsPointersIsSignedWhenAsked() {
    ModelDirectories.write(model, "testdata/pointer", lfs("fixture"));
    assertThat(sign("--allow-pointers").exit()).isZero();
    assertThat(verify().exit()).isZero();
  }

  @Test
  void pointerAtAnIgnoredPathIsNoReason() {
    ModelDirectories.write(model, "testdata/pointer", lfs("fixture"));
    assertThat(sign("--ignore-paths model/testdata").exit()).isZero();
  }

  @Test
  void verificationSaysThatTheSignedContentWasNotFetched() throws IOException {
    assertThat(sign("").exit()).isZero();
    ModelDirectories.write(model, "model.safetensors", lfs(WEIGHTS));

    OmsRun verifying = verify();

    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out())
        .contains("changed: model.safetensors (1 of 4 signed files)")
        .contains(
            "'model.safetensors' is a Git LFS pointer to the signed content, which was not fetched:"
                + " run 'git lfs pull'");
    assertThat(Files.size(model.resolve("model.safetensors"))).isLessThan(200);
  }

  @Test
  void pointerToOtherContentIsNotCalledTheSignedOne() {
    assertThat(sign("").exit()).isZero();
    ModelDirectories.write(model, "model.safetensors", lfs("other weights"));
    OmsRun verifying = verify();
    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out())
        .contains("'model.safetensors' is a Git LFS pointer in place of content")
        .doesNotContain("to the signed content");
  }

  @Test
  void verificationSaysThatThePointerWasSignedInsteadOfTheContent() {
    ModelDirectories.write(model, "model.safetensors", lfs(WEIGHTS));
    assertThat(sign("--allow-pointers").exit()).isZero();
    ModelDirectories.write(model, "model.safetensors", WEIGHTS);

    OmsRun verifying = verify();

    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out())
        .contains("the signature covers a Git LFS pointer to 'model.safetensors'")
        .contains("sign again");
  }

  @Test
  void changedContentIsNotBlamedOnPointers() {
    assertThat(sign("").exit()).isZero();
    ModelDirectories.flipBit(model.resolve("model.safetensors"), 3);
    assertThat(verify().out()).contains("changed: model.safetensors").doesNotContain("pointer");
  }

  @Test
  void signatureAndKeysThatWereNotFetchedAreNamed() {
    assertThat(sign("").exit()).isZero();
    ModelDirectories.write(folder, "model.sig", lfs("bundle"));
    OmsRun verifying = verify();
    assertThat(verifying.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(verifying.err())
        .contains("the signature in", "it is a Git LFS pointer")
        .contains("hint: run 'git lfs pull'");

    ModelDirectories.write(folder, "key.pem", lfs("key"));
    assertThat(sign("").err()).contains("the private key in", "it is a Git LFS pointer");
  }

  @Test
  void measuringSaysThatTheSignatureFileWasNotFetched() throws IOException {
    ModelDirectories.write(model, "model.sig", lfs("bundle"));
    OmsRun run = OmsRun.measuring(folder, "model", "--signature-file=model.sig");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(Files.readString(folder.resolve("report")))
        .contains("BundleMalformed", "it is a Git LFS pointer", "git lfs pull");
  }

  @Test
  void shardsThatDifferAreExplainedToo() {
    assertThat(sign("--shard-size 100").exit()).isZero();
    ModelDirectories.write(model, "model.safetensors", lfs(WEIGHTS));
    assertThat(verify().out()).contains("'model.safetensors' is a Git LFS pointer in place of");
  }
}
