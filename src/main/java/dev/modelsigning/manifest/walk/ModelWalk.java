// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a model. As OMS 1.0 (6.1) requires, it checks names first, then exclusions,
 * then the rules on links, so that an excluded link is not an error.
 */
final class ModelWalk extends SimpleFileVisitor<Path> {
  private final Path root;
  private final IgnoredPlaces ignored;
  private final FileSelection selection;
  private final Optional<LinkTargets> links;
  private final Found found;
  private final Deque<String> prefixes = new ArrayDeque<>();

  /** The real directories above the current place, to notice a link back to one of them. */
  private final Deque<Path> way = new ArrayDeque<>();

  /** The link through which a directory is entered. */
  private @Nullable String entering;

  private int directories;
  private int files;
  private @Nullable ModelContentException problem;

  private ModelWalk(
      Path root,
      IgnoredPlaces ignored,
      FileSelection selection,
      Optional<LinkTargets> links,
      Found found) {
    this.root = root;
    this.ignored = ignored;
    this.selection = selection;
    this.links = links;
    this.found = found;
  }

  /** Receives the files of a model one by one. */
  @FunctionalInterface
  interface Found {
    void accept(ModelFile file) throws IOException, ModelContentException;
  }

  /**
   * What a walk saw besides the files.
   *
   * @param modelName of a folder the last component of its real path; a file is called as it is
   *     given, also by a link, whose target may be named by a digest
   * @param ignored what lies at ignored paths
   */
  record Seen(String modelName, IgnoredContent ignored) {}

  /** Walks a model completely; {@code looking} as in {@link IgnoredPlaces}. */
  static Seen over(
      Path model,
      Serialization serialization,
      Set<Path> excluded,
      boolean looking,
      FileSelection selection,
      Found found)
      throws IOException, ModelContentException {
    Path root = rootOf(model);
    IgnoredPlaces ignored = new IgnoredPlaces(root, serialization, excluded, looking);
    Optional<LinkTargets> links =
        serialization.allowSymlinks() ? Optional.of(new LinkTargets(root)) : Optional.empty();
    ModelWalk walk = new ModelWalk(root, ignored, selection, links, found);
    Path named = root;
    if (Files.isRegularFile(root, LinkOption.NOFOLLOW_LINKS)) {
      named = model;
      found.accept(new ModelFile(modelName(model), root, FileIdentity.of(root)));
    } else if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      walk.walkDirectory();
    } else {
      throw new ModelContentException(
          Reason.SPECIAL_FILE,
          model.toString(),
          "the model '%s' is not a directory or a regular file; correct the path".formatted(model));
    }
    return new Seen(modelName(named), ignored.content());
  }

  /** The real path of a model. */
  static Path rootOf(Path model) throws IOException, ModelContentException {
    try {
      return model.toRealPath();
    } catch (NoSuchFileException e) {
      ModelContentException refusal =
          new ModelContentException(
              Reason.NOT_FOUND,
              model.toString(),
              "the model '%s' does not exist; correct the path".formatted(model));
      refusal.initCause(e);
      throw refusal;
    }
  }

  private static String modelName(Path model) throws ModelContentException {
    String name = FileNames.of(model).orElseThrow(() -> notUtf8(model));
    return name.isEmpty() ? "model" : name;
  }

  private void walkDirectory() throws IOException, ModelContentException {
    Files.walkFileTree(root, this);
    if (problem != null) {
      throw problem;
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
      throws IOException {
    if (dir.equals(root) && prefixes.isEmpty()) {
      prefixes.push("");
      way.push(dir);
      return FileVisitResult.CONTINUE;
    }
    Optional<String> name = entering == null ? nameOf(dir) : Optional.of(entering);
    entering = null;
    if (name.isEmpty()) {
      return selection.takesAnyName() ? refuse(notUtf8(dir)) : FileVisitResult.SKIP_SUBTREE;
    }
    if (ignored.ignores(name.get())) {
      ignored.seeFolder(name.get(), dir);
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (!selection.mayTakeBelow(name.get())) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (++directories
        > ModelFiles.MAX_FILES) { // links can make few directories look like very many
      return refuse(
          Reason.TOO_MANY_FILES,
          name.get(),
          "with '%s' the model has more than " + ModelFiles.MAX_FILES + " directories; split it");
    }
    prefixes.push(name.get() + "/");
    way.push(dir);
    return FileVisitResult.CONTINUE;
  }

  /** A directory that cannot be listed is not a failure if no file below it is measured. */
  @Override
  public FileVisitResult visitFileFailed(Path path, IOException cause) throws IOException {
    IOException failure = TooManyOpenFilesException.or(cause);
    if (prefixes.isEmpty() || entering != null) {
      throw failure;
    }
    Optional<ModelContentException> tooLong = ModelContentException.tooLong(path);
    if (tooLong.isPresent()) {
      return refuse(tooLong.get());
    }
    Optional<String> name = nameOf(path);
    boolean wanted =
        name.isEmpty()
            ? selection.takesAnyName()
            : selection.takes(name.get()) || selection.mayTakeBelow(name.get());
    if (name.isPresent() && ignored.ignores(name.get())) {
      ignored.seeUnreadable(name.get(), path);
    } else if (wanted && (name.isEmpty() || !ignored.seeUntouched(name.get(), path))) {
      throw failure;
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    prefixes.pop();
    way.pop();
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
    Optional<String> utf8 = nameOf(path);
    if (ignored.excludes(path)) {
      ignored.seeFile(
          utf8.orElseGet(() -> ResourceNames.printable(path.toString())), path, attributes);
      return FileVisitResult.CONTINUE;
    }
    if (utf8.isEmpty()) {
      return selection.takesAnyName() ? refuse(notUtf8(path)) : FileVisitResult.CONTINUE;
    }
    String name = utf8.get();
    if (ignored.ignores(name)) {
      ignored.seeFile(name, path, attributes);
      return FileVisitResult.CONTINUE;
    }
    if (attributes.isSymbolicLink()) {
      return visitLink(path, name);
    }
    return selection.takes(name) ? add(name, path, attributes) : FileVisitResult.CONTINUE;
  }

  private FileVisitResult visitLink(Path link, String name) throws IOException {
    if (!selection.takes(name) && !selection.mayTakeBelow(name)) {
      return FileVisitResult.CONTINUE;
    }
    if (links.isEmpty()) {
      return refuse(LinkRemedies.notFollowed(root, link, name));
    }
    try {
      Path target = links.get().of(link, name);
      BasicFileAttributes attributes =
          Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isDirectory()
          ? walkLinked(link, name, target)
          : add(name, target, attributes);
    } catch (ModelContentException e) {
      return refuse(e);
    }
  }

  /** Enters a linked directory, whose files appear again under the name of the link. */
  private FileVisitResult walkLinked(Path link, String name, Path target)
      throws IOException, ModelContentException {
    if (!target.startsWith(root)) {
      throw links.orElseThrow().refused(name, link, "out of the model");
    }
    if (way.contains(target)) {
      throw LinkTargets.circle(name, link);
    }
    entering = name;
    Files.walkFileTree(target, this);
    return problem == null ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
  }

  private FileVisitResult add(String name, Path path, BasicFileAttributes attributes)
      throws IOException {
    if (!attributes.isRegularFile()) {
      return refuse(
          Reason.SPECIAL_FILE,
          name,
          "'%s' is a socket, FIFO or device; remove it from the model or ignore it");
    }
    if (files++ == ModelFiles.MAX_FILES) {
      return refuse(
          Reason.TOO_MANY_FILES,
          name,
          "with '%s' the model has more than " + ModelFiles.MAX_FILES + " files; split it");
    }
    try {
      found.accept(new ModelFile(name, path, FileIdentity.of(path)));
    } catch (ModelContentException e) {
      return refuse(e);
    } catch (NoSuchFileException e) {
      return refuse(ModelFile.changed(name, "was removed"));
    }
    return FileVisitResult.CONTINUE;
  }

  private Optional<String> nameOf(Path path) {
    return FileNames.of(path).map(name -> prefixes.getFirst() + name);
  }

  private FileVisitResult refuse(Reason reason, String name, String format) {
    return refuse(
        new ModelContentException(reason, name, format.formatted(ResourceNames.printable(name))));
  }

  private FileVisitResult refuse(ModelContentException refusal) {
    problem = refusal;
    return FileVisitResult.TERMINATE;
  }

  private static ModelContentException notUtf8(Path path) {
    return new ModelContentException(
        Reason.NAME_NOT_UTF8,
        path.toString(),
        "the name of '%s' is not valid UTF-8; rename the file"
            .formatted(ResourceNames.printable(FileNames.escaped(path))));
  }
}
