// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignAndVerifyTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void modelAndKeys() {
    model = ModelDirectories.small(folder);
    KeyFiles.write(folder);
    KeyFiles.write(folder, "other-", TestPki.ecKey());
  }

  private OmsRun run(String command) {
    return OmsRun.in(folder, command.split(" "));
  }

  private void signed() {
    assertThat(run("sign key model --private-key key.pem").exit()).isZero();
  }

  private OmsRun verify(String more) {
    return run(("verify key model --signature model.sig --public-key public.pem " + more).strip());
  }

  @Test
  void verifiesWhatItSigned() {
    OmsRun signing = run("sign key model --private-key key.pem --signature a.sig");
    assertThat(signing.out()).startsWith("Signed model (4 files) into");

    OmsRun verifying = run("verify key model --public-key public.pem --signature a.sig");

    assertThat(verifying.exit()).isZero();
    assertThat(verifying.out()).startsWith("Verified: ").contains("4 files signed by 'public.pem'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void takesTheOptionNamesOfTheReferenceForCertificates(String curve) {
    certificates(curve);
    OmsRun signing =
        run(
            "sign certificate model --private_key leaf-key.pem --signing_certificate leaf.pem"
                + " --certificate_chain ca.pem --signature model.sig");
    assertThat(signing.exit()).as(signing.err()).isZero();

    OmsRun verifying =
        run("verify certificate model --signature model.sig --certificate_chain ca.pem");

    assertThat(verifying.exit()).as(verifying.out()).isZero();
  }

  private void certificates(String curve) {
    KeyFiles.writeCertificate(
        folder, new TestPki.Request("release").curve(curve).email("models@example.com"));
  }

  @Test
  void rejectsACertificateOfAnotherName() {
    certificates("secp256r1");
    run("sign certificate model --private-key leaf-key.pem --signing-certificate leaf.pem");
    String verify = "verify certificate model --signature model.sig --certificate-chain ca.pem";

    OmsRun other = run(verify + " --subject-alt-name someone@example.com");
    OmsRun same = run(verify + " --subject-alt-name models@example.com --log-fingerprints");
    OmsRun matching = run(verify + " --subject-alt-name-regexp .*@example\\.com");
    OmsRun anyone = run(verify + " --subject-alt-name-regexp .*");

    assertThat(matching.exit()).isZero();
    assertThat(anyone.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(other.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(other.out()).startsWith("Rejected (SignerUntrusted)");
    assertThat(same.exit()).isZero();
    assertThat(same.err()).contains("trusted: sha256:").contains("in the signature: sha256:");
  }

  @Test
  void rejectsACertificateThatHasEnded() {
    certificates("secp256r1");
    run("sign certificate model --private-key leaf-key.pem --signing-certificate leaf.pem");
    Clock later = Clock.fixed(TestPki.NOW.plus(Duration.ofDays(400)), ZoneOffset.UTC);

    OmsRun verifying =
        OmsRun.in(
            folder,
            Map.of(),
            later,
            "verify certificate model --signature model.sig --certificate-chain ca.pem".split(" "));

    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out()).startsWith("Rejected (CertificateExpired)");
  }

  @Test
  void rejectsAFlippedBitAndNamesTheFile() {
    signed();
    ModelDirectories.flipBit(model.resolve("model.safetensors"), 17);

    OmsRun verifying = verify("");

    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out())
        .startsWith("Rejected (ContentMismatch)")
        .contains("changed: model.safetensors");
  }

  @Test
  void rejectsASignerWhoIsNotTrusted() {
    signed();

    OmsRun verifying = run("verify key model --signature model.sig --public-key other-public.pem");

    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out()).startsWith("Rejected (SignerUntrusted)");
  }

  @Test
  void givesTheVerdictAsJson() throws IOException {
    signed();
    ModelDirectories.write(model, "added.bin", "x");

    OmsRun rejected = verify("--json");
    OmsRun verified = verify("--json --ignore-unsigned-files");

    JsonNode rejection = new ObjectMapper().readTree(rejected.out());
    assertThat(rejection.path("verdict").asText()).isEqualTo("Rejected");
    assertThat(rejection.path("reason").asText()).isEqualTo("ContentMismatch");
    assertThat(rejection.path("differences").path("extra").get(0).asText()).isEqualTo("added.bin");
    JsonNode verification = new ObjectMapper().readTree(verified.out());
    assertThat(verification.path("verdict").asText()).isEqualTo("Verified");
    assertThat(verification.path("unsignedFilesIgnored").asBoolean()).isTrue();
    assertThat(verification.path("signer").path("method").asText()).isEqualTo("key");
  }

  @Test
  void givesTheSigningResultAsJson() throws IOException {
    OmsRun signing = run("sign key model --private-key key.pem --json");

    JsonNode result = new ObjectMapper().readTree(signing.out());
    assertThat(result.path("result").asText()).isEqualTo("Signed");
    assertThat(result.path("files").asInt()).isEqualTo(4);
    assertThat(result.path("manifestDigest").asText()).startsWith("sha256:");
  }

  @Test
  void leavesTheSignatureFileInsideTheModelOut() {
    String where = " --signature model/model.sig";
    assertThat(run("sign key model --private-key key.pem" + where).exit()).isZero();
    assertThat(run("sign key model --private-key key.pem" + where).exit()).isZero();

    OmsRun verifying = run("verify key model --public-key public.pem" + where);

    assertThat(verifying.out()).contains("4 files signed");
  }

  @Test
  void leavesIgnoredPathsOutOfWhatItSignsWhicheverFolderTheyAreNamedFrom() {
    OmsRun signing =
        run(
            "sign key model --private-key key.pem --ignore-paths model/onnx --ignore_paths"
                + " empty.txt");
    assertThat(signing.out()).contains("(2 files)");
    ModelDirectories.flipBit(model.resolve("onnx/model.onnx"), 0);

    assertThat(verify("").exit()).isZero();
  }

  @Test
  void refusesAnIgnoredPathOutsideTheModel() {
    OmsRun signing = run("sign key model --private-key key.pem --ignore-paths ../x");

    assertThat(signing.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(signing.err()).contains("--ignore-paths ../x is not in the model");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--no-ignore-git-paths", "--no-ignore_git_paths"})
  void refusesUnsupportedOptionsWithAHint(String option) {
    OmsRun signing = run("sign key model --private-key key.pem " + option);

    assertThat(signing.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(signing.err()).contains("error: --").contains("is not supported").contains("hint: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--hash-algorithm blake3",
        "--hash_algorithm blake2b",
        "--shard-size 1000",
        "--shard_size 7 --hash-algorithm blake3",
        "--allow-symlinks",
        "--allow_symlinks"
      })
  void verifiesByWhatTheSignatureSays(String options) {
    OmsRun signing = run("sign key model --private-key key.pem " + options);
    assertThat(signing.exit()).as(signing.err()).isZero();
    assertThat(verify("").exit()).isZero();
    ModelDirectories.flipBit(model.resolve("model.safetensors"), 5000);

    OmsRun verifying = verify("");
    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out() + verifying.err()).contains("changed: model.safetensors (1 of");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--hash-algorithm md5", "--shard-size 0", "--shard-size many"})
  void refusesWaysOfHashingThatDoNotExist(String option) {
    assertThat(run("sign key model --private-key key.pem " + option).exit())
        .isEqualTo(Exit.USAGE.code());
  }

  @Test
  void takesTheDefaultsOfTheReferenceInWords() {
    signed();

    assertThat(verify("--ignore-git-paths --no-ignore_unsigned_files").exit()).isZero();
  }

  @Test
  void readsTheKeysPasswordFromAFile() {
    KeyPair pair = TestPki.ecKey("secp384r1");
    ModelDirectories.write(folder, "locked.pem", TestPki.encryptedPem(pair, "open sesame"));
    ModelDirectories.write(folder, "password", "open sesame\n");
    String sign = "sign key model --private-key locked.pem ";

    OmsRun without = run(sign);
    OmsRun with = run(sign + "--password-file password");

    assertThat(without.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(without.err()).contains("the private key is encrypted", "hint: give the password");
    assertThat(run(sign + "--password wrong").err())
        .contains("the password is wrong", "hint: try the password", "openssl pkcs8 -topk8");
    assertThat(with.exit()).as(with.err()).isZero();
  }

  @Test
  void refusesToSignALink() throws IOException {
    Files.createSymbolicLink(model.resolve("link"), Path.of("config.json"));

    OmsRun signing = run("sign key model --private-key key.pem");

    assertThat(signing.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(signing.err()).contains("'link' is a symbolic link");
    assertThat(folder.resolve("model.sig")).doesNotExist();
  }

  @Test
  void showsNoControlCharactersOfFileNames() {
    signed();
    ModelDirectories.write(model, "a\u001b[2Jb", "x");

    OmsRun verifying = verify("");

    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out()).contains("not signed: a").doesNotContain("\u001b");
  }

  @Test
  void writesProgressOnlyToStderr() {
    signed();

    OmsRun loud = verify("--progress ndjson");
    OmsRun quiet = verify("--progress none");

    assertThat(loud.err()).contains("{\"type\":\"progress\",\"filesDone\":4,\"filesTotal\":4");
    assertThat(loud.out()).doesNotContain("progress");
    assertThat(quiet.err()).isEmpty();
  }
}
