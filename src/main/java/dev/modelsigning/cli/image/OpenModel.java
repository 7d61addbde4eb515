// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.image;

import dev.modelsigning.cli.option.ModelArguments;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import java.nio.file.Path;
import java.util.Optional;

/** The model of a command, in a folder for as long as this is open. */
public final class OpenModel implements AutoCloseable {
  private final Console console;
  private final ModelArguments arguments;
  private final Optional<ImageModel> image;

  private OpenModel(Console console, ModelArguments arguments, Optional<ImageModel> image) {
    this.console = console;
    this.arguments = arguments;
    this.image = image;
  }

  /** The model to verify or to digest; nothing is pulled yet. */
  public static OpenModel toRead(Console console, ModelArguments arguments) throws CommandFailure {
    return open(console, arguments, false);
  }

  /** The model to sign; nothing is pulled yet. */
  public static OpenModel toSign(Console console, ModelArguments arguments) throws CommandFailure {
    return open(console, arguments, true);
  }

  private static OpenModel open(Console console, ModelArguments arguments, boolean writing)
      throws CommandFailure {
    if (!arguments.image.oci) {
      // A model that is missing is what the user should hear of first.
      arguments.checkedModel(console);
      return new OpenModel(console, arguments, Optional.empty());
    }
    arguments.checkOptions();
    return new OpenModel(
        console,
        arguments,
        Optional.of(
            new ImageModel(console, arguments.image, arguments.given().toString(), writing)));
  }

  /** The image, if the model is in one. */
  public Optional<ImageModel> image() {
    return image;
  }

  /** The folder or file; an image is pulled now. */
  public Path path() throws CommandFailure {
    return image.isPresent() ? image.get().pull() : arguments.checkedModel(console);
  }

  /** The model as messages name it. */
  public Path named(Path path) {
    return image.isPresent() ? arguments.given() : path;
  }

  @Override
  public void close() {
    image.ifPresent(ImageModel::close);
  }
}
