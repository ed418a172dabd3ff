// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every piece of Java on every page is compiled: it stands in a source of this module, but for the tutorial, which is built. */
class SnippetsTest {

    @Test
    void there_is_no_java_on_any_page_that_is_not_compiled() throws IOException {
        Set<String> pieces = new HashSet<>();
        for (Path source : files(Path.of("src", "test", "java"), ".java")) {
            pieces.addAll(Page.piecesOf(source));
        }
        List<String> strangers = new ArrayList<>();
        for (Path page : files(Path.of(".."), ".md")) {
            for (String code : new Page(page).code()) {
                if (!pieces.contains(code)) {
                    strangers.add(page + ": " + code);
                }
            }
        }
        assertThat(strangers).isEmpty();
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> beside = Files.list(folder);
                Stream<Path> below = Files.walk(folder.resolve(ending.equals(".md") ? "docs" : "."))) {
            return Stream.concat(ending.equals(".md") ? beside : Stream.empty(), below)
                    .filter(file ->
                            file.toString().endsWith(ending) && !file.toString().contains("tutorial"))
                    .toList();
        }
    }
}
