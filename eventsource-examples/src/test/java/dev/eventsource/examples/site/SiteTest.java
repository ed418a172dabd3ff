// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages hang together; {@code make site} builds the site from here. */
class SiteTest {

    private static final Path ROOT = Path.of("..");

    @TempDir
    Path folder;

    @Test
    void no_link_and_no_anchor_is_dead() {
        assertThat(Pages.under(ROOT).deadLinks()).isEmpty();
    }

    @Test
    void a_dead_link_and_a_dead_anchor_would_be_found() throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        Files.writeString(
                folder.resolve("README.md"),
                "# All\n\n[a](docs/a.md) [b](docs/b.md) [c](docs/a.md#two-words) [d](docs/a.md#three) [e](#all) [f](#none)\n");
        Files.writeString(folder.resolve("docs/a.md"), "# A\n\n## Two `words`!\n");

        assertThat(Pages.under(folder).deadLinks())
                .containsExactly("README.md: docs/b.md", "README.md: docs/a.md#three", "README.md: #none");
    }

    /** But for decisions, which come with the work and stand in their folder. */
    @Test
    void every_page_of_the_documentation_can_be_reached_from_its_index() {
        Pages pages = Pages.under(ROOT);
        Path docs = ROOT.toAbsolutePath().normalize().resolve("docs");
        Markdown index = pages.find(docs.resolve("README.md")).orElseThrow();
        Set<Path> linked = index.links().stream()
                .flatMap(link -> pages.target(index, link).stream())
                .collect(Collectors.toSet());
        linked.add(index.file());

        assertThat(pages.all().stream()
                        .map(Markdown::file)
                        .filter(file -> file.startsWith(docs) && !file.startsWith(docs.resolve("decisions")))
                        .filter(file -> !linked.contains(file)))
                .isEmpty();
    }

    @Test
    void the_site_is_built_and_none_of_its_links_is_dead() throws IOException {
        String wanted = System.getProperty("eventsource.site", "");
        Path target = wanted.isEmpty() ? folder.resolve("site") : ROOT.resolve(wanted);
        new Site(ROOT, target).build();

        List<String> dead = new ArrayList<>();
        try (Stream<Path> files = Files.walk(target)) {
            for (Path page :
                    files.filter(file -> file.toString().endsWith(".html")).toList()) {
                Stream.of(Files.readString(page).split("href=\""))
                        .skip(1)
                        .map(rest -> rest.substring(0, rest.indexOf('"')))
                        .filter(link -> !URI.create(link).isAbsolute())
                        .map(link -> link.replaceFirst("#.*", ""))
                        .filter(link -> !link.isEmpty() && !Files.exists(page.resolveSibling(link)))
                        .forEach(link -> dead.add(page + ": " + link));
            }
        }
        assertThat(target.resolve("index.html")).exists();
        assertThat(target.resolve("docs/faq.html")).exists();
        assertThat(dead).isEmpty();
    }
}
