// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.reference;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The public classes of the modules that an application uses, as they were compiled. */
final class LibraryClasses {

    private static final List<String> MODULES = List.of(
            "core",
            "inmemory",
            "jdbc",
            "sqlite",
            "postgres",
            "bus-redis",
            "bus-rabbitmq",
            "bus-kafka",
            "otel",
            "testing");

    private LibraryClasses() {}

    static Stream<Class<?>> all() throws IOException, ClassNotFoundException {
        List<Class<?>> all = new ArrayList<>();
        for (String module : MODULES) {
            Path classes = Path.of("..", "eventsource-" + module, "target", "classes");
            try (Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(LibraryClasses::isClass).toList()) {
                    String name = classes.relativize(file).toString().replaceFirst("\\.class$", "");
                    Class<?> type = Class.forName(
                            name.replaceAll("[/\\\\]", "."), false, LibraryClasses.class.getClassLoader());
                    if (isPublic(type)) {
                        all.add(type);
                    }
                }
            }
        }
        return all.stream();
    }

    private static boolean isClass(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".class") && !name.endsWith("-info.class");
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }
}
