// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementWriter;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.verification.GivenBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A model of two files in a folder, and optionally a bundle. */
public final class SignedModel {
  private static final String BUNDLE = "model.sig";
  private static final String WEIGHTS = "model.safetensors";

  private final Path folder;

  /** Writes the two files. */
  public SignedModel(Path folder) {
    this.folder = folder;
    ModelDirectories.write(folder, "config.json", "{\"layers\": 2}");
    ModelDirectories.write(folder, WEIGHTS, "0".repeat(4096));
  }

  /** The manifest of the two files as they are now. */
  public Manifest measured() {
    return measured(Serialization.files());
  }

  /** The manifest of the files as they are now, hashed in this way. */
  public Manifest measured(Serialization serialization) {
    try {
      return new ModelHasher()
          .hash(folder, serialization, HashOptions.defaults().excluding(folder.resolve(BUNDLE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ModelContentException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A bundle over the files as they are now. */
  public byte[] signedBy(Signer signer) {
    return signedBy(signer, Serialization.files());
  }

  /** The same for a verifier. */
  public GivenBundle given(Signer signer) {
    return new GivenBundle.Whole(signedBy(signer));
  }

  /** A bundle over the files as they are now, hashed in this way. */
  public byte[] signedBy(Signer signer, Serialization serialization) {
    try {
      return Bundles.sign(
          measured(serialization), KeySigner.ofPem(signer.privateKey(), Optional.empty()));
    } catch (SigningException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A keyless bundle over the files as they are now, by the subject that is signing by default. */
  public byte[] signedIn(PrivateSigstore sigstore) {
    return BundleWriter.write(
        sigstore.bundle(Statement.PAYLOAD_TYPE, StatementWriter.write(measured())).sign());
  }

  /** Puts a bundle into the folder, as {@code model.sig}. */
  public void put(byte[] bundle) {
    ModelDirectories.write(folder, BUNDLE, text(bundle));
  }

  /** The bundle in the folder. */
  public Optional<byte[]> bundle() {
    Path file = folder.resolve(BUNDLE);
    try {
      return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder with the files, which is the root of the volume. */
  public Path folder() {
    return folder;
  }

  /** Changes one bit of the weights. */
  public void tamper() {
    ModelDirectories.flipBit(folder.resolve(WEIGHTS), 17);
  }

  /** A bundle as text. */
  public static String text(byte[] bundle) {
    return new String(bundle, StandardCharsets.UTF_8);
  }
}
