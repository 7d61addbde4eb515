// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ReadFailuresTest {
  @Test
  void namesTheFileAndWhatIsWrongWithIt() {
    assertThat(ReadFailures.text(new AccessDeniedException("/m/a")))
        .isEqualTo("/m/a cannot be accessed by this user");
    assertThat(ReadFailures.text(new NoSuchFileException("/m/a"))).isEqualTo("/m/a does not exist");
    assertThat(ReadFailures.text(new FileSystemException("/m/a")))
        .isEqualTo("/m/a cannot be accessed");
    assertThat(ReadFailures.text(new FileSystemException("/m/a", null, "Input/output error")))
        .isEqualTo("/m/a: Input/output error");
    assertThat(ReadFailures.text(new IOException("reading a failed")))
        .isEqualTo("reading a failed");
  }
}
