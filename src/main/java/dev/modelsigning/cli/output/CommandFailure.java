// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

/**
 * Why a command failed, in two texts for its user: what is wrong, and a hint on what to do. Each
 * names the option, file or service it is about.
 */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Exit exit;
  private final String hint;

  public CommandFailure(Exit exit, String message, String hint) {
    super(message);
    this.exit = exit;
    this.hint = hint;
  }

  public CommandFailure(Exit exit, String message, String hint, Throwable cause) {
    super(message, cause);
    this.exit = exit;
    this.hint = hint;
  }

  /** A failure whose cause is the command line. */
  public static CommandFailure usage(String message, String hint) {
    return new CommandFailure(Exit.USAGE, message, hint);
  }

  Exit exit() {
    return exit;
  }

  String hint() {
    return hint;
  }

  /** The message, which is never null here. */
  String text() {
    return Causes.text(this);
  }
}
