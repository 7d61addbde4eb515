// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LegacyEncodingTest {
  private static String encoded(String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
    return new String(LegacyEncoding.of("type", bytes), StandardCharsets.US_ASCII);
  }

  @Test
  void writesBytesAsPythonShowsThem() {
    assertThat(encoded("it's \"x\"\t\n\r\\ \u0000\u001f\u007f\u0080\u00ff~"))
        .isEqualTo("DSSEV1 4 type 19 b'it\\'s \"x\"\\t\\n\\r\\\\ \\x00\\x1f\\x7f\\x80\\xff~'");
    assertThat(encoded("it's")).endsWith("b\"it's\"");
    assertThat(encoded("\"a\"")).endsWith("b'\"a\"'");
  }

  @Test
  void refusesPayloadsThatNoSuchSignerMade() {
    byte[] huge = new byte[LegacyEncoding.MAX_PAYLOAD_BYTES + 1];
    assertThatIllegalArgumentException().isThrownBy(() -> LegacyEncoding.of("type", huge));
    assertThat(Bundle.of(new PublicKeyHint(""), "type", huge, new byte[0]).asLegacy()).isEmpty();
  }

  @Test
  void isNoViewOfSigstoreBundles() {
    SigstoreMaterial sigstore = new SigstoreMaterial(new byte[0], List.of("{}"), List.of());
    assertThat(Bundle.of(sigstore, "type", new byte[0], new byte[0]).asLegacy()).isEmpty();
  }
}
