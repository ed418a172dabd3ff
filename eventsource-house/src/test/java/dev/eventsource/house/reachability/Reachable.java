// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house.reachability;

import static java.util.stream.Collectors.toCollection;

import dev.eventsource.codec.EventType;
import dev.eventsource.house.PublishedModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a module uses by name or by reflection, and what a native image has to keep therefore, in the form that GraalVM reads
 * from {@code META-INF/native-image}, https://www.graalvm.org/latest/reference-manual/native-image/metadata/.
 */
final class Reachable {

    /** Whose connections hand out proxies of what they are asked for. */
    static final List<String> LENDERS =
            List.of("dev.eventsource.jdbc.GuardedConnection", "dev.eventsource.workflow.LentConnection");

    /** Who asks for a class by its name, and for which. */
    static final Map<String, String> ASKED_BY_NAME =
            Map.of("dev.eventsource.otel.Jdbc", "dev.eventsource.jdbc.JdbcStorage");

    private final PublishedModule module;

    Reachable(PublishedModule module) {
        this.module = module;
    }

    /** Where the metadata is. */
    Path file() {
        return module.folder()
                .resolve("src/main/resources/META-INF/native-image/dev.eventsource")
                .resolve(module.name())
                .resolve("reachability-metadata.json");
    }

    /** What has to be in it; empty if there is nothing to say. */
    String json() {
        List<String> reflection = reflection();
        List<String> resources = resources();
        if (reflection.isEmpty() && resources.isEmpty()) {
            return "";
        }
        return "{\n  \"reflection\": [" + list(reflection) + "],\n  \"resources\": [" + list(resources) + "]\n}\n";
    }

    private static String list(List<String> entries) {
        return entries.isEmpty() ? "" : "\n    " + String.join(",\n    ", entries) + "\n  ";
    }

    private List<String> reflection() {
        Map<String, String> entries = new TreeMap<>();
        List<Class<?>> classes = module.classes();
        for (Class<?> type : classes) {
            if (type.isAnnotationPresent(EventType.class)) {
                entries.put(
                        type.getName(),
                        type(type.getName(), "allDeclaredConstructors", "allDeclaredFields", "allDeclaredMethods"));
            }
            if (ASKED_BY_NAME.containsKey(type.getName())) {
                String asked = ASKED_BY_NAME.get(type.getName());
                entries.put(asked, type(asked));
            }
            if (LENDERS.contains(type.getName())) {
                for (String lent : lent()) {
                    entries.put(lent, type(lent, "allPublicMethods"));
                    entries.put("proxy of " + lent, "{\"type\": {\"proxy\": [\"" + lent + "\"]}}");
                }
            }
        }
        for (String provider : providers()) {
            entries.put(
                    provider,
                    "{\"type\": \"" + provider + "\", \"methods\": [{\"name\": \"<init>\", \"parameterTypes\": []}]}");
        }
        return List.copyOf(entries.values());
    }

    private static String type(String name, String... kept) {
        StringBuilder entry = new StringBuilder("{\"type\": \"").append(name).append('"');
        for (String what : kept) {
            entry.append(", \"").append(what).append("\": true");
        }
        return entry.append('}').toString();
    }

    /** A connection, and what its methods return that is lent as well. */
    private static Set<String> lent() {
        Set<String> names = Arrays.stream(Connection.class.getMethods())
                .map(java.lang.reflect.Method::getReturnType)
                .filter(type -> Statement.class.isAssignableFrom(type) || type == DatabaseMetaData.class)
                .map(Class::getName)
                .collect(toCollection(TreeSet::new));
        names.add(Connection.class.getName());
        return names;
    }

    private List<String> providers() {
        List<String> names = new ArrayList<>();
        for (Path file : files()) {
            if (file.startsWith("META-INF/services")) {
                PublishedModule.text(classes().resolve(file))
                        .lines()
                        .filter(line -> !line.isBlank())
                        .forEach(names::add);
            }
        }
        return names;
    }

    private List<String> resources() {
        return files().stream()
                .map(file -> "{\"glob\": \"" + file.toString().replace('\\', '/') + "\"}")
                .toList();
    }

    private Path classes() {
        return module.folder().resolve("target/classes");
    }

    /** What is no class, and is not there for the jar or for this. */
    private List<Path> files() {
        try (Stream<Path> files = Files.walk(classes())) {
            return files.filter(Files::isRegularFile)
                    .map(classes()::relativize)
                    .filter(file -> !file.toString().endsWith(".class"))
                    .filter(file -> !file.startsWith("META-INF") || file.startsWith("META-INF/services"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
