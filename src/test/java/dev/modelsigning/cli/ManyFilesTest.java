// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.evidence.Evidence;
import dev.modelsigning.evidence.EvidenceReader;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.testing.TestPki;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model of 100,000 files in a heap of 160 MiB, in which nothing may be kept of a file but its
 * name, its digest and a few numbers.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ManyFilesTest {
  private static final int FOLDERS = 100;
  private static final int FILES = 1000;
  private static final String SIGNATURE = "--signature=volume/model/model.sig";

  @TempDir static Path temp;
  private Path model;
  private KeyPair key;

  @BeforeAll
  void signManyFiles() throws Exception {
    model = Files.createDirectories(temp.resolve("volume/model"));
    String longName = "n".repeat(239);
    for (int i = 0; i < FOLDERS; i++) {
      Path folder = Files.createDirectories(model.resolve("part-%05d/below/below".formatted(i)));
      for (int j = 0; j < FILES; j++) {
        String suffix = j == 0 ? longName : "";
        Files.writeString(folder.resolve("sample-%05d.bin%s".formatted(j, suffix)), i + "/" + j);
      }
    }
    key = TestPki.ecKey();
    Path pem = Files.writeString(temp.resolve("k.key"), TestPki.pkcs8Pem(key));
    Files.writeString(temp.resolve("k.pub"), TestPki.publicPem(key));
    assertThat(oms("sign", "key", "volume/model", "--private-key", pem.toString(), SIGNATURE))
        .contains("Signed model (100000 files)");
  }

  private String oms(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                absoluteClassPath(),
                Oms.class.getName()));
    command.addAll(List.of(arguments));
    File out = temp.resolve("out").toFile();
    File err = temp.resolve("err").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(temp.toFile()).redirectOutput(out).redirectError(err);
    builder.environment().putAll(Map.of("OMS_JOB_UID", "uid-1"));
    int exit = builder.start().waitFor();
    assertThat(exit).as(Files.readString(err.toPath())).isZero();
    return Files.readString(out.toPath(), StandardCharsets.UTF_8);
  }

  private static String absoluteClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void areVerified() throws Exception {
    assertThat(oms("verify", "key", "volume/model", "--public-key=k.pub", SIGNATURE))
        .contains("Verified")
        .contains("100000 files signed");
  }

  @Test
  void areMeasured() throws Exception {
    String log =
        oms(
            "measure",
            "--root=volume",
            "--path=model",
            "--nonce=n",
            "--signature-file=model.sig",
            "--termination-log=report");

    TerminationReport report = TerminationReport.parse(Files.readString(temp.resolve("report")));
    Evidence evidence = EvidenceReader.read(log, report);
    assertThat(report.files()).isEqualTo(FOLDERS * FILES);
    assertThat(evidence.manifest().fileCount()).isEqualTo(FOLDERS * FILES);
    assertThat(log.length()).isLessThan(10 << 20);
  }
}
