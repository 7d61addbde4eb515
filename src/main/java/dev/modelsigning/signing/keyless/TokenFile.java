// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.signing.SigningException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A token in a file, read again for each signature: whoever writes the file keeps the token
 * current, as Kubernetes does with projected service account tokens.
 */
public final class TokenFile implements IdentityTokens {
  private final Path file;
  private final String audience;
  private final Clock clock;

  /** Creates a source of the token in a file, which must be for the audience. */
  public TokenFile(Path file, String audience, Clock clock) {
    this.file = file;
    this.audience = audience;
    this.clock = clock;
  }

  @Override
  public IdentityToken token() throws SigningException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(IdentityToken.MAX_LENGTH + 1);
      return IdentityToken.of(
          new String(content, StandardCharsets.ISO_8859_1), audience, clock.instant());
    } catch (IOException e) {
      throw new SigningException(
          "the identity token file %s cannot be read; name a readable file".formatted(file), e);
    }
  }
}
