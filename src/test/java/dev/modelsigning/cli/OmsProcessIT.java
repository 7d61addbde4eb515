// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.install.ProjectVersion;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command line as it is delivered, with start script and jars, in a separate process; and the
 * reference on the same models.
 */
class OmsProcessIT {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void modelAndKeys() {
    model = ModelDirectories.small(folder);
    ModelDirectories.write(model, "größe.json", "{}");
    KeyPair pair = TestPki.ecKey("secp384r1");
    ModelDirectories.write(folder, "key.pem", TestPki.pkcs8Pem(pair));
    ModelDirectories.write(folder, "public.pem", TestPki.publicPem(pair));
  }

  private OmsProcess oms(String command) throws IOException, InterruptedException {
    return OmsProcess.oms(folder, command.split(" "));
  }

  private OmsProcess reference(String command) throws IOException, InterruptedException {
    return OmsProcess.reference(folder, command.split(" "));
  }

  @Test
  void signsAndVerifies() throws Exception {
    assertThat(oms("--version").out()).isEqualTo("oms " + ProjectVersion.get() + "\n");
    assertThat(oms("sign key model --private-key key.pem").exit()).isZero();
    String verify = "verify key model --signature model.sig --public-key public.pem";

    assertThat(oms(verify).exit()).isZero();
    ModelDirectories.flipBit(model.resolve("config.json"), 0);
    OmsProcess tampered = oms(verify);
    assertThat(tampered.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(tampered.out()).contains("changed: config.json");
    assertThat(oms(verify + " --bogus").exit()).isEqualTo(Exit.USAGE.code());
  }

  @Test
  void startsThroughALinkWithoutALocaleAndWithAnotherJavaHome() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("oms"), OmsProcess.startScript());
    assertThat(oms("sign key model --private-key key.pem").exit()).isZero();

    OmsProcess run =
        OmsProcess.run(
            folder,
            Map.of("LC_ALL", "C", "LANG", "C", "JAVA_HOME", folder.toString()),
            List.of(
                link.toString(),
                "verify",
                "key",
                "model",
                "--signature=model.sig",
                "--public-key=public.pem"));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("5 files");
  }

  /** Whatever is opened first would get the number of the stream, and what is written to it. */
  @ParameterizedTest
  @CsvSource({"0,<&-", "0,2>&-", "0,<&- 2>&-", "3,>&-", "3,<&- >&-", "3,<&- >&- 2>&-"})
  void closedStreamsLoseResultsAndNothingElse(int exit, String closed) throws Exception {
    OmsProcess run =
        shell("\"$0\" sign key model --private-key key.pem --signature s.sig " + closed);

    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(oms("verify key model --signature s.sig --public-key public.pem").exit()).isZero();
  }

  @Test
  void readerThatEndsEarlyEndsTheProgramInSilence() throws Exception {
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(OmsProcess.startScript().toString(), "--help")
            .redirectError(err.toFile())
            .start();
    process.getInputStream().close();

    assertThat(process.waitFor()).isEqualTo(141);
    assertThat(Files.readString(err)).isEmpty();
  }

  @Test
  void namesAWorkingDirectoryThatIsGone() throws Exception {
    OmsProcess run = shell("mkdir gone; cd gone; rmdir ../gone; exec \"$0\" --version");

    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("error: the working directory does not exist any more");
  }

  private OmsProcess shell(String script) throws Exception {
    return OmsProcess.run(
        folder, Map.of(), List.of("sh", "-c", script, OmsProcess.startScript().toString()));
  }

  @Test
  void holdsNoFrameworkAmongItsJars() throws Exception {
    Path lib = OmsProcess.startScript().resolveSibling("../lib").normalize();
    try (Stream<Path> jars = Files.list(lib)) {
      assertThat(jars.map(jar -> jar.getFileName().toString()).filter(n -> n.endsWith(".jar")))
          .hasSize(19)
          .noneMatch(name -> name.matches(".*(quarkus|kubernetes|grpc|oauth|opencensus).*"));
    }
  }

  @Test
  void findsEveryClassToVerifyATinyModelInItsAotCache() throws Exception {
    ModelDirectories.write(folder.resolve("tiny"), "config.json", "{}");
    oms("sign key tiny --private-key key.pem --signature tiny.sig");

    assertFindsEveryClassInItsAotCache(
        "verify", "key", "tiny", "--signature=tiny.sig", "--public-key=public.pem");
  }

  @Test
  void findsEveryClassToSignATinyModelInItsAotCache() throws Exception {
    ModelDirectories.write(folder.resolve("tiny"), "config.json", "{}");

    ModelDirectories.write(folder, "p256.pem", TestPki.pkcs8Pem(TestPki.ecKey("secp256r1")));

    assertFindsEveryClassInItsAotCache(
        "sign", "key", "tiny", "--signature=tiny.sig", "--private-key=p256.pem");
  }

  private void assertFindsEveryClassInItsAotCache(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(OmsProcess.startScript().toString()));
    command.addAll(List.of(arguments));
    OmsProcess run =
        OmsProcess.run(
            folder, Map.of("OMS_JAVA_OPTS", "-Xlog:class+load:file=loaded.txt"), command);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(Files.readAllLines(folder.resolve("loaded.txt")))
        .hasSizeGreaterThan(1000)
        .noneMatch(line -> line.contains("source: file:"));
  }

  @Test
  void leavesNoPartialReportWhenItIsStopped() throws Exception {
    try (RandomAccessFile large = new RandomAccessFile(model.resolve("large.bin").toFile(), "rw")) {
      large.setLength(64L << 30); // sparse: nothing on the disk, a minute or more to hash
    }
    Path report = ModelDirectories.write(folder, "report", "");
    ProcessBuilder builder =
        new ProcessBuilder(
                OmsProcess.startScript().toString(),
                "measure",
                "--root=model",
                "--nonce=n",
                "--serialization={\"method\":\"files\",\"hashType\":\"sha256\",\"allowSymlinks\":false,\"ignorePaths\":[]}",
                "--termination-log=" + report)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OMS_JOB_UID", "uid-1");
    Process process = builder.start();
    try (BufferedReader log = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(log.readLine()).contains("\"type\":\"progress\"");
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).isEqualTo(128 + 15);
    assertThat(report).isEmptyFile();
  }

  @Test
  void givesNoVerdictWhenItsMemoryDoesNotSuffice() throws Exception {
    try (RandomAccessFile large =
        new RandomAccessFile(folder.resolve("large.sig").toFile(), "rw")) {
      large.setLength(60L << 20);
    }

    OmsProcess run =
        OmsProcess.run(
            folder,
            Map.of("OMS_JAVA_OPTS", "-Xmx32m"),
            List.of(
                OmsProcess.startScript().toString(),
                "verify",
                "key",
                "model",
                "--signature=large.sig",
                "--public-key=public.pem"));

    assertThat(run.exit()).isEqualTo(Exit.UNKNOWN.code());
    assertThat(run.err()).contains("OutOfMemoryError").contains("hint: give it more memory");
  }

  @Test
  void carriesManualPagesAndCompletion() throws Exception {
    Path share = OmsProcess.startScript().resolveSibling("../share").normalize();

    assertThat(share.resolve("man/man1/oms-verify-key.1")).isRegularFile();
    assertThat(share.resolve("bash-completion/completions/oms"))
        .hasContent(oms("completion bash").out());
    assertThat(share.resolve("fish/vendor_completions.d/oms.fish")).isRegularFile();
  }

  @Test
  void theReferenceVerifiesOurKeySignature() throws Exception {
    oms("sign key model --private-key key.pem --signature model/model.sig");

    OmsProcess verifying =
        reference("verify key model --signature model/model.sig --public_key public.pem");

    assertThat(verifying.exit()).as(verifying.out() + verifying.err()).isZero();
  }

  @Test
  void weVerifyTheReferencesKeySignatureWithItsOwnOptions() throws Exception {
    String options = " key model --ignore-paths model/onnx --signature model.sig ";
    OmsProcess signing = reference("sign" + options + "--private_key key.pem");
    assertThat(signing.exit()).as(signing.err()).isZero();

    OmsProcess verifying = oms("verify" + options + "--public_key public.pem");

    assertThat(verifying.exit()).as(verifying.out()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void certificateSignaturesVerifyOnBothSides(String curve) throws Exception {
    Instant now = Clock.systemUTC().instant();
    Instant end = now.plus(Duration.ofDays(2));
    TestPki.Issued root =
        new TestPki.Request("Model CA")
            .ca(-1)
            .valid(now.minus(Duration.ofDays(2)), end)
            .selfSigned();
    TestPki.Issued leaf =
        new TestPki.Request("release")
            .curve(curve)
            .email("models@example.com")
            .valid(now.minus(Duration.ofDays(1)), end)
            .by(root);
    ModelDirectories.write(folder, "ca.pem", root.pem());
    ModelDirectories.write(folder, "leaf.pem", leaf.pem());
    ModelDirectories.write(folder, "leaf-key.pem", leaf.keyPem());
    String sign =
        "sign certificate model --private_key leaf-key.pem --signing_certificate leaf.pem"
            + " --signature ";
    String verify = "verify certificate model --certificate_chain ca.pem --signature ";

    OmsProcess ours = oms(sign + "ours.sig");
    assertThat(ours.exit()).as(ours.err()).isZero();
    OmsProcess theirVerdict = reference(verify + "ours.sig");
    OmsProcess theirs = reference(sign + "theirs.sig --certificate_chain ca.pem");
    assertThat(theirs.exit()).as(theirs.err()).isZero();
    OmsProcess ourVerdict = oms(verify + "theirs.sig");

    assertThat(theirVerdict.exit()).as(theirVerdict.out() + theirVerdict.err()).isZero();
    assertThat(ourVerdict.exit()).as(ourVerdict.out()).isZero();
  }
}
