// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.modelsigning.testing.TestPki;
import java.security.cert.CertificateException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemBlocksTest {
  private static final byte[] BYTES = new byte[100];

  @Test
  void readsWhatItWrote() {
    String pem = PemBlocks.write("ONE", BYTES) + "some text\n" + PemBlocks.write("OTHER", BYTES);
    assertThat(PemBlocks.labelled("ONE", pem)).containsExactly(BYTES);
    assertThat(PemBlocks.labelled("OTHER", pem)).containsExactly(BYTES);
    assertThat(PemBlocks.labelled("THIRD", pem)).isEmpty();
    assertThat(pem.lines()).allMatch(line -> line.length() <= 64);
  }

  @Test
  void skipsBlocksOfOtherLabelsWithHeaders() {
    String key = "-----BEGIN EC PRIVATE KEY-----\nDEK-Info: AES-256-CBC,00\n\nAAAA\n";
    assertThat(
            PemBlocks.labelled(
                "ONE", key + "-----END EC PRIVATE KEY-----\n" + PemBlocks.write("ONE", BYTES)))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN ",
        "-----BEGIN ONE-----",
        "-----BEGIN ONE-----\nAAAA\n-----END OTHER-----",
        "-----BEGIN ONE-----\nAAAA\n-----BEGIN ONE-----\nAAAA\n-----END ONE-----",
        "-----BEGIN one-----\nAAAA\n-----END one-----",
        "-----BEGIN ONE-----\nA*AA\n-----END ONE-----",
        "-----BEGIN ONE-----\nAAAA-\n-----END ONE-----"
      })
  void refusesDamagedBlocks(String pem) {
    assertThatIllegalArgumentException().isThrownBy(() -> PemBlocks.labelled("ONE", pem));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PemBlocks.labelled("ONE", PemBlocks.write("ONE", BYTES) + pem));
  }

  @Test
  void aCertificateIsOneDerValueWithNothingAfterIt() throws Exception {
    byte[] der = TestPki.root("root").certificate().getEncoded();
    String pem = PemBlocks.write(PemBlocks.CERTIFICATE, der);
    assertThat(Certificates.pem(Certificates.parse(der))).isEqualTo(pem);
    assertThat(Certificates.ofPem(pem + pem)).hasSize(2);
    assertThat(Certificates.ofPem("")).isEmpty();
    String longer =
        PemBlocks.write(PemBlocks.CERTIFICATE, Arrays.copyOf(der, der.length + 1));
    for (String damaged : new String[] {longer, pem + "-----BEGIN CERTIFICATE-----"}) {
      assertThatExceptionOfType(CertificateException.class)
          .isThrownBy(() -> Certificates.ofPem(damaged));
    }
  }
}
