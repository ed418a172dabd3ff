// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.tutorial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The modules of this repository as artifacts in a local Maven repository, made from what was compiled. */
final class LocalArtifacts {

    private static final Pattern VERSION =
            Pattern.compile("<artifactId>eventsource-parent</artifactId>\\s*<version>([^<]+)");

    private final Path root;
    private final Path repository;
    private final String version;

    LocalArtifacts(Path root, Path repository) throws IOException {
        this.root = root;
        this.repository = repository;
        this.version = VERSION.matcher(Files.readString(root.resolve("pom.xml")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    void install(List<String> modules) throws IOException {
        Files.copy(root.resolve("pom.xml"), file("eventsource-parent", "pom"));
        for (String module : modules) {
            Files.copy(root.resolve(module).resolve("pom.xml"), file(module, "pom"));
            Path classes = root.resolve(module).resolve("target/classes");
            if (Files.exists(classes)) {
                jar(classes, file(module, "jar"));
            }
        }
    }

    private Path file(String artifact, String type) throws IOException {
        Path folder = repository.resolve("dev/eventsource").resolve(artifact).resolve(version);
        Files.createDirectories(folder);
        return folder.resolve(artifact + "-" + version + "." + type);
    }

    private static void jar(Path classes, Path target) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(target));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
    }
}
