// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bundle is one JSON value in UTF-8, and nothing that only some readers take for one. */
class BundleTextTest {
  private static final Bundle GOOD =
      Bundle.of(new PublicKeyHint("abc"), "type", new byte[] {1, 2}, new byte[] {3});
  private static final String TEXT = new String(BundleWriter.write(GOOD), StandardCharsets.UTF_8);

  private static void refuses(byte[] bundle) {
    assertThatExceptionOfType(BundleFormatException.class)
        .isThrownBy(() -> BundleReader.read(bundle));
  }

  /** GOOD is the bundle, OPEN the same without its last brace. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\uFEFFGOOD",
        "GOOD\u0000",
        "\u0000GOOD",
        "GOOD.",
        "GOOD GOOD",
        "GOOD,GOOD",
        "[GOOD]",
        "/* signed */GOOD",
        "GOOD // signed",
        "# signed\nGOOD",
        "OPEN,}",
        "OPEN,\"more\":NaN}",
        "OPEN",
        ""
      })
  void refusesWhatIsNotExactlyOneValue(String text) {
    String open = TEXT.substring(0, TEXT.lastIndexOf('}'));
    refuses(text.replace("GOOD", TEXT).replace("OPEN", open).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesOtherEncodings() {
    refuses(TEXT.getBytes(StandardCharsets.UTF_16));
    refuses(TEXT.getBytes(StandardCharsets.UTF_16LE));
    refuses(TEXT.replace("abc", "ä").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void readsAValueAmongBlanksAndLineEnds() throws BundleFormatException {
    Bundle read = BundleReader.read(("\r\n\t " + TEXT + " \n\n").getBytes(StandardCharsets.UTF_8));
    assertThat(BundleWriter.write(read)).isEqualTo(BundleWriter.write(GOOD));
  }
}
