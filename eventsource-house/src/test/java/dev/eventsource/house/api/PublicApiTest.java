// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.eventsource.cli.EventSourceCommand;
import dev.eventsource.cli.console.Console;
import dev.eventsource.house.PublishedModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * What users can call is in {@code api.txt} of each module, so that a change of it is seen in review. {@code make api} writes
 * the files anew.
 */
class PublicApiTest {

    private static final String PREFACE = """
            # The public API of %s, written by `make api`; the build fails when the code differs from it.
            # `?` behind a type: may be null. `is`: what it extends and implements. Neither said: public.
            """;

    private static final String PREFACE_OF_COMMANDS = """
            # The commands of %s, written by `make api`; the build fails when the code differs from it.
            # The Java types of this module are nobody's API.
            """;

    static List<String> javaModules() {
        return PublishedModule.all().stream()
                .map(PublishedModule::name)
                .filter(name -> !name.equals("eventsource-cli"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("javaModules")
    void the_public_api_is_the_one_in_the_repository(String name) {
        PublishedModule module = PublishedModule.named(name);
        Stream<String> types = module.classes().stream()
                .filter(PublicType::isVisible)
                .sorted(Comparator.comparing(Class::getCanonicalName))
                .flatMap(type -> Stream.concat(Stream.of(""), new PublicType(type).lines().stream()));
        compare(module, PREFACE.formatted(name), types.toList());
    }

    @Test
    void the_commands_are_those_in_the_repository() throws ReflectiveOperationException {
        Constructor<EventSourceCommand> made = EventSourceCommand.class.getDeclaredConstructor(Console.class);
        made.setAccessible(true);
        CommandLine line = new CommandLine(made.newInstance(Console.ofProcess()));
        PublishedModule module = PublishedModule.named("eventsource-cli");
        compare(module, PREFACE_OF_COMMANDS.formatted(module.name()), CommandTree.lines(line.getCommandSpec()));
    }

    @Test
    void the_bill_of_materials_names_what_is_deployed() throws IOException {
        try (Stream<Path> folders = Files.list(PublishedModule.root())) {
            List<PublishedModule> deployed = folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .filter(folder -> !folder.endsWith("eventsource-bom"))
                    .filter(folder ->
                            !PublishedModule.text(folder.resolve("pom.xml")).contains("<maven.deploy.skip>true"))
                    .map(PublishedModule::new)
                    .toList();
            assertThat(PublishedModule.all()).hasSizeGreaterThan(10).containsExactlyInAnyOrderElementsOf(deployed);
        }
    }

    private static void compare(PublishedModule module, String preface, List<String> lines) {
        Path file = module.folder().resolve("api.txt");
        String now = preface + String.join("\n", lines) + "\n";
        try {
            if (PublishedModule.isAccepting()) {
                Files.writeString(file, now);
            }
            String accepted = Files.exists(file) ? Files.readString(file) : "";
            if (!accepted.equals(now)) {
                fail(Difference.between(module.name(), accepted, now));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
