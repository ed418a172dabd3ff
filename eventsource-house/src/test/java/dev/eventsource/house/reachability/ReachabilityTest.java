// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.eventsource.house.PublishedModule;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * That a native image keeps what the library needs of itself: the metadata in the jars are what the code asks for. {@code make
 * api} writes them.
 */
class ReachabilityTest {

    /**
     * Who looks at classes or resources, and why that is accounted for. Of an application's own classes the application has
     * to say what is kept, see docs/how-to/native-image.md.
     */
    private static final Map<String, String> ACCOUNTED_FOR = new TreeMap<>(Map.ofEntries(
            Map.entry("dev.eventsource.aggregate.EvolvingMethods", "the application's aggregates"),
            Map.entry("dev.eventsource.bus.EventBuses", "META-INF/services"),
            Map.entry("dev.eventsource.codec.EventTypes", "the application's sealed interfaces"),
            Map.entry("dev.eventsource.handling.AnnotatedMethods", "the application's handlers"),
            Map.entry("dev.eventsource.handling.HandlerMethod", "the application's handlers"),
            Map.entry("dev.eventsource.jdbc.GuardedConnection", "Reachable.LENDERS"),
            Map.entry("dev.eventsource.jdbc.Migrations", "all resources that are there"),
            Map.entry("dev.eventsource.json.FieldTree", "the application's events"),
            Map.entry("dev.eventsource.json.PersonalField", "the application's events"),
            Map.entry("dev.eventsource.json.TypeCheck", "the application's events"),
            Map.entry("dev.eventsource.otel.Jdbc", "Reachable.ASKED_BY_NAME"),
            Map.entry("dev.eventsource.store.Storages", "META-INF/services"),
            Map.entry("dev.eventsource.testing.Difference", "the application's events, in its tests"),
            Map.entry("dev.eventsource.workflow.LentConnection", "Reachable.LENDERS")));

    private static final Pattern LOOKS = Pattern.compile(
            "forName|getResource.*|get(Declared)?(Method|Constructor|Field|RecordComponent)s?|getRecordComponents|getPermittedSubclasses|newInstance");

    /** A program and a test suite are not made part of anybody's native image. */
    private static final Set<String> NEVER_NATIVE = Set.of("eventsource-cli", "eventsource-tck");

    static List<String> libraries() {
        return PublishedModule.all().stream()
                .map(PublishedModule::name)
                .filter(name -> !NEVER_NATIVE.contains(name))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void the_metadata_is_what_the_code_needs(String name) throws IOException {
        Reachable reachable = new Reachable(PublishedModule.named(name));
        String needed = reachable.json();
        if (PublishedModule.isAccepting() && !needed.isEmpty()) {
            Files.createDirectories(reachable.file().getParent());
            Files.writeString(reachable.file(), needed);
        }
        assertThat(Files.exists(reachable.file()) ? Files.readString(reachable.file()) : "")
                .as("%s; `make api` writes it", reachable.file())
                .isEqualTo(needed);
        if (!needed.isEmpty()) {
            assertThat(JsonMapper.shared().readTree(needed).propertyNames()).containsExactly("reflection", "resources");
        }
    }

    @Test
    void the_metadata_knows_the_providers_and_the_tables() {
        assertThat(new Reachable(PublishedModule.named("eventsource-sqlite")).json())
                .contains("dev.eventsource.sqlite.SqliteStorageProvider", "dev/eventsource/sqlite/001_events.sql");
        assertThat(new Reachable(PublishedModule.named("eventsource-jdbc")).json())
                .contains("{\"type\": {\"proxy\": [\"java.sql.CallableStatement\"]}}");
    }

    @Test
    void whoever_looks_at_classes_or_resources_is_accounted_for() {
        List<Path> folders = libraries().stream()
                .map(name -> PublishedModule.named(name).folder().resolve("target/classes"))
                .toList();
        assertThat(lookers(new ClassFileImporter().importPaths(folders)))
                .containsExactlyInAnyOrderElementsOf(ACCOUNTED_FOR.keySet());
    }

    @Test
    void who_looks_at_classes_is_noticed() {
        assertThat(lookers(new ClassFileImporter().importClasses(Curious.class, Pure.class)))
                .containsExactly(Curious.class.getName());
    }

    private static Set<String> lookers(Iterable<JavaClass> classes) {
        Set<String> lookers = new TreeSet<>();
        for (JavaClass type : classes) {
            Collection<? extends JavaAccess<?>> calls = type.getAccessesFromSelf();
            if (calls.stream().anyMatch(ReachabilityTest::looks)) {
                lookers.add(
                        type.getName().replaceFirst("\\$.*", type.getName().contains("ReachabilityTest") ? "$0" : ""));
            }
        }
        return lookers;
    }

    private static boolean looks(JavaAccess<?> call) {
        JavaClass owner = call.getTargetOwner();
        boolean ofClass = owner.isEquivalentTo(Class.class) || owner.isAssignableTo(ClassLoader.class);
        boolean ofProviders = owner.isEquivalentTo(ServiceLoader.class);
        return (ofClass && LOOKS.matcher(call.getName()).matches())
                || (ofProviders && call.getName().equals("load"))
                || owner.isEquivalentTo(Proxy.class)
                || owner.isEquivalentTo(MethodHandles.Lookup.class);
    }

    static final class Curious {
        Object look() {
            return String.class.getDeclaredMethods();
        }
    }

    static final class Pure {
        String name() {
            return String.class.getName();
        }
    }
}
