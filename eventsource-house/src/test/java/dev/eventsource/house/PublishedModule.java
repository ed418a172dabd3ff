// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A module that users depend on: one that the bill of materials names. */
public record PublishedModule(Path folder) {

    private static final Pattern NAMED = Pattern.compile("<artifactId>(eventsource-(?!bom)[a-z-]+)</artifactId>");

    /** Those of the bill of materials, by name. */
    public static List<PublishedModule> all() {
        return NAMED.matcher(text(root().resolve("eventsource-bom/pom.xml")))
                .results()
                .map(found -> new PublishedModule(root().resolve(found.group(1))))
                .sorted(Comparator.comparing(PublishedModule::name))
                .toList();
    }

    /** The directory with the Maven wrapper. */
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("mvnw"))) {
            here = here.getParent();
            if (here == null) {
                throw new IllegalStateException("There is no mvnw above the working directory");
            }
        }
        return here;
    }

    public String name() {
        return folder.getFileName().toString();
    }

    /** The classes that were compiled from {@code src/main}, none of them initialised. */
    public List<Class<?>> classes() {
        Path compiled = folder.resolve("target/classes");
        try (Stream<Path> files = Files.walk(compiled)) {
            return files.map(file -> compiled.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.replace(".class", "").replace('/', '.').replace('\\', '.'))
                    .sorted()
                    .<Class<?>>map(PublishedModule::load)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A module by its name. */
    public static PublishedModule named(String name) {
        return new PublishedModule(root().resolve(name));
    }

    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether what is generated is to be written to the repository, instead of being compared with what is there. */
    public static boolean isAccepting() {
        return Boolean.getBoolean("eventsource.api.accept");
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublishedModule.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Left over from an older build? ./mvnw clean", e);
        }
    }
}
