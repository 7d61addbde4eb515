// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle whose payload is too large to be held is read as any other. */
class StreamedBundleTest {
  private static final byte[] PAYLOAD = new byte[(1 << 20) + 1];

  static {
    new Random(1).nextBytes(PAYLOAD);
  }

  @TempDir private Path temp;

  private static String json() {
    return new String(
        BundleWriter.write(
            Bundle.of(new PublicKeyHint("abc"), "type", PAYLOAD, new byte[] {7, 8, 9})),
        StandardCharsets.UTF_8);
  }

  private static Bundle read(String json) throws BundleFormatException, IOException {
    return BundleReader.read(BundleSource.of(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static void refuses(String json, Reason reason) {
    assertThatExceptionOfType(BundleFormatException.class)
        .isThrownBy(() -> read(json))
        .matches(e -> e.reason() == reason, "is about " + reason);
  }

  private static String payloadOf(String json) {
    int start = json.indexOf("\"payload\":\"") + "\"payload\":\"".length();
    return json.substring(start, json.indexOf('"', start));
  }

  @Test
  void saysTheSameAsABundleThatIsReadAsAWhole() throws Exception {
    Bundle whole = BundleReader.read(json().getBytes(StandardCharsets.UTF_8));
    Bundle streamed = read(json());

    assertThat(streamed.envelope().content()).isInstanceOf(Payload.InBundle.class);
    assertThat(streamed.envelope().content().length()).isEqualTo(PAYLOAD.length);
    assertThat(streamed.envelope().payload()).isEqualTo(PAYLOAD);
    assertThat(streamed.envelope().pae()).isEqualTo(whole.envelope().pae());
    assertThat(streamed.envelope().payloadDigest()).isEqualTo(whole.envelope().payloadDigest());
    for (String name : Payload.Digested.NAMES) {
      assertThat(streamed.envelope().signedDigest(name))
          .isEqualTo(whole.envelope().signedDigest(name));
    }
    assertThat(streamed.material()).isEqualTo(whole.material());
    assertThat(BundleWriter.write(streamed)).asString().isEqualTo(json());
  }

  @Test
  void readsBothAlphabetsAndTextWithoutPadding() throws Exception {
    for (Base64.Encoder encoder :
        List.of(
            Base64.getEncoder(),
            Base64.getUrlEncoder(),
            Base64.getEncoder().withoutPadding(),
            Base64.getUrlEncoder().withoutPadding())) {
      String other = json().replace(payloadOf(json()), encoder.encodeToString(PAYLOAD));
      assertThat(read(other).envelope().payload()).isEqualTo(PAYLOAD);
    }
  }

  @Test
  void refusesALongTextThatIsNoBase64() {
    String text = payloadOf(json());
    for (String bad :
        List.of(
            text + "=",
            "=" + text,
            text + "\\n",
            text + " ",
            "\u00e4" + text,
            "-+" + text,
            text + "A",
            text.substring(1) + "=A")) {
      refuses(json().replace(text, bad), Reason.ENVELOPE);
    }
  }

  @Test
  void refusesALongTextAtAnyOtherPlace() {
    String longText = "A".repeat(BundleShell.LONG_TEXT + 4);
    for (String place : List.of("\"hint\":\"abc\"", "\"keyid\":\"\"")) {
      String name = place.substring(0, place.indexOf(':') + 1);
      String moved =
          json().replace(payloadOf(json()), "AAAA").replace(place, name + '"' + longText + '"');
      refuses(moved, Reason.MALFORMED);
      String marked = moved.replace("\"AAAA\"", "\"" + BundleShell.MARK + "\"");
      refuses(marked, Reason.MALFORMED);
    }
    refuses(json().replace("\"keyid\":\"\"", "\"keyid\":\"" + longText + '"'), Reason.TOO_LARGE);
    refuses(json().replace("\"payload\"", "\"" + longText + "\""), Reason.TOO_LARGE);
  }

  @Test
  void theMarkAloneIsNoPayload() {
    refuses(json().replace(payloadOf(json()), BundleShell.MARK), Reason.ENVELOPE);
  }

  @Test
  void refusesATextThatDoesNotEndAndABundleThatIsCut() {
    String json = json();
    for (int length : List.of(json.length() / 2, json.length() - 1, json.indexOf("sig") + 4)) {
      refuses(json.substring(0, length), Reason.MALFORMED);
    }
  }

  @Test
  void refusesMoreThanItsLimitBesideThePayload() {
    refuses(" ".repeat(BundleShell.MAX_BYTES) + json(), Reason.TOO_LARGE);
  }

  @Test
  void refusesAStreamThatDoesNotEnd() {
    InputStream endless =
        new InputStream() {
          private boolean begun;

          @Override
          public int read() {
            return 'A';
          }

          @Override
          public int read(byte[] into, int start, int length) {
            Arrays.fill(into, start, start + length, (byte) 'A');
            if (!begun) {
              into[start] = '"';
              begun = true;
            }
            return length;
          }
        };
    assertThatExceptionOfType(BundleFormatException.class)
        .isThrownBy(() -> BundleReader.read(() -> endless))
        .withMessageContaining("more than 536870912 bytes");
  }

  @Test
  void aFileThatIsCutAfterwardsIsNotReadAsIfItWasWhole() throws Exception {
    Path file = Files.writeString(temp.resolve("model.sig"), json());
    Bundle bundle = BundleReader.read(() -> Files.newInputStream(file));
    Files.writeString(file, json().substring(0, json().length() / 2));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> bundle.envelope().payloadDigest());
  }
}
