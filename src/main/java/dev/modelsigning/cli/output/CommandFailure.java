// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

/**
 * Why a command could not do its work, in words for the person who typed it: what is wrong, and
 * what to do about it.
 */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Exit exit;
  private final String remedy;

  public CommandFailure(Exit exit, String message, String remedy) {
    super(message);
    this.exit = exit;
    this.remedy = remedy;
  }

  public CommandFailure(Exit exit, String message, String remedy, Throwable cause) {
    super(message, cause);
    this.exit = exit;
    this.remedy = remedy;
  }

  public static CommandFailure usage(String message, String remedy) {
    return new CommandFailure(Exit.USAGE, message, remedy);
  }

  Exit exit() {
    return exit;
  }

  String remedy() {
    return remedy;
  }

  /** The message; never null, unlike that of a Throwable in general. */
  String text() {
    return Causes.text(this);
  }
}
