// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.modelsigning.build.ShareFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual pages and completion scripts, as the build leaves them in the share folder. */
class ShareFolderTest {
  @TempDir private Path folder;
  private Path share;

  @BeforeEach
  void write() throws IOException {
    share = folder.resolve("share");
    ShareFolder.write(share);
  }

  private List<String> pages() throws IOException {
    try (Stream<Path> files = Files.list(share.resolve("man/man1"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String page(String name) throws IOException {
    return Files.readString(share.resolve("man/man1/" + name + ".1"));
  }

  @Test
  void hasAPageForEveryCommandThatHelpShows() throws IOException {
    assertThat(pages())
        .contains("oms.1", "oms-sign.1", "oms-sign-key.1", "oms-verify-key.1", "oms-digest.1")
        .noneMatch(name -> name.contains("train") || name.contains("share"));
    assertThat(page("oms")).contains("oms\\-verify\\fR(1)").doesNotContain("train");
  }

  @Test
  void describesEveryOptionAndExitCode() throws IOException {
    assertThat(page("oms-verify-key"))
        .startsWith(".TH OMS\\-VERIFY\\-KEY 1")
        .contains("oms\\-verify\\-key \\- Verifies a model with the signer's public key\n")
        .contains("oms verify key [OPTIONS] MODEL_PATH")
        .contains("\\fB\\-\\-public\\-key\\fR, \\fB\\-\\-public_key\\fR \\fIPUBLIC_KEY\\fR")
        .contains("\\-\\-[no\\-]ignore\\-unsigned\\-files")
        .contains("\\fB3\\fR\nunknown: ")
        .contains("\\fBoms\\-verify\\fR(1)");
  }

  @Test
  void holdsNoRequestsButThoseOfItsOwn() throws IOException {
    for (String name : pages()) {
      for (String line : Files.readAllLines(share.resolve("man/man1/" + name))) {
        assertThat(line).as(name).matches("\\.(TH|SH|TP|PP|br|nf|fi)( .*)?|[^.'].*|");
      }
    }
  }

  @Test
  void namesTheEnvironmentThatACommandReads() throws IOException {
    assertThat(page("oms-verify-key"))
        .contains(".SH ENVIRONMENT\n.TP\n\\fBJAVA_HOME\\fR\n")
        .contains("\\fBOMS_DEBUG\\fR")
        .doesNotContain("OMS_TRUSTED_ROOT", "OMS_JOB_UID");
    assertThat(page("oms-verify-sigstore")).contains("\\fBOMS_TRUSTED_ROOT\\fR");
    assertThat(page("oms-sign-sigstore")).contains("\\fBSIGSTORE_ID_TOKEN\\fR");
    assertThat(page("oms-measure")).contains("\\fBOMS_JOB_UID\\fR");
  }

  @Test
  void everyCommandHasExamplesThatItAccepts() throws IOException {
    for (String name : pages()) {
      String text = Files.readString(share.resolve("man/man1/" + name));
      String section = text.substring(text.indexOf(".SH EXAMPLES"));
      List<String> examples =
          section
              .lines()
              .filter(line -> line.startsWith("oms "))
              .map(line -> line.replace("\\-", "-").replaceAll(" > .*|'", ""))
              .toList();
      assertThat(examples).as(name).isNotEmpty();
      for (String example : examples) {
        String[] words = example.substring("oms ".length()).split(" ", -1);
        assertThatCode(() -> OmsRun.commands(folder).parseArgs(words))
            .as(example)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void completesCommandsAndOptionsInBash() throws Exception {
    assertThat(completed("oms ver")).contains("verify");
    assertThat(completed("oms verify k")).contains("key");
    assertThat(completed("oms verify key --pu")).contains("--public-key", "--public_key");
    assertThat(completed("oms completion ")).contains("FISH");
  }

  /** What Bash offers for the last word. */
  private List<String> completed(String line) throws Exception {
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    String script =
        "source share/bash-completion/completions/oms; compopt() { :; };"
            + " COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\";"
            + " _complete_oms; printf '%s\\n' \"${COMPREPLY[@]}\"";
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    command.addAll(words);
    OmsProcess bash = OmsProcess.run(folder, Map.of(), command);
    assertThat(bash.err()).isEmpty();
    return bash.out().lines().toList();
  }

  @Test
  void printsTheSameScriptAsItWrites() throws IOException {
    OmsRun bash = OmsRun.in(folder, "completion", "bash");
    OmsRun fish = OmsRun.in(folder, "completion", "FISH");

    assertThat(bash.out()).isEqualTo(read("bash-completion/completions/oms"));
    assertThat(OmsRun.in(folder, "completion", "zsh").out()).isEqualTo(bash.out());
    assertThat(fish.out()).isEqualTo(read("fish/vendor_completions.d/oms.fish"));
    assertThat(fish.out())
        .contains("complete -c oms -n '__fish_oms_at -x verify' -a key -d ")
        .contains("complete -c oms -n '__fish_oms_at verify key' -l public-key -r -F -d ")
        .contains("-l report -r -f -a 'text json' -d ")
        .contains("complete -c oms -n '__fish_oms_at completion' -f -a 'bash zsh fish'\n")
        .contains("the model\\'s root")
        .doesNotContain("train");
  }

  private String read(String name) throws IOException {
    return Files.readString(share.resolve(name));
  }

  @Test
  void keepsLinesApartThatAreToBeTyped() throws IOException {
    assertThat(page("oms-completion"))
        .contains("bash: source <(oms completion bash)\n.br\nzsh:  autoload")
        .contains("\n.br\nfish: oms completion fish | source\n.SH");
  }

  @Test
  void describesTheExitCodesThatOnlyOneCommandHas() throws IOException {
    assertThat(page("oms-measure"))
        .contains("\\fB20\\fR\nthe volume cannot be read")
        .doesNotContain("\\fB1\\fR", "\\fB3\\fR");
    assertThat(page("oms-digest")).contains("\\fB3\\fR\nunknown: ").doesNotContain("\\fB20\\fR");
  }
}
