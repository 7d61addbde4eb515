// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.KeyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** File names that are no plain words, in every locale that containers start with. */
class OddNamesIT {
  /** The same look in two encodings: one character, and a letter with an accent after it. */
  private static final String COMPOSED = "gr\u00f6\u00dfe.bin";

  private static final String DECOMPOSED = "gro\u0308\u00dfe.bin";

  private static final List<String> NAMES =
      List.of(
          "plain.bin",
          COMPOSED,
          DECOMPOSED,
          "\u6a21\u578b/\u91cd\u307f.bin",
          "\ud83d\ude00.bin", // beyond the basic plane: last by code point, not by UTF-16 unit
          "\uff5e.bin",
          "\ue000.bin",
          "\ufffd.bin",
          "line\nbreak\ttab",
          "\u001b[31mred",
          "\u202egpj.exe",
          " leading and trailing ",
          "back\\slash\\..\\x",
          "C:colon:0:7",
          "quote\"and'quote",
          "*?[a]{b}",
          "-rf",
          "...",
          "..a/.b",
          "%41%zz+&=",
          "\u00a0");

  private static final String SIGN = "sign key model --private-key key.pem";
  private static final String VERIFY =
      "verify key model --signature model.sig --public-key public.pem";

  private static Path template = Path.of("");

  @TempDir private Path folder;

  /** How oms is started. */
  enum Start {
    /** The start script, without a locale. */
    SCRIPT("C"),
    /** The same in a UTF-8 locale. */
    SCRIPT_WITH_UTF8("C.UTF-8"),
    /** In one that is named and not installed. */
    SCRIPT_WITHOUT_ITS_LOCALE("xx_YY.UTF-8"),
    /** In one of another character set. */
    SCRIPT_WITH_LATIN1("de_DE.ISO-8859-1"),
    /** The JVM alone, which takes names for ASCII then. */
    JVM("C");

    private final String locale;

    Start(String locale) {
      this.locale = locale;
    }

    OmsProcess oms(Path folder, String arguments) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>();
      if (this == JVM) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path lib = OmsProcess.startScript().resolveSibling("../lib").normalize();
        command.addAll(
            List.of(
                java.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                lib + "/*",
                Oms.class.getName()));
      } else {
        command.add(OmsProcess.startScript().toString());
      }
      command.addAll(List.of(arguments.split(" ")));
      return OmsProcess.run(folder, Map.of("LC_ALL", locale), command);
    }
  }

  /** The model, the keys and a signature of it; each test has a copy. */
  @BeforeAll
  static void signTheModel(@TempDir Path made) throws Exception {
    template = made;
    KeyFiles.write(template);
    Map<String, String> files = new LinkedHashMap<>();
    NAMES.forEach(name -> files.put(octal("model/" + name), "content of " + name));
    write(template, files);
    OmsProcess signing = Start.SCRIPT_WITH_UTF8.oms(template, SIGN);
    assertThat(signing.exit()).as(signing.err()).isZero();
  }

  @BeforeEach
  void copyOfTheModel() throws IOException, InterruptedException {
    OmsProcess run =
        OmsProcess.run(folder, Map.of(), List.of("cp", "-a", template + "/.", folder.toString()));
    assertThat(run.exit()).as(run.err()).isZero();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void write(String name, String content) throws IOException, InterruptedException {
    write(folder, Map.of(octal(name), content));
  }

  private static String octal(String text) {
    return octal(utf8(text));
  }

  private static String octal(byte[] bytes) {
    StringBuilder octal = new StringBuilder();
    for (byte b : bytes) {
      octal.append("\\0%03o".formatted(Byte.toUnsignedInt(b)));
    }
    return octal.toString();
  }

  /** By the shell, byte for byte, whatever this JVM's locale is; the names are in octal. */
  private static void write(Path folder, Map<String, String> files)
      throws IOException, InterruptedException {
    String script =
        """
        while [ $# -gt 0 ]; do
          name=$(printf '%bx' "$1"); name=./${name%x}
          [ -d "${name%/*}" ] || mkdir -p "${name%/*}"
          printf '%b' "$2" >"$name"; shift 2
        done
        """;
    List<String> command = new ArrayList<>(List.of("sh", "-euc", script, "sh"));
    files.forEach((name, content) -> command.addAll(List.of(name, octal(content))));
    OmsProcess run = OmsProcess.run(folder, Map.of("LC_ALL", "C"), command);
    assertThat(run.exit()).as(run.err()).isZero();
  }

  private byte[] signedStatement() throws IOException, BundleFormatException {
    return BundleReader.read(Files.readAllBytes(folder.resolve("model.sig"))).envelope().payload();
  }

  private List<String> signedNames() throws IOException, BundleFormatException {
    JsonNode statement = new ObjectMapper().readTree(signedStatement());
    List<String> names = new ArrayList<>();
    statement
        .path("predicate")
        .path("resources")
        .forEach(resource -> names.add(resource.path("name").asText()));
    return names;
  }

  /** So what verifies one of these signatures verifies them all. */
  @ParameterizedTest
  @EnumSource
  void namesAreSignedByteForByteInCodePointOrderTheSameInEveryLocale(Start start) throws Exception {
    byte[] signedInUtf8 = signedStatement();
    Files.delete(folder.resolve("model.sig"));

    OmsProcess signing = start.oms(folder, SIGN);

    assertThat(signing.exit()).as(signing.err()).isZero();
    assertThat(signedStatement()).isEqualTo(signedInUtf8);
    Comparator<String> byCodePoint =
        Comparator.comparing(OddNamesIT::utf8, Arrays::compareUnsigned);
    assertThat(signedNames())
        .containsExactlyElementsOf(NAMES.stream().sorted(byCodePoint).toList());
  }

  @ParameterizedTest
  @EnumSource
  void signaturesOfOneLocaleVerifyInEveryOther(Start start) throws Exception {
    OmsProcess verifying = start.oms(folder, VERIFY);
    assertThat(verifying.exit()).as(verifying.out() + verifying.err()).isZero();
  }

  @Test
  void argumentsThatAreNotAsciiAreReadInALocaleThatIsNotInstalled() throws Exception {
    Files.move(folder.resolve("model"), folder.resolve("m"));
    write("gr\u00f6\u00dfe/a.bin", "content");
    for (Start start :
        List.of(Start.SCRIPT, Start.SCRIPT_WITHOUT_ITS_LOCALE, Start.SCRIPT_WITH_LATIN1)) {
      OmsProcess signing =
          OmsProcess.run(
              folder,
              Map.of("LC_ALL", start.locale),
              List.of(
                  "sh",
                  "-c",
                  "name=$(printf 'gr\\303\\266\\303\\237e'); exec \"$1\" sign key \"$name\""
                      + " --private-key key.pem",
                  "sh",
                  OmsProcess.startScript().toString()));
      assertThat(signing.exit()).as(start + signing.err()).isZero();
      assertThat(signing.out())
          .contains(
              start == Start.SCRIPT_WITH_LATIN1
                  ? "Signed gr\\u00f6\\u00dfe"
                  : "Signed gr\u00f6\u00dfe");
    }
  }

  @Test
  void theReferenceVerifiesOddNames() throws Exception {
    OmsProcess verifying =
        OmsProcess.reference(
            folder, "verify key model --signature model.sig --public_key public.pem".split(" "));
    assertThat(verifying.exit()).as(verifying.out() + verifying.err()).isZero();
  }

  @Test
  void oddNamesOfTheReferenceVerifyInEveryLocale() throws Exception {
    OmsProcess signing =
        OmsProcess.reference(
            folder, "sign key model --signature model.sig --private_key key.pem".split(" "));
    assertThat(signing.exit()).as(signing.err()).isZero();
    for (Start start : Start.values()) {
      OmsProcess verifying = start.oms(folder, VERIFY);
      assertThat(verifying.exit()).as(start + verifying.out() + verifying.err()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void lookAlikesAreTwoFiles(Start start) throws Exception {
    write("model/" + DECOMPOSED, "content of " + COMPOSED);

    OmsProcess verifying = start.oms(folder, VERIFY);

    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out().lines().filter(line -> line.strip().startsWith("changed:")))
        .hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void namesThatAreNotUtf8AreRefusedByName(Start start) throws Exception {
    byte[] name = {'m', 'o', 'd', 'e', 'l', '/', 'b', 'a', 'd', (byte) 0xff};
    write(folder, Map.of(octal(name), "x"));

    OmsProcess verifying = start.oms(folder, VERIFY);
    OmsProcess signing = start.oms(folder, SIGN + " --signature other.sig");

    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out() + verifying.err()).contains("bad", "UTF-8");
    assertThat(signing.exit()).isNotZero();
    assertThat(signing.err()).contains("bad", "UTF-8");
    assertThat(folder.resolve("other.sig")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void noNameSteersTheTerminal(Start start) throws Exception {
    write("model/\u001b[31mred", "another");
    write("model/line\nbreak\ttab", "another");

    OmsProcess verifying = start.oms(folder, VERIFY);
    OmsProcess inspecting = start.oms(folder, "inspect model.sig");

    assertThat(verifying.exit()).isEqualTo(Exit.REJECTED.code());
    assertThat(verifying.out() + inspecting.out())
        .doesNotContain("\u001b", "line\nbreak", "\u202e")
        .contains("red");
  }
}
