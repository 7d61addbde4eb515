// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.image;

import dev.modelsigning.cli.option.ImageArguments;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.registry.BundlePush;
import dev.modelsigning.registry.BundleReferrers;
import dev.modelsigning.registry.Credentials;
import dev.modelsigning.registry.ImageName;
import dev.modelsigning.registry.ImageParts;
import dev.modelsigning.registry.Registries;
import dev.modelsigning.registry.RegistryFailure;
import dev.modelsigning.registry.Repository;
import dev.modelsigning.registry.image.ImageFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model in an image of a registry. Its files are in a temporary folder until this is closed. */
public final class ImageModel implements AutoCloseable {
  private final Console console;
  private final ImageArguments arguments;
  private final ImageName image;
  private final Registries registries;
  private final Optional<Credentials> credentials;
  private final boolean writing;
  private @Nullable Path folder;

  ImageModel(Console console, ImageArguments arguments, String reference, boolean writing)
      throws CommandFailure {
    this.console = console;
    this.arguments = arguments;
    this.writing = writing;
    this.image = name(reference);
    if (arguments.referrer != null && !ImageName.isDigest(arguments.referrer)) {
      throw CommandFailure.usage(
          "--oci-referrer is '" + arguments.referrer + "'",
          "give the digest of the attached signature: sha256: and 64 lowercase hexadecimal digits");
    }
    if (arguments.path != null && !arguments.path.startsWith("/")) {
      throw CommandFailure.usage(
          "--oci-path is '" + arguments.path + "'", "give an absolute path, such as /models");
    }
    var access = new RegistryAccess(console, arguments);
    this.credentials = access.credentials(image);
    this.registries = access.registries(image);
  }

  private static ImageName name(String reference) throws CommandFailure {
    try {
      return ImageName.of(reference);
    } catch (RegistryFailure e) {
      throw new CommandFailure(
          Exit.USAGE,
          Causes.text(e),
          "name the image by its digest, as 'crane digest' or the registry shows it",
          e);
    }
  }

  /** The image as it was named. */
  public String name() {
    return image.toString();
  }

  private Repository repository() throws RegistryFailure {
    return writing
        ? registries.writing(image, credentials)
        : registries.reading(image, credentials);
  }

  /** The signature that is attached to the image. */
  public byte[] bundle() throws CommandFailure {
    try {
      BundleReferrers referrers = new BundleReferrers(repository());
      return referrers.read(referrers.find(Optional.ofNullable(arguments.referrer)));
    } catch (RegistryFailure e) {
      throw failed("the signature cannot be read from the registry: ", e);
    }
  }

  /** Attaches a signature to the image; returns the digest of its manifest. */
  public String attach(byte[] bundle) throws CommandFailure {
    try {
      return new BundlePush(repository()).attach(bundle, console.clock().instant());
    } catch (RegistryFailure e) {
      throw failed(
          "the signature cannot be attached to the image, and is kept only if --signature names a file: ",
          e);
    }
  }

  /** The files of the image, in a folder with the name of the repository. */
  public Path pull() throws CommandFailure {
    try {
      Path made = newFolder();
      folder = made;
      String repository = image.repository();
      Path model =
          Files.createDirectory(
              made.resolve(repository.substring(repository.lastIndexOf('/') + 1)));
      ImageFiles.write(
          new ImageParts(repository()),
          Optional.ofNullable(arguments.platform),
          Objects.requireNonNullElse(arguments.path, "/"),
          model);
      return model;
    } catch (RegistryFailure e) {
      throw failed("the image cannot be read from the registry: ", e);
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          "the files of the image cannot be read: " + Causes.text(e),
          "name an image with the model in layers of files; --oci-platform selects one of several, and"
              + " --work-folder where there is room for them",
          e);
    }
  }

  private Path newFolder() throws IOException {
    return arguments.workFolder == null
        ? Files.createTempDirectory("oms-image-")
        : Files.createTempDirectory(console.resolve(arguments.workFolder), "oms-image-");
  }

  private static CommandFailure failed(String what, RegistryFailure e) {
    String hint =
        switch (e.kind()) {
          case DENIED -> "give credentials that may do this with --registry-config";
          case UNREACHABLE ->
              "check the name of the registry and the network; --registry-ca names the authority of a"
                  + " private one, --registry-http calls one without TLS";
          case BUSY -> "try again later";
          case NOT_FOUND -> "check the name and the digest of the image";
          case AMBIGUOUS -> "name one of them with --oci-referrer";
          case INVALID, NOT_ALLOWED ->
              "use a registry as the OCI distribution specification has it";
        };
    return new CommandFailure(Exit.UNKNOWN, what + Causes.text(e), hint, e);
  }

  /** Removes the files. What cannot be removed is named. */
  @Override
  public void close() {
    registries.close();
    Path made = folder;
    if (made == null) {
      return;
    }
    try {
      Files.walkFileTree(
          made,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
              Files.delete(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      console.note("warning: the temporary folder " + made + " cannot be removed");
    }
  }
}
