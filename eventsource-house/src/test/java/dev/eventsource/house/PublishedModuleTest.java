// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublishedModuleTest {

    @Test
    void what_the_bill_of_materials_names_is_deployed_and_installed_and_nothing_else() throws IOException {
        Set<String> published =
                PublishedModule.all().stream().map(PublishedModule::name).collect(Collectors.toSet());
        assertThat(published).contains("eventsource-core", "eventsource-cli").doesNotContain("eventsource-house");
        published.add("eventsource-bom");
        try (Stream<Path> poms = Files.list(PublishedModule.root())
                .map(folder -> folder.resolve("pom.xml"))
                .filter(Files::exists)) {
            assertThat(poms).hasSizeGreaterThan(published.size()).allSatisfy(pom -> {
                boolean isPublished =
                        published.contains(pom.getParent().getFileName().toString());
                String text = PublishedModule.text(pom);
                assertThat(text.contains("<maven.deploy.skip>true<"))
                        .as("not deployed: %s", pom)
                        .isNotEqualTo(isPublished);
                assertThat(text.contains("<maven.install.skip>true<"))
                        .as("not installed: %s", pom)
                        .isNotEqualTo(isPublished);
            });
        }
    }
}
