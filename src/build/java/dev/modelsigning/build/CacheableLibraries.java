// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.build;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Copies the command line's libraries so that the JDK can keep their classes in its AOT cache,
 * which excludes class files of Java 5 (picocli) and signed jars (Bouncy Castle).
 *
 * <p>Class files older than Java 6 get the version of Java 8 and the stack maps it requires; their
 * code does not change. Jar signatures are dropped: no code checks them here, and the JVM took
 * longer to check them than to verify a small model.
 *
 * <p>Usage: {@code java dev.modelsigning.build.CacheableLibraries FROM TO}. A copy that is not
 * older than its original is kept.
 */
public final class CacheableLibraries {
  /**
   * The first version whose class files carry stack maps, without which the cache excludes them.
   */
  private static final int JAVA_6 = 50;

  private static final int JAVA_8 = 52;

  private CacheableLibraries() {}

  public static void main(String[] args) throws IOException {
    Path to = Files.createDirectories(Path.of(args[1]));
    try (var jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
      for (Path jar : jars) {
        Path copy = to.resolve(jar.getFileName());
        if (Files.exists(copy)
            && Files.getLastModifiedTime(copy).compareTo(Files.getLastModifiedTime(jar)) >= 0) {
          continue;
        }
        Path part = to.resolve(jar.getFileName() + ".new");
        copy(jar, part);
        Files.setLastModifiedTime(part, Files.getLastModifiedTime(jar));
        Files.move(part, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (JarFile jar = new JarFile(from.toFile(), false);
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
      ClassFile classFile = classFile(jar);
      for (JarEntry entry : List.copyOf(jar.stream().toList())) {
        String name = entry.getName();
        if (isSignature(name)) {
          continue;
        }
        byte[] content = read(jar, entry);
        JarEntry copied = new JarEntry(name);
        copied.setTime(entry.getTime());
        out.putNextEntry(copied);
        out.write(
            switch (name) {
              case JarFile.MANIFEST_NAME -> mainAttributes(jar.getManifest());
              case String s when s.endsWith(".class") -> upgraded(classFile, content);
              default -> content;
            });
        out.closeEntry();
      }
    }
  }

  private static boolean isSignature(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("META-INF/") && upper.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");
  }

  /** Without the other sections, which only hold digests of signed entries. */
  private static byte[] mainAttributes(Manifest manifest) throws IOException {
    Manifest main = new Manifest();
    main.getMainAttributes().putAll(manifest.getMainAttributes());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    main.write(bytes);
    return bytes.toByteArray();
  }

  private static byte[] upgraded(ClassFile classFile, byte[] content) {
    int version = (content[6] & 0xff) << 8 | (content[7] & 0xff);
    if (version >= JAVA_6) {
      return content;
    }
    return classFile.transformClass(
        classFile.parse(content),
        ClassTransform.ofStateful(CacheableLibraries::newVersion)
            .andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
  }

  private static ClassTransform newVersion() {
    return (builder, element) -> {
      if (element instanceof ClassFileVersion) {
        builder.withVersion(JAVA_8, 0);
      } else {
        builder.with(element);
      }
    };
  }

  private static ClassFile classFile(JarFile jar) {
    ClassHierarchyResolver ofJar =
        ClassHierarchyResolver.ofResourceParsing(
            type -> {
              String descriptor = type.descriptorString();
              JarEntry entry =
                  jar.getJarEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
              return entry == null ? null : open(jar, entry);
            });
    return ClassFile.of(
        ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
        ClassFile.ClassHierarchyResolverOption.of(
            ofJar.orElse(ClassHierarchyResolver.defaultResolver())));
  }

  private static InputStream open(JarFile jar, JarEntry entry) {
    try {
      return jar.getInputStream(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
