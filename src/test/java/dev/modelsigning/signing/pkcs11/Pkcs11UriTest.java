// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.signing.SigningException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Pkcs11UriTest {
  private static final String MODULE = "?module-path=/lib/m.so";

  @Test
  void readsAndDecodesEveryAttribute() throws SigningException {
    Pkcs11Uri uri =
        Pkcs11Uri.parse(
            "pkcs11:token=The%20token;manufacturer=M;serial=0A;model=v2;slot-id=17;object=%E6%A8%A1;id=%00%ff;"
                + "type=private?module-path=/lib/m.so&module-name=m&pin-value=1%263");
    assertThat(uri.text("token")).hasValue("The token");
    assertThat(uri.text("object")).hasValue("模");
    assertThat(uri.id()).hasValue(new byte[] {0, (byte) 0xff});
    assertThat(uri.slotId()).hasValue(17);
    assertThat(uri.modulePath()).hasValue(Path.of("/lib/m.so"));
    assertThat(uri.pinValue()).hasValue(new byte[] {'1', '&', '3'});
    assertThat(uri.pinFile()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"file:/run/pin,/run/pin", "file:///run/pin,/run/pin", "/run/a%20b,/run/a b"})
  void readsThePlaceOfThePin(String source, String path) throws SigningException {
    assertThat(Pkcs11Uri.parse("pkcs11:id=%01" + MODULE + "&pin-source=" + source).pinFile())
        .hasValue(Path.of(path));
  }

  @Test
  void showsNoPin() throws SigningException {
    Pkcs11Uri uri = Pkcs11Uri.parse("pkcs11:token=t;id=%01" + MODULE + "&pin-value=secret");
    assertThat(uri).hasToString("pkcs11:id=01;token=t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "file:/key.pem|does not start with",
        "pkcs11:token=t?module-path=/m|not name a key",
        "pkcs11:object=k|not name a module",
        "pkcs11:object=k?pin-value=1|not name a module",
        "pkcs11:object=k;object=l?module-path=/m|'object' more than once",
        "pkcs11:object=k;library-version=3?module-path=/m|has 'library-version'",
        "pkcs11:object=k;colour=red?module-path=/m|has an attribute that is not one of",
        "pkcs11:object?module-path=/m|has no value",
        "pkcs11:object=k%2?module-path=/m|two hexadecimal digits",
        "pkcs11:object=k%zz?module-path=/m|two hexadecimal digits",
        "pkcs11:object=%ff?module-path=/m|not UTF-8",
        "pkcs11:object=k;type=cert?module-path=/m|'type' is not 'private'",
        "pkcs11:object=k;slot-id=-1?module-path=/m|'slot-id'",
        "pkcs11:object=k;slot-id=12345678901?module-path=/m|'slot-id'",
        "pkcs11:object=k?module-path=m.so|not an absolute path",
        "pkcs11:object=k?module-name=../m|not a file name",
        "pkcs11:object=k?module-path=/m&pin-value=1&pin-source=/p|give one of them",
        "pkcs11:object=k?module-path=/m&pin-source=pin|not an absolute path",
        "pkcs11:object=k?module-path=/m&pin-source=%7Ccat|not an absolute path"
      })
  void refusesAnUnusableUri(String uri, String message) {
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(
            () -> {
              Pkcs11Uri parsed = Pkcs11Uri.parse(uri);
              parsed.text("object");
            })
        .withMessageContaining(message);
  }

  @Test
  void repeatsNoPieceOfAPinThatWasNotEncoded() {
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> Pkcs11Uri.parse("pkcs11:id=%01" + MODULE + "&pin-value=12&3456"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("12").doesNotContain("3456"));
  }
}
