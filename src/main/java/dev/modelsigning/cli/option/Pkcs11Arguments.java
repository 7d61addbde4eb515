// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.pkcs11.Pkcs11Uri;
import picocli.CommandLine.Option;

/** The key of {@code sign pkcs11-key} and {@code sign pkcs11-certificate}. */
public final class Pkcs11Arguments {
  public static final String HINT =
      "name a key with --pkcs11-uri, such as"
          + " 'pkcs11:token=T;object=KEY?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/run/secrets/pin'";

  @Option(
      names = {"--pkcs11-uri", "--pkcs11_uri"},
      required = true,
      paramLabel = "PKCS11_URI",
      description =
          "The private key as a PKCS #11 URI (RFC 7512): token, serial, slot-id, object and id, then"
              + " module-path or module-name, and pin-source or pin-value. Other users can see a"
              + " pin-value in the process list; prefer pin-source=file:/path.")
  private String uri = "";

  public Pkcs11Uri uri() throws SigningException {
    return Pkcs11Uri.parse(uri);
  }
}
