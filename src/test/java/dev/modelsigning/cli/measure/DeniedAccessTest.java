// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeniedAccessTest {
  private static final int JOB = 65532;

  @TempDir Path folder;

  private String advice(int owner, int group, int mode) {
    return new DeniedAccess(folder, "./team/model", owner, group, mode, JOB).advice();
  }

  @Test
  void whatOnlyRootMayReadHasToBeChangedOnTheVolume() {
    assertThat(advice(0, 0, 0700))
        .isEqualTo(
            "'./team/model' belongs to user 0 and group 0 with mode 0700 and was read as user 65532,"
                + " and measuring Jobs never run as root; run 'chmod -R a+rX ./team/model' at the"
                + " root of the volume, where no policy covers the pod");
  }

  @Test
  void idsThatMayReadAreNamed() {
    assertThat(advice(1000, 2000, 0750))
        .endsWith(
            "as user 65532; set spec.verification.runAsUser: 1000, or set"
                + " spec.verification.supplementalGroups: [2000]");
    assertThat(advice(0, 2000, 0750))
        .endsWith("never run as root; set spec.verification.supplementalGroups: [2000]")
        .doesNotContain("runAsUser");
    assertThat(advice(-2, 2000, 0700))
        .contains("belongs to user 4294967294", "chmod")
        .doesNotContain("runAsUser");
  }

  @Test
  void idsThatMayNotReadAreNotProposed() {
    assertThat(advice(1000, 2000, 0740)).contains("runAsUser").doesNotContain("[2000]");
    assertThat(advice(JOB, 2000, 0000))
        .contains("chmod")
        .doesNotContain("runAsUser", "supplementalGroups", "never run as root");
  }

  @ParameterizedTest
  @ValueSource(strings = {"./x;id", "./$(id)", "./a b", "./it's", "./`id`", "./x\ny"})
  void namesThatMeanSomethingToAShellAreInNoCommand(String name) {
    assertThat(new DeniedAccess(folder, name, 0, 0, 0700, JOB).advice())
        .contains("'" + name + "' belongs to")
        .endsWith("; make it readable for everybody, where no policy covers the pod");
  }

  @Test
  void otherFailuresKeepTheGeneralAdvice() {
    String general =
        "set spec.verification.runAsUser or supplementalGroups to an ID that can read the files";
    assertThat(DeniedAccess.advice(new IOException("Input/output error"), folder))
        .startsWith(general);
    assertThat(DeniedAccess.advice(new AccessDeniedException("/elsewhere"), folder))
        .startsWith(general);
  }
}
